import * as vscode from 'vscode';
import { NOTEBOOK_TYPE } from './manifest';
import { propertyAt } from './unknown';

/**
 * The notebook that a command is about: the one of the toolbar whose button was pressed, else the active one.
 *
 * @throws Error when there is none
 */
export function activeNotebook(toolbarArgument?: unknown): vscode.NotebookDocument {
  return activeNotebookEditor(toolbarArgument).notebook;
}

/** The editor of {@link activeNotebook}. @throws Error when there is none */
export function activeNotebookEditor(toolbarArgument?: unknown): vscode.NotebookEditor {
  const uri = propertyAt(toolbarArgument, 'notebookEditor', 'notebookUri');
  const editor =
    vscode.window.visibleNotebookEditors.find(({ notebook }) => notebook.uri.toString() === String(uri)) ??
    vscode.window.activeNotebookEditor;
  if (editor?.notebook.notebookType === NOTEBOOK_TYPE) return editor;
  throw new Error('No notebook is active. Click into the notebook that is meant and try again.');
}
