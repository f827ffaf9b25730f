import type * as vscode from 'vscode';
import { NOTEBOOK_TYPE } from './manifest';
import { propertyAt } from './unknown';

/** The `kernelspec.name` of an .ipynb; older serializers of VS Code keep the file's metadata under `custom`. */
export function kernelspecName(notebook: Pick<vscode.NotebookDocument, 'metadata'>): string | undefined {
  const { metadata } = notebook;
  const name =
    propertyAt(metadata, 'metadata', 'kernelspec', 'name') ??
    propertyAt(metadata, 'custom', 'metadata', 'kernelspec', 'name');
  return typeof name === 'string' ? name : undefined;
}

/** Whether the notebook asks for Convbook's kernel by name. */
export function isConvbookNotebook(notebook: vscode.NotebookDocument): boolean {
  return notebook.notebookType === NOTEBOOK_TYPE && kernelspecName(notebook) === 'convbook';
}
