import { inspect } from 'node:util';
import { describe, expect, test } from 'vitest';
import { bundleOf, MAX_BUNDLE, type BundleContext } from '../../../src/kernel/outputs/bundle';

const context: BundleContext = { inspect: value => inspect(value), register: () => 't1' };

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
