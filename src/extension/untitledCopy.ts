import * as vscode from 'vscode';
import { NOTEBOOK_TYPE } from './manifest';

/**
 * Shows an untitled notebook with the cells, outputs and metadata of a file, which itself is never changed.
 * VS Code's own serializer reads the file, so the metadata has the form that the running version saves.
 */
export async function openUntitledCopy(file: vscode.Uri): Promise<void> {
  const original = await vscode.workspace.openNotebookDocument(file);
  const empty = new vscode.NotebookData([]);
  empty.metadata = original.metadata;
  const copy = await vscode.workspace.openNotebookDocument(NOTEBOOK_TYPE, empty);
  // The cells come as an edit: a new document's data reaches VS Code without the bytes of its outputs.
  const edit = new vscode.WorkspaceEdit();
  edit.set(copy.uri, [vscode.NotebookEdit.insertCells(0, original.getCells().map(copyCell))]);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error(`${file.fsPath} could not be copied.`);
  await vscode.window.showNotebookDocument(copy);
}

function copyCell(cell: vscode.NotebookCell): vscode.NotebookCellData {
  const { languageId } = cell.document;
  const data = new vscode.NotebookCellData(cell.kind, cell.document.getText(), languageId);
  data.outputs = [...cell.outputs];
  data.metadata = cell.metadata;
  if (cell.executionSummary) data.executionSummary = cell.executionSummary;
  return data;
}
