import { assignIds } from '../cellIds';
import type { Metadata, Notebook, NotebookCell } from '../notebook';
import { parseHeader } from './header';
import { parseMarker, unescapeMarker, type Marker } from './marker';

/**
 * The notebook that a percent script holds, without outputs. Code before the first marker is a cell of its
 * own, so a plain script becomes one code cell. The exact inverse of `formatPercent` for text, cell kinds and
 * metadata.
 *
 * @throws NotebookError `notebook/front-matter` or `notebook/field` for a header that cannot be read
 */
export function parsePercent(text: string): Notebook {
  const lines = scriptLines(text);
  const { metadata, cellDefaults, length } = parseHeader(lines);
  const sections = splitSections(lines.slice(length));
  const ids = assignIds(sections.map(() => undefined));
  return {
    metadata,
    nbformatMinor: 5,
    cells: sections.map((section, index) => toCell(section, ids[index]!, cellDefaults)),
    extra: {},
  };
}

/** Lines without their ends. A script whose first line ends in CR LF is taken to end every line so. */
function scriptLines(text: string): string[] {
  const script = text.replace(/^\uFEFF/, '');
  const windows = /^[^\n]*\r\n/.test(script);
  const lines = (windows ? script.replaceAll('\r\n', '\n') : script).split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

interface Section {
  marker: Marker;
  lines: string[];
}

/** A section per marker, and one for what stands before the first. The blank line before a marker is no text. */
function splitSections(lines: readonly string[]): Section[] {
  const opening: Section = { marker: { type: 'code', metadata: {} }, lines: [] };
  const sections = [opening];
  for (const line of lines) {
    const marker = parseMarker(line);
    const current = sections.at(-1)!;
    if (!marker) {
      current.lines.push(line);
      continue;
    }
    if (current.lines.at(-1) === '') current.lines.pop();
    sections.push({ marker, lines: [] });
  }
  return opening.lines.every(line => line.trim() === '') ? sections.slice(1) : sections;
}

function toCell({ marker, lines }: Section, id: string, cellDefaults: Metadata): NotebookCell {
  const { type, metadata } = marker;
  const text = lines.map(unescapeMarker);
  if (type !== 'code') {
    // In text every line is a comment, `//` when empty: blank lines at the end are room between the cells.
    while (text.at(-1) === '') text.pop();
    const source = text.map(line => line.replace(/^\/\/ ?/, '')).join('\n');
    return { type, id, source, metadata, extra: {} };
  }
  return {
    type,
    id,
    source: text.join('\n'),
    metadata: 'vscode' in metadata ? metadata : { ...metadata, ...cellDefaults },
    extra: {},
    outputs: [],
    executionCount: null,
  };
}
