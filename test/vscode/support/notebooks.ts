import * as vscode from 'vscode';
import { convbookMetadata, formatIpynb, type NotebookCell } from '../../../src/notebook';
import { until } from './until';

let count = 0;

/** A file of the workspace that no test has used yet. */
export function freshFile(extension: string): vscode.Uri {
  return vscode.Uri.joinPath(workspaceFolder(), `test-${++count}${extension}`);
}

function workspaceFolder(): vscode.Uri {
  const folder = vscode.workspace.workspaceFolders?.[0];
  if (!folder) throw new Error('the suite needs a workspace folder');
  return folder.uri;
}

export async function write(file: vscode.Uri, text: string): Promise<void> {
  await vscode.workspace.fs.writeFile(file, new TextEncoder().encode(text));
}

export async function read(file: vscode.Uri): Promise<string> {
  return new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
}

/** Text of an .ipynb with Convbook's kernelspec; a source that starts with `#` is a Markdown cell. */
export function ipynbText(sources: string[]): string {
  const cells = sources.map((source, index): NotebookCell => {
    const base = { id: `cell-${index}`, source, metadata: {}, extra: {} };
    if (source.startsWith('#')) return { type: 'markdown', ...base };
    return { type: 'code', ...base, outputs: [], executionCount: null };
  });
  return formatIpynb({ metadata: convbookMetadata(), nbformatMinor: 5, cells, extra: {} });
}

/** Writes a notebook with these cells and shows it. */
export async function openNotebook(...sources: string[]): Promise<vscode.NotebookDocument> {
  const file = freshFile('.ipynb');
  await write(file, ipynbText(sources));
  const notebook = await vscode.workspace.openNotebookDocument(file);
  await vscode.window.showNotebookDocument(notebook);
  return notebook;
}

/** Asks VS Code to run the cell, as its button does, and settles when the run has ended. */
export async function runCell(notebook: vscode.NotebookDocument, index: number): Promise<void> {
  await vscode.commands.executeCommand('notebook.cell.execute', {
    ranges: [{ start: index, end: index + 1 }],
    document: notebook.uri,
  });
  await until(
    `cell ${index} has ended`,
    () => notebook.cellAt(index).executionSummary?.success !== undefined,
  );
}

export async function runAll(notebook: vscode.NotebookDocument): Promise<void> {
  await vscode.commands.executeCommand('notebook.execute', notebook.uri);
}

/** Closes the active editor; under test VS Code asks nobody what to do with what is not saved. */
export async function closeActiveEditor(): Promise<void> {
  await vscode.commands.executeCommand('workbench.action.closeActiveEditor');
}

/** The texts of a cell's output items of one type, by default of results and displays as plain text. */
export function texts(cell: vscode.NotebookCell, mime = 'text/plain'): string[] {
  const items = cell.outputs.flatMap(output => output.items).filter(item => item.mime === mime);
  return items.map(item => new TextDecoder().decode(item.data));
}

export const STDOUT = 'application/vnd.code.notebook.stdout';
export const STDERR = 'application/vnd.code.notebook.stderr';
const ERROR = 'application/vnd.code.notebook.error';

/** The error that a cell shows. */
export function shownError(cell: vscode.NotebookCell): { name: string; message: string; stack: string } {
  const [text] = texts(cell, ERROR);
  if (text === undefined) throw new Error(`the cell shows no error, but ${JSON.stringify(texts(cell))}`);
  return JSON.parse(text) as { name: string; message: string; stack: string }; // the form of NotebookCellOutputItem.error
}
