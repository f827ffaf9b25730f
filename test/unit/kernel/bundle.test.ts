import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { ones, SparseMatrix, toeplitz } from '../../../src/engine';
import { TENSOR_MIME } from '../../../src/view';
import { bundleOf, MAX_BUNDLE, type BundleContext } from '../../../src/kernel/outputs/bundle';

const context: BundleContext = { inspect: value => inspect(value), register: () => 't1' };

/** 4 x 9 entries of 4 x 16. */
const FULLNESS = 'SparseMatrix [4, 16], 36 entries, density 0.563';

describe('the bundle of', () => {
  for (const [what, value, text] of [
    ['a number', 5, '5'],
    ['a string', 'a', "'a'"],
    ['null', null, 'null'],
    ['an object', { a: [1] }, '{ a: [ 1 ] }'],
  ] as const) {
    test(`${what} is its text`, () => expect(bundleOf(value, context)).toEqual({ 'text/plain': text }));
  }

  test('an object with toMimeBundle is what that gives, bytes as base64', () => {
    const value = {
      toMimeBundle: () => ({ 'text/html': '<b>', 'image/png': Uint8Array.of(1, 2, 3), 'a/json': { b: 1 } }),
    };
    expect(bundleOf(value, context)).toEqual({ 'text/html': '<b>', 'image/png': 'AQID', 'a/json': { b: 1 } });
  });

  test('a sparse matrix is a heatmap of all its elements, under how full it is', () => {
    const bundle = bundleOf(toeplitz(ones([1, 1, 3, 3]), [1, 4, 4]), context);
    expect(bundle[TENSOR_MIME]).toMatchObject({ shape: [4, 16], provenance: FULLNESS });
    expect(bundle['text/plain']).toMatch(`${FULLNESS}\n`);
    expect(bundle).toHaveProperty('image/png');
  });

  test('a sparse matrix too large to draw is its text alone', () => {
    const matrix = new SparseMatrix({ shape: [5000, 5000], rows: [0], columns: [0], values: [1] });
    expect(bundleOf(matrix, context)).toEqual({
      'text/plain': 'SparseMatrix [5000, 5000], 1 entries, density 4.00e-8',
    });
  });

  test('an object that displays itself in other kernels is what that gives', () => {
    const value = { [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<i>' }) };
    expect(bundleOf(value, context)).toEqual({ 'text/html': '<i>' });
  });

  test('an object that gives no bundle is refused with what it gave', () => {
    expect(() => bundleOf({ toMimeBundle: () => 5 }, context)).toThrow('got 5');
    expect(() => bundleOf({ toMimeBundle: () => Promise.resolve({}) }, context)).toThrow('await it');
    expect(() => bundleOf({ toMimeBundle: () => ({ 'text/plain': 5 }) }, context)).toThrow('text/plain part');
  });

  test('something very large is its first text and a sentence', () => {
    const html = 'x'.repeat(MAX_BUNDLE);
    const bundle = bundleOf({ toMimeBundle: () => ({ 'text/html': html, 'text/plain': html }) }, context);
    expect(Object.keys(bundle)).toEqual(['text/plain']);
    expect(bundle['text/plain']).toMatch(
      /^x+…\noutput truncated: text\/html, text\/plain of 16 MiB together, the most is 8 MiB$/,
    );
  });
});
