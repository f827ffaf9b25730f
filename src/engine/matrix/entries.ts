import { ArgumentError, ShapeError } from '../errors';
import { describeValue } from '../tensor/check';
import { checkShape, shapeText } from '../tensor/shape';

/** A list of numbers or a typed array. */
export type Numbers = readonly number[] | Int32Array | Float32Array | Float64Array;

/** Element (rows[i], columns[i]) of a matrix is values[i]. */
export interface Entries {
  rows: Int32Array;
  columns: Int32Array;
  values: Float64Array;
}

/** The most rows, columns or entries of a sparse matrix: 16.7 million, 256 MiB of entries. */
const MOST_ENTRIES = 2 ** 24;

/**
 * The shape [m, n] of a sparse matrix.
 *
 * @throws ShapeError `shape/invalid`, `matrix/shape`, `matrix/too-large`
 */
export function checkMatrixShape(operation: string, given: unknown): [number, number] {
  const shape = checkShape(operation, given);
  const [rows, columns] = shape;
  if (shape.length !== 2 || rows === undefined || columns === undefined) {
    throw new ShapeError(
      'matrix/shape',
      `${operation}: a matrix has shape [rows, columns], got ${shapeText(shape)}`,
    );
  }
  checkCount(operation, rows, 'rows');
  checkCount(operation, columns, 'columns');
  return [rows, columns];
}

/** @throws ShapeError `matrix/too-large` */
export function checkCount(operation: string, count: number, what: string): void {
  if (count > MOST_ENTRIES) {
    throw new ShapeError(
      'matrix/too-large',
      `${operation}: ${count} ${what}, the most is ${MOST_ENTRIES} (2^24); ` +
        'use a smaller input or fewer channels, or run the convolution itself',
    );
  }
}

/**
 * Checks entries against a shape and copies them.
 *
 * @throws ArgumentError `matrix/entries` for lists that are none or of unequal length or a value that is no
 *   number, `matrix/index` for an index that is no whole number inside the shape
 * @throws ShapeError `matrix/too-large`
 */
export function readEntries(
  operation: string,
  given: { rows: Numbers; columns: Numbers; values: Numbers },
  shape: readonly [number, number],
): Entries {
  const rows = checkList(operation, 'rows', given.rows);
  const columns = checkList(operation, 'columns', given.columns);
  const values = checkList(operation, 'values', given.values);
  if (rows.length !== values.length || columns.length !== values.length) {
    throw new ArgumentError(
      'matrix/entries',
      `${operation}: ${rows.length} rows, ${columns.length} columns and ${values.length} values, expected as many ` +
        'of each; entry i is values[i] in row rows[i] and column columns[i]',
    );
  }
  checkCount(operation, values.length, 'entries');
  checkIndices(operation, 'rows', rows, shape[0]);
  checkIndices(operation, 'columns', columns, shape[1]);
  const bad = values.findIndex((value: unknown) => typeof value !== 'number');
  if (bad >= 0) {
    throw new ArgumentError(
      'matrix/entries',
      `${operation}: values[${bad}] must be a number, got ${describeValue(values[bad])}`,
    );
  }
  return {
    rows: Int32Array.from(rows),
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
  };
}

function checkList(operation: string, name: string, value: Numbers): Numbers {
  if (!Array.isArray(value) && !(ArrayBuffer.isView(value) && 'length' in value)) {
    throw new ArgumentError(
      'matrix/entries',
      `${operation}: ${name} must be a list of numbers or a typed array, got ${describeValue(value)}`,
    );
  }
  return value;
}

function checkIndices(operation: string, name: string, indices: Numbers, length: number): void {
  const bad = indices.findIndex(index => !Number.isInteger(index) || index < 0 || index >= length);
  if (bad >= 0) {
    const range =
      length === 0 ? 'no index fits, the shape has none' : `a whole number from 0 to ${length - 1}`;
    throw new ArgumentError(
      'matrix/index',
      `${operation}: ${name}[${bad}] = ${describeValue(indices[bad])}, expected ${range}`,
    );
  }
}

/** Entries in row-major order, those of one place summed in the order given. */
export function inOrder(entries: Entries, shape: readonly [number, number]): Entries {
  if (isOrdered(entries)) return entries;
  const { rows, columns, values } = entries;
  const order = sortBy(rows, shape[0], sortBy(columns, shape[1], Uint32Array.from(rows.keys())));
  const sorted = { rows: rows.slice(), columns: columns.slice(), values: values.slice() };
  let last = -1;
  for (const from of order) {
    const same = last >= 0 && rows[from] === sorted.rows[last] && columns[from] === sorted.columns[last];
    if (same) {
      sorted.values[last]! += values[from]!;
      continue;
    }
    last++;
    sorted.rows[last] = rows[from]!;
    sorted.columns[last] = columns[from]!;
    sorted.values[last] = values[from]!;
  }
  const end = last + 1;
  return {
    rows: sorted.rows.slice(0, end),
    columns: sorted.columns.slice(0, end),
    values: sorted.values.slice(0, end),
  };
}

function isOrdered({ rows, columns }: Entries): boolean {
  for (let i = 1; i < rows.length; i++) {
    const step = rows[i]! - rows[i - 1]!;
    if (step < 0 || (step === 0 && columns[i]! <= columns[i - 1]!)) return false;
  }
  return true;
}

/** `order` sorted by the key of each, from 0 to keys - 1; those of one key stay in order (a counting sort). */
function sortBy(key: Int32Array, keys: number, order: Uint32Array): Uint32Array {
  const next = startsOf(key, keys);
  const sorted = new Uint32Array(order.length);
  for (const i of order) sorted[next[key[i]!]!++] = i;
  return sorted;
}

/** Where the entries of each key begin once they are sorted; one more start than there are keys. */
export function startsOf(key: Int32Array, keys: number): Uint32Array {
  const starts = new Uint32Array(keys + 1);
  for (const k of key) starts[k + 1]!++;
  for (let k = 0; k < keys; k++) starts[k + 1]! += starts[k]!;
  return starts;
}
