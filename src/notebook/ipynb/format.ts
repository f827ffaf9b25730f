import { splitLines } from '../lines';
import type { Metadata, Notebook, NotebookCell } from '../notebook';
import { sortedJson } from '../sortedJson';
import { writeOutput } from './outputs';

/**
 * The text of an .ipynb file in nbformat 4.5, byte for byte as Jupyter writes it: sorted keys, one space of
 * indent, text as lists of lines, a line feed at the end. A notebook read from an older 4.x gains cell ids.
 *
 * @source nbformat, `nbformat/v4/nbjson.py` and `rwbase.py`, for the form
 */
export function formatIpynb(notebook: Notebook): string {
  const file = {
    ...notebook.extra,
    cells: notebook.cells.map(writeCell),
    metadata: notebook.metadata,
    nbformat: 4,
    nbformat_minor: 5,
  };
  return `${sortedJson(file)}\n`;
}

function writeCell(cell: NotebookCell): Metadata {
  const shared = {
    ...cell.extra,
    cell_type: cell.type,
    id: cell.id,
    metadata: cell.metadata,
    source: splitLines(cell.source),
  };
  return cell.type === 'code'
    ? { ...shared, execution_count: cell.executionCount, outputs: cell.outputs.map(writeOutput) }
    : shared;
}
