import * as vscode from 'vscode';
import type { CellError } from '../kernel';
import type { MimeBundle } from '../view';

/** One item per MIME type. Strings of binary images are base64 and become bytes; objects become JSON. */
export function bundleItems(bundle: MimeBundle): vscode.NotebookCellOutputItem[] {
  return Object.entries(bundle).map(([mime, value]) => {
    if (typeof value !== 'string') return vscode.NotebookCellOutputItem.json(value, mime);
    if (isBinary(mime)) return new vscode.NotebookCellOutputItem(Buffer.from(value, 'base64'), mime);
    return vscode.NotebookCellOutputItem.text(value, mime);
  });
}

function isBinary(mime: string): boolean {
  return mime.startsWith('image/') && mime !== 'image/svg+xml';
}

/** A chunk of console output. */
export function streamItem(name: 'stdout' | 'stderr', text: string): vscode.NotebookCellOutputItem {
  return vscode.NotebookCellOutputItem[name](text);
}

/** The output of a cell that failed; name, message and stack stay apart so that a saved notebook keeps them. */
export function errorOutput(error: CellError): vscode.NotebookCellOutput {
  const { name, message, stack } = error;
  return new vscode.NotebookCellOutput([vscode.NotebookCellOutputItem.error({ name, message, stack })]);
}
