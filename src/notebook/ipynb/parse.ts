import { assignIds } from '../cellIds';
import { NotebookError } from '../errors';
import { otherFields, readCount, readList, readRecord, readString, readText, wrongField } from '../fields';
import type { Metadata, Notebook, NotebookCell } from '../notebook';
import { readOutput } from './outputs';

const NEWEST_MINOR = 5;

/**
 * A notebook from the text of an .ipynb file, nbformat 4.0 to 4.5, of any kernel.
 *
 * @throws NotebookError `notebook/empty`, `notebook/not-json` or `notebook/not-a-notebook` for other files,
 *   `notebook/version` for other versions, `notebook/field`, `notebook/cell-type` or `notebook/output-type`
 *   for a damaged one, naming the field
 */
export function parseIpynb(text: string): Notebook {
  const file = readNotebookObject(text);
  const nbformatMinor = readVersion(file);
  const cells = readList(file['cells'], 'cells').map((cell, index) => readRecord(cell, `cells[${index}]`));
  const ids = assignIds(cells.map((cell, index) => readId(cell, `cells[${index}]`)));
  return {
    metadata: readRecord(file['metadata'] ?? {}, 'metadata'),
    nbformatMinor,
    cells: cells.map((cell, index) => readCell(cell, ids[index]!, `cells[${index}]`)),
    extra: otherFields(file, ['cells', 'metadata', 'nbformat', 'nbformat_minor']),
  };
}

function readNotebookObject(text: string): Metadata {
  if (text.trim() === '') {
    throw new NotebookError(
      'notebook/empty',
      'the file is empty; a notebook is a JSON object with a list of cells',
    );
  }
  let value: unknown;
  try {
    value = JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new NotebookError('notebook/not-json', `a notebook is JSON, and this is not: ${reason}`);
  }
  if (typeof value !== 'object' || value === null || !('nbformat' in value)) {
    throw new NotebookError(
      'notebook/not-a-notebook',
      'the file is JSON but no notebook: it has no field "nbformat"',
    );
  }
  return readRecord(value, 'the notebook');
}

function readVersion(file: Metadata): number {
  const major = file['nbformat'];
  if (typeof major !== 'number') throw wrongField('nbformat', 'the number 4', major);
  const minor = readCount(file['nbformat_minor'], 'nbformat_minor') ?? 0;
  if (major !== 4 || minor > NEWEST_MINOR) {
    throw new NotebookError(
      'notebook/version',
      `the notebook is in nbformat ${major}.${minor}, and 4.0 to 4.${NEWEST_MINOR} can be read; ` +
        'open it in a current Jupyter and save it again',
    );
  }
  return minor;
}

/** Versions before 4.5 have no cell ids. */
function readId(cell: Metadata, path: string): string | undefined {
  return cell['id'] === undefined ? undefined : readString(cell['id'], `${path}.id`);
}

function readCell(cell: Metadata, id: string, path: string): NotebookCell {
  const type = readString(cell['cell_type'], `${path}.cell_type`);
  const shared = {
    id,
    source: readText(cell['source'], `${path}.source`),
    metadata: readRecord(cell['metadata'] ?? {}, `${path}.metadata`),
  };
  const known = ['cell_type', 'id', 'source', 'metadata'];
  switch (type) {
    case 'markdown':
    case 'raw':
      return { type, ...shared, extra: otherFields(cell, known) };
    case 'code':
      return {
        type,
        ...shared,
        outputs: readList(cell['outputs'] ?? [], `${path}.outputs`).map((output, index) =>
          readOutput(output, `${path}.outputs[${index}]`),
        ),
        executionCount: readCount(cell['execution_count'], `${path}.execution_count`),
        extra: otherFields(cell, [...known, 'outputs', 'execution_count']),
      };
    default:
      throw new NotebookError(
        'notebook/cell-type',
        `${path}.cell_type is ${JSON.stringify(type)}; nbformat 4 has code, markdown and raw`,
      );
  }
}
