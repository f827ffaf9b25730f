import { ArgumentError } from '../engine';
import type { Separator } from './options';

/** One line of a table; with line breaks in quotes it spans several lines of the file. */
export interface CsvRow {
  /** Where it begins, from 1. */
  line: number;
  cells: string[];
}

/**
 * The rows of a table as text, without empty lines. A cell may stand in double quotes, which are doubled inside.
 *
 * @throws ArgumentError `csv/quote`
 * @source RFC 4180, section 2
 */
export function* csvRows(name: string, text: string, separator: Separator): Generator<CsvRow> {
  let line = 1;
  for (let at = 0; at < text.length;) {
    const row: CsvRow = { line, cells: [] };
    let next: string;
    do {
      const cell = readCell(name, text, { at, separator, line });
      row.cells.push(cell.text);
      line += cell.breaks;
      next = text.charAt(cell.end);
      at = cell.end + 1;
    } while (next === separator);
    if (next === '\r' && text[at] === '\n') at++;
    line++;
    if (row.cells.length > 1 || row.cells[0]!.trim() !== '') yield row;
  }
}

interface Cell {
  text: string;
  /** The character after it: a separator, a line break or the end of the text. */
  end: number;
  /** Line breaks in it. */
  breaks: number;
}

function readCell(
  name: string,
  text: string,
  { at, separator, line }: { at: number; separator: Separator; line: number },
): Cell {
  const ends = (i: number) =>
    i >= text.length || text[i] === separator || text[i] === '\n' || text[i] === '\r';
  if (text[at] !== '"') {
    let end = at;
    while (!ends(end)) end++;
    return { text: text.slice(at, end), end, breaks: 0 };
  }
  let close = text.indexOf('"', at + 1);
  while (close >= 0 && text[close + 1] === '"') close = text.indexOf('"', close + 2);
  if (close < 0 || !ends(close + 1)) {
    const problem = close < 0 ? 'is not closed' : 'is followed by something else than a separator';
    throw new ArgumentError('csv/quote', `${name}, line ${line}: the quote of a cell ${problem}`);
  }
  const inside = text.slice(at + 1, close);
  return {
    text: inside.replaceAll('""', '"'),
    end: close + 1,
    breaks: inside.match(/\r\n|\n|\r/g)?.length ?? 0,
  };
}

/** The separator that the first line speaks for. */
export function guessSeparator(text: string): Separator {
  const first = /^[\r\n]*((?:"[^"]*"|[^"\r\n])*)/.exec(text)![1]!.replace(/"[^"]*"/g, '');
  return (['\t', ';'] as const).find(separator => first.includes(separator)) ?? ',';
}
