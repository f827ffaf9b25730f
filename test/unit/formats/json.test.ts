import { describe, expect, test } from 'vitest';
import { tensor, type Tensor } from '../../../src/engine';
import { decode, encode, type DecodeOptions } from '../../../src/formats';
import { codeOf, messageOf } from '../engine/tensor/failure';

const read = (text: string, options?: DecodeOptions): Tensor =>
  decode(new TextEncoder().encode(text), 'x.json', options);

describe('a .json file', () => {
  test('of nested lists is a tensor of their shape', () => {
    const x = read('[[1, 2.5], [-3, 4e2]]');
    expect([x.dtype, x.tolist()]).toEqual([
      'float32',
      [
        [1, 2.5],
        [-3, 400],
      ],
    ]);
    expect(read('7').shape).toEqual([]);
    expect(read('[[], []]').shape).toEqual([2, 0]);
  });

  test('may be an object with a dtype, a shape and flat or nested data', () => {
    const x = read('{"dtype": "int32", "shape": [2, 2], "data": [1, 2, 3, 4]}');
    expect([x.dtype, x.tolist()]).toEqual([
      'int32',
      [
        [1, 2],
        [3, 4],
      ],
    ]);
    expect(read('{"data": [[1, 2]]}').shape).toEqual([1, 2]);
    expect(read('{"dtype": "int32", "data": [1]}', { dtype: 'float64' }).dtype).toBe('float64');
  });

  test('has NaN and infinities as texts', () => {
    expect(read('["NaN", "Infinity", "-Infinity"]').tolist()).toEqual([NaN, Infinity, -Infinity]);
    expect(read('{"data": [["NaN"]]}').tolist()).toEqual([[NaN]]);
    expect(read('{"data": "NaN"}').item()).toBeNaN();
  });

  for (const [what, text, code, problem] of [
    ['no JSON', '[1,', 'json/syntax', 'x.json: this is no JSON: '],
    ["Python's NaN", '[NaN]', 'json/syntax', 'NaN and infinities must stand in quotes'],
    ['nothing', '', 'json/syntax', 'this is no JSON'],
    ['other texts', '["a"]', 'tensor/element', 'data[0] is "a"'],
    ['a text alone', '"NaN"', 'tensor/element', 'data is "NaN"'],
    ['a name of Object.prototype', '["toString"]', 'tensor/element', 'data[0] is "toString"'],
    ['null', '[null]', 'tensor/element', 'data[0] is null'],
    ['lists of unequal length', '[[1], [2, 3]]', 'tensor/ragged', 'data[1] is a list of 2'],
    ['an unknown key', '{"data": [1], "name": "x"}', 'options/unknown', 'unknown option name'],
    ['no data', '{"shape": [1]}', 'tensor/element', 'undefined'],
    ['a shape of another size', '{"shape": [3], "data": [1]}', 'tensor/size', 'shape [3] has 3 elements'],
    ['a shape that is none', '{"shape": 3, "data": [1]}', 'shape/invalid', 'a shape is a list of sizes'],
    ['an unknown dtype', '{"dtype": "int64", "data": [1]}', 'dtype/unknown', '"int64"'],
    ['numbers that the dtype does not hold', '{"dtype": "uint8", "data": [-1]}', 'dtype/out-of-range', '-1'],
    [
      'lists without end',
      `${'['.repeat(100_000)}${']'.repeat(100_000)}`,
      'tensor/too-deep',
      'nested more than 64',
    ],
  ] as const) {
    test(`with ${what} is refused`, () => {
      expect(codeOf(() => read(text))).toBe(code);
      expect(messageOf(() => read(text))).toContain(problem);
    });
  }
});

test('a tensor as .json is an object that says everything of it', () => {
  const text = (x: Tensor) => new TextDecoder().decode(encode(x, 'x.json'));
  expect(text(tensor([[0.1, NaN]]))).toBe('{"dtype":"float32","shape":[1,2],"data":[0.1,"NaN"]}');
  expect(text(tensor(-Infinity, { dtype: 'float64' }))).toBe(
    '{"dtype":"float64","shape":[],"data":["-Infinity"]}',
  );
});
