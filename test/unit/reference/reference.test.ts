import { readFileSync } from 'node:fs';
import * as ts from 'typescript';
import { expect, test } from 'vitest';
import { API } from '../../../src/kernel/api';
import { referenceOf, type Reference } from '../../../src/reference/reference';

/** What the build writes for hovers (test/unit/buildKernel.ts builds it before the tests). */
const reference = JSON.parse(readFileSync('dist/reference.json', 'utf8')) as Reference;

/** The reference of a module of one file. */
function referenceOfSource(source: string): Reference {
  const path = '/module.ts';
  const host = ts.createCompilerHost({});
  const getSourceFile = host.getSourceFile.bind(host);
  host.getSourceFile = (name, options) =>
    name === path ? ts.createSourceFile(path, source, ts.ScriptTarget.ES2022) : getSourceFile(name, options);
  const program = ts.createProgram([path], { target: ts.ScriptTarget.ES2022, strict: true, types: [] }, host);
  return referenceOf(program, path, 'Api');
}

test('every name that cells may call has a text and a signature', () => {
  const names = Object.keys(API);
  expect(names.filter(name => !reference[name]?.text || !reference[name].code)).toEqual([]);
});

test('the functions of a session are in the reference too', () => {
  expect(Object.keys(reference)).toEqual(expect.arrayContaining(['display', 'clearOutput', 'load', 'save']));
});

test('a function shows its signature, its text, its options and its errors', () => {
  const { code, text } = reference['conv2d']!;
  expect(code).toBe('function conv2d(input: Tensor, weight: Tensor, options?: ConvOptions): Tensor');
  expect(text).toMatch(/^Cross-correlation along height and width\./);
  expect(text).toContain(
    '- `dilation?: number | readonly number[]` Elements from one tap to the next. Default 1.',
  );
  expect(text).toContain('*Throws* ShapeError');
});

test('a class shows its constructor, and those members that have a docstring', () => {
  const { code, text } = reference['Conv2d']!;
  expect(code).toBe('new Conv2d(options: ConvLayerOptions)');
  expect(text).toContain('- `.forward(x: Tensor): Tensor` The layer applied to a tensor.');
});

test('an abstract class shows no constructor', () => {
  expect(reference['Layer']!.code).toBe('abstract class Layer');
});

test('where a formula came from is named', () => {
  expect(reference['separable']!.text).toContain('*Source* Howard et al., MobileNets');
});

test('overloads stand one below the other, under the text of the first that has one', () => {
  const { twice } = referenceOfSource(`
    function twice(x: string): string;
    /** Two of it. */
    function twice(x: number): number;
    function twice(x: string | number): string | number { return typeof x === 'number' ? 2 * x : x + x; }
    export interface Api { twice: typeof twice }
  `);
  expect(twice).toEqual({
    code: 'function twice(x: string): string\nfunction twice(x: number): number',
    text: 'Two of it.',
  });
});

test('the fields of a result are listed, also of one that is promised', () => {
  const { ask } = referenceOfSource(`
    interface Answer {
      /** In words. */
      text: string;
      sure?: boolean;
    }
    /** Asks. */
    function ask(): Promise<Answer> { throw new Error(); }
    export interface Api { ask: typeof ask }
  `);
  expect(ask!.text).toBe('Asks.\n\n**result**\n\n- `text: string` In words.\n- `sure?: boolean`');
});

test('lists and functions are no options', () => {
  const { map } = referenceOfSource(`
    /** Each. */
    function map(list: readonly number[], each: (x: number) => number): number[] { return list.map(each); }
    export interface Api { map: typeof map }
  `);
  expect(map!.text).toBe('Each.');
});

test('private and protected members stay out', () => {
  const { Box } = referenceOfSource(`
    /** Holds. */
    class Box {
      /** Seen. */
      a = 1;
      /** Hidden. */
      private b = 2;
      /** Hidden. */
      protected c = 3;
    }
    export interface Api { Box: typeof Box }
  `);
  expect(Box).toEqual({ code: 'new Box()', text: 'Holds.\n\n**Members**\n\n- `.a: number` Seen.' });
});

test('a module without the type is an error that names both', () => {
  expect(() => referenceOfSource('export const nothing = 1;')).toThrow('/module.ts exports no type Api');
});
