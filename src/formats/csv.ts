import { strFromU8, strToU8 } from 'fflate';
import {
  ArgumentError,
  checkBoolean,
  describeValue,
  ShapeError,
  shapeText,
  tensor,
  type Tensor,
} from '../engine';
import { csvRows, guessSeparator, type CsvRow } from './csvRows';
import { checkTextSize } from './limits';
import type { DecodeOptions, EncodeOptions, Separator } from './options';
import { shortest } from './shortest';
import type { SourceFile } from './sourceFile';

/**
 * The numbers of a table: [rows, columns], and [rows] when there is one column; float32 when no dtype is wanted.
 * An empty cell is NaN. Names in a first line are left out. Working memory is at most 32 times the file.
 *
 * @throws ArgumentError `csv/number`, `csv/ragged`, `csv/quote`, `csv/empty`, `csv/separator`, `argument/boolean`,
 *   `formats/too-large`, `dtype/out-of-range`
 */
export function decodeCsv({ name, bytes }: SourceFile, options: DecodeOptions): Tensor {
  checkTextSize(name, bytes.length);
  const { header, dtype = 'float32' } = options;
  if (header !== undefined) checkBoolean(`${name}: header`, header);
  const text = strFromU8(bytes);
  const separator = checkSeparator(name, options.separator) ?? guessSeparator(text);
  const values: number[] = [];
  let columns: { count: number; line: number } | undefined;
  for (const row of csvRows(name, text, separator)) {
    const first = !columns;
    columns ??= { count: row.cells.length, line: row.line };
    if (row.cells.length !== columns.count) throw ragged(name, row, columns);
    if (first && (header ?? row.cells.some(cell => toNumber(cell) === undefined))) continue;
    row.cells.forEach((cell, column) => values.push(toNumber(cell) ?? notANumber(name, row, column)));
  }
  if (!columns || values.length === 0) {
    throw new ArgumentError('csv/empty', `${name}: there are no numbers in the file`);
  }
  const { count } = columns;
  const shape = count === 1 ? [values.length] : [values.length / count, count];
  return tensor(Float64Array.from(values), shape, { dtype });
}

function checkSeparator(name: string, separator: unknown): Separator | undefined {
  if (separator === undefined || separator === ',' || separator === ';' || separator === '\t')
    return separator;
  throw new ArgumentError(
    'csv/separator',
    `${name}: the separator is ',', ';' or '\\t', got ${describeValue(separator)}`,
  );
}

const NUMBER = /^[+-]?(?:\d+\.?\d*|\.\d+)(?:e[+-]?\d+)?$/i;
const NAMED = /^([+-]?)(nan|inf|infinity)$/i;

/** The number that a cell is, NaN for an empty one; undefined for other text. */
function toNumber(cell: string): number | undefined {
  const text = cell.trim();
  if (text === '') return NaN;
  if (NUMBER.test(text)) return Number(text);
  const [, sign, named] = NAMED.exec(text) ?? [];
  if (named === undefined) return undefined;
  return named.toLowerCase() === 'nan' ? NaN : sign === '-' ? -Infinity : Infinity;
}

function notANumber(name: string, { line, cells }: CsvRow, column: number): never {
  throw new ArgumentError(
    'csv/number',
    `${name}, line ${line}, column ${column + 1}: ${describeValue(cells[column]!.slice(0, 40))} is no number; numbers have a ` +
      "decimal point, and { separator: ';' } or { header: true } may be missing",
  );
}

function ragged(
  name: string,
  { line, cells }: CsvRow,
  first: { count: number; line: number },
): ArgumentError {
  return new ArgumentError(
    'csv/ragged',
    `${name}, line ${line}, column ${Math.min(cells.length, first.count) + 1}: the line has ${cells.length} cells, ` +
      `line ${first.line} has ${first.count}; all lines must have as many`,
  );
}

/**
 * A table of the numbers of a vector, one a line, or of a matrix, a row a line. Each number is as short as it can
 * be and still be read as the same.
 *
 * @throws ShapeError `csv/shape`
 * @throws ArgumentError `csv/separator`, `csv/header`
 */
export function encodeCsv(x: Tensor, name: string, options: EncodeOptions): Uint8Array {
  const separator = checkSeparator(name, options.separator) ?? ',';
  if ((x.rank !== 1 && x.rank !== 2) || x.size === 0) {
    throw new ShapeError(
      'csv/shape',
      `${name}: a table holds a vector or a matrix that is not empty, got ${shapeText(x.shape)}; ` +
        'use reshape(x, [rows, columns]), or save it as .npy',
    );
  }
  const columns = x.rank === 1 ? 1 : x.shape[1]!;
  const lines = checkNames(name, options.header, columns).map(cell => quoted(cell, separator));
  const rows = lines.length > 0 ? [lines.join(separator)] : [];
  for (let i = 0; i < x.size; i += columns) {
    rows.push(Array.from(x.data.subarray(i, i + columns), value => shortest(value, x.dtype)).join(separator));
  }
  return strToU8(`${rows.join('\n')}\n`);
}

function checkNames(name: string, header: unknown, columns: number): string[] {
  if (header === undefined) return [];
  if (
    !Array.isArray(header) ||
    header.length !== columns ||
    !header.every(cell => typeof cell === 'string')
  ) {
    throw new ArgumentError(
      'csv/header',
      `${name}: header is a list of ${columns} names, one for each column, got ${describeValue(header)}`,
    );
  }
  return header; // just checked
}

function quoted(cell: string, separator: Separator): string {
  return /["\r\n]/.test(cell) || cell.includes(separator) || cell.trim() !== cell
    ? `"${cell.replaceAll('"', '""')}"`
    : cell;
}
