import * as vscode from 'vscode';
import { openUntitledCopy } from './untitledCopy';

/** Command "New Notebook": an untitled .ipynb that asks for Convbook's kernel, with a hint and a first cell. */
export async function newNotebook(extensionUri: vscode.Uri): Promise<void> {
  await openUntitledCopy(vscode.Uri.joinPath(extensionUri, 'media', 'templates', 'new.ipynb'));
}
