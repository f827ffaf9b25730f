import { readFileSync } from 'node:fs';
import type { Tensor } from '../../../src/engine';
import { decode, formatOf, type DecodeOptions } from '../../../src/formats';

/** Numbers as JSON can hold them: texts for those it cannot, and for integers beyond 2^53. */
interface WrittenTensor {
  shape: number[];
  data: (number | boolean | string)[];
}

export type Written = WrittenTensor | Record<string, WrittenTensor>;

const folder = new URL('../../fixtures/formats/', import.meta.url);

/** What make_formats.py says of its files, by their names. */
export const expectedFiles = (
  JSON.parse(readFileSync(new URL('expected.json', folder), 'utf8')) as { files: Record<string, Written> }
).files;

/** A file of test/fixtures/formats. */
export function readFixture(name: string): Uint8Array {
  return new Uint8Array(readFileSync(new URL(name, folder)));
}

export function decodeFixture(name: string, options?: DecodeOptions): Tensor | Record<string, Tensor> {
  return decode(readFixture(name), name, options);
}

/** The tensor of a fixture of one. */
export function tensorOf(name: string, options?: DecodeOptions): Tensor {
  if (formatOf(name).holds !== 'tensor') throw new Error(`${name} holds several tensors`);
  return decodeFixture(name, options) as Tensor; // just checked
}

/** A tensor in the form of expected.json. */
export function written({ shape, data }: Tensor): { shape: readonly number[]; data: number[] } {
  return { shape, data: Array.from(data) };
}

export function numbersOf({ shape, data }: WrittenTensor): { shape: number[]; data: number[] } {
  return { shape, data: data.map(Number) };
}

export function isTensor(expected: Written): expected is WrittenTensor {
  return Array.isArray(expected.data);
}

/** The numbers of a fixture of one tensor, as its maker says. */
export function expectedNumbers(name: string): { shape: number[]; data: number[] } {
  const expected = expectedFiles[name];
  if (!expected || !isTensor(expected)) throw new Error(`expected.json has no tensor ${name}`);
  return numbersOf(expected);
}

/** A copy with some bytes in place of others. */
export function patched(bytes: Uint8Array, offset: number, ...values: number[]): Uint8Array {
  const copy = bytes.slice();
  copy.set(values, offset);
  return copy;
}

/** Bytes of ASCII text. */
export function ascii(text: string): Uint8Array {
  return Uint8Array.from(text, character => character.charCodeAt(0));
}
