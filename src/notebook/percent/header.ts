import { CELL_LANGUAGE_ID, convbookMetadata, languageMetadata } from '../convbook';
import { isRecord, otherFields, readRecord } from '../fields';
import type { CodeCell, Metadata, Notebook } from '../notebook';
import { formatFrontMatter, parseFrontMatter } from './frontMatter';

/** What a script says about its notebook as a whole. */
export interface ScriptHeader {
  metadata: Metadata;
  /** Metadata of every code cell that has no `vscode` of its own. */
  cellDefaults: Metadata;
  /** Lines of the script that it takes. */
  length: number;
}

const FORMAT = { extension: '.ts', format_name: 'percent', format_version: '1.3' };

/**
 * `// ---` lines around the notebook's metadata, and the metadata that every code cell need not repeat.
 */
export function formatHeader(notebook: Notebook): { lines: string[]; cellDefaults: Metadata } {
  const languageId = sharedLanguageId(notebook);
  const { jupytext, ...metadata } = notebook.metadata;
  const own = {
    text_representation: FORMAT,
    ...(languageId === undefined ? {} : { cell_language_id: languageId }),
  };
  const lines = formatFrontMatter({
    jupyter: { jupytext: isRecord(jupytext) ? { ...jupytext, ...own } : own, ...metadata },
  });
  return { lines, cellDefaults: languageId === undefined ? {} : languageMetadata(languageId) };
}

/** The language id that the first code cell has, where every code cell has some `vscode` metadata. */
function sharedLanguageId(notebook: Notebook): string | undefined {
  const codeCells = notebook.cells.filter((cell): cell is CodeCell => cell.type === 'code');
  if (!codeCells.every(cell => 'vscode' in cell.metadata)) return undefined;
  const first = codeCells[0]?.metadata['vscode'];
  const languageId = isRecord(first) && Object.keys(first).length === 1 ? first['languageId'] : undefined;
  return typeof languageId === 'string' ? languageId : undefined;
}

/**
 * The header of a script. A script without one is taken for a Convbook notebook.
 *
 * @throws NotebookError `notebook/front-matter` or `notebook/field`
 */
export function parseHeader(lines: readonly string[]): ScriptHeader {
  const frontMatter = parseFrontMatter(lines);
  if (!frontMatter) {
    return { metadata: convbookMetadata(), cellDefaults: languageMetadata(CELL_LANGUAGE_ID), length: 0 };
  }
  const { jupytext, ...metadata } = readRecord(frontMatter.fields['jupyter'], 'jupyter');
  const settings = isRecord(jupytext) ? jupytext : {};
  const languageId = settings['cell_language_id'];
  const rest = otherFields(settings, ['text_representation', 'cell_language_id']);
  return {
    metadata: Object.keys(rest).length > 0 ? { ...metadata, jupytext: rest } : metadata,
    cellDefaults: typeof languageId === 'string' ? languageMetadata(languageId) : {},
    length: frontMatter.length,
  };
}
