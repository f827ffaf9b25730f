import * as vscode from 'vscode';
import type { Metadata, Notebook, NotebookCell } from '../notebook';
import { propertyAt } from './unknown';

/** An open notebook as data, with what was typed but not saved; without outputs, which no script holds. */
export function documentNotebook(document: vscode.NotebookDocument): Notebook {
  return {
    metadata: metadataOf(document.metadata),
    nbformatMinor: 5,
    cells: document.getCells().map(documentCell),
    extra: {},
  };
}

function documentCell(cell: vscode.NotebookCell): NotebookCell {
  const id = propertyAt(cell.metadata, 'id');
  const base = {
    id: typeof id === 'string' ? id : `cell-${cell.index + 1}`,
    source: cell.document.getText().replaceAll('\r\n', '\n'),
    metadata: metadataOf(cell.metadata),
    extra: attachmentsOf(cell.metadata),
  };
  if (cell.kind === vscode.NotebookCellKind.Markup) return { type: 'markdown', ...base };
  if (cell.document.languageId === 'raw') return { type: 'raw', ...base };
  const executionCount = cell.executionSummary?.executionOrder ?? null;
  return { type: 'code', ...base, outputs: [], executionCount };
}

/** The file's metadata inside VS Code's; older serializers keep it under `custom`. */
function metadataOf(holder: unknown): Metadata {
  const metadata = propertyAt(holder, 'metadata') ?? propertyAt(holder, 'custom', 'metadata');
  return typeof metadata === 'object' && metadata !== null ? { ...metadata } : {};
}

function attachmentsOf(holder: unknown): Metadata {
  const attachments = propertyAt(holder, 'attachments') ?? propertyAt(holder, 'custom', 'attachments');
  return attachments === undefined ? {} : { attachments };
}
