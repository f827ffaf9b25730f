import { NotebookError } from './errors';
import type { Metadata } from './notebook';

/** Whether a JSON value is an object. */
export function isRecord(value: unknown): value is Metadata {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Every reader takes the value, and where it stood in the file: `cells[3].source`. */
type Reader<T> = (value: unknown, path: string) => T;

export const readRecord: Reader<Metadata> = (value, path) => {
  if (!isRecord(value)) throw wrongField(path, 'an object', value);
  return value;
};

export const readList: Reader<unknown[]> = (value, path) => {
  if (!Array.isArray(value)) throw wrongField(path, 'a list', value);
  return value as unknown[];
};

export const readString: Reader<string> = (value, path) => {
  if (typeof value !== 'string') throw wrongField(path, 'a string', value);
  return value;
};

/** nbformat's multi-line text: a string, or a list of lines that keep their line ends. */
export const readText: Reader<string> = (value, path) => {
  if (typeof value === 'string') return value;
  if (!Array.isArray(value)) throw wrongField(path, 'a string or a list of strings', value);
  return value.map((line, index) => readString(line, `${path}[${index}]`)).join('');
};

export const readCount: Reader<number | null> = (value, path) => {
  if (value === null || value === undefined) return null;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 0) {
    throw wrongField(path, 'a whole number of 0 or more, or null', value);
  }
  return value;
};

/** The fields of a record that are not among `known`. */
export function otherFields(record: Metadata, known: readonly string[]): Metadata {
  return Object.fromEntries(Object.entries(record).filter(([name]) => !known.includes(name)));
}

export function wrongField(path: string, expected: string, value: unknown): NotebookError {
  return new NotebookError('notebook/field', `${path} must be ${expected}, got ${kindOf(value)}`);
}

function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return 'a list';
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? `the string ${JSON.stringify(value.slice(0, 40))}` : typeof value;
}
