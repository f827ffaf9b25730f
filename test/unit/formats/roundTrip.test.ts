import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../../src/engine';
import { DTYPES, sizeOf, tensor, type DType } from '../../../src/engine';
import { decode, encode } from '../../../src/formats';

const RUNS = { seed: 31, numRuns: 100 };

const element: Record<DType, fc.Arbitrary<number>> = {
  float32: fc.float(),
  float64: fc.double(),
  int32: fc.integer({ min: -(2 ** 31), max: 2 ** 31 - 1 }),
  uint8: fc.integer({ min: 0, max: 255 }),
};

/** Tensors of a dtype, or of any, with every kind of number. */
function tensors(shape: fc.Arbitrary<number[]>, dtypes = DTYPES): fc.Arbitrary<Tensor> {
  return fc.tuple(shape, fc.constantFrom(...dtypes)).chain(([sizes, dtype]) => {
    const length = sizeOf(sizes);
    return fc
      .array(element[dtype], { minLength: length, maxLength: length })
      .map(data => tensor(data, sizes, { dtype }));
  });
}

const anyShape = fc.array(fc.integer({ min: 0, max: 4 }), { maxLength: 4 });
const anyTensor = tensors(anyShape);
const names = fc
  .string({ unit: 'grapheme', maxLength: 8 })
  .filter(name => name !== '__metadata__' && !/\/$/.test(name));
const anyTensors = fc.dictionary(names, anyTensor, { maxKeys: 4, noNullPrototype: true });

function same(a: Tensor, b: Tensor): void {
  expect([a.dtype, a.shape]).toEqual([b.dtype, b.shape]);
  expect(a.data).toEqual(b.data); // tells -0 from 0
}

describe('a tensor is the same after writing and reading it', () => {
  test('as .npy', () => {
    fc.assert(
      fc.property(anyTensor, x => same(decode(encode(x, 'x.npy'), 'x.npy'), x)),
      RUNS,
    );
  });

  test('as .json, but for the sign of 0', () => {
    const plain = (x: Tensor) =>
      tensor(
        x.data.map(value => value + 0),
        x.shape,
      );
    fc.assert(
      fc.property(anyTensor, x => same(decode(encode(x, 'x.json'), 'x.json'), plain(x))),
      RUNS,
    );
  });

  for (const name of ['x.npz', 'x.safetensors'] as const) {
    test(`as ${name.slice(1)}, and the same for its name`, () => {
      fc.assert(
        fc.property(anyTensors, fc.boolean(), (all, compress) => {
          const again = decode(encode(all, name, name === 'x.npz' ? { compress } : {}), name);
          expect(Object.keys(again).sort()).toEqual(Object.keys(all).sort());
          for (const [key, x] of Object.entries(all)) same(again[key]!, x);
        }),
        RUNS,
      );
    });
  }

  const matrices = fc
    .tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 2, max: 5 }))
    .map(sizes => [...sizes]);
  const vectors = fc.integer({ min: 1, max: 9 }).map(size => [size]);
  for (const separator of [',', ';', '\t'] as const) {
    test(`as .csv with ${JSON.stringify(separator)}, with the dtype said again`, () => {
      fc.assert(
        fc.property(tensors(fc.oneof(vectors, matrices)), fc.boolean(), (x, named) => {
          const header = Array.from({ length: x.shape[1] ?? 1 }, (_, i) => `column "${i}"${separator}`);
          const file = encode(x, 'x.csv', { separator, ...(named && { header }) });
          same(decode(file, 'x.csv', { separator, header: named, dtype: x.dtype }), positive(x));
        }),
        RUNS,
      );
    });
  }

  /** Text has no sign of 0. */
  const positive = (x: Tensor) =>
    tensor(
      x.data.map(value => value + 0),
      x.shape,
    );

  const pictures = fc.tuple(...[5, 5, 4].map(max => fc.integer({ min: 1, max }))).map(sizes => [...sizes]);
  test('as .png of 8 bits, its whole numbers and what they are from 0 to 1', () => {
    fc.assert(
      fc.property(tensors(pictures, ['uint8']), x => {
        const file = encode(x, 'x.png', { layout: 'HWC' });
        same(decode(file, 'x.png', { layout: 'HWC' }), x);
        same(decode(encode(decode(file, 'x.png'), 'x.png'), 'x.png', { layout: 'HWC' }), x);
      }),
      RUNS,
    );
  });

  test('as .png of 16 bits', () => {
    const wide = tensors(pictures, ['int32']).map(x =>
      tensor(
        x.data.map(value => value & 0xffff),
        x.shape,
      ),
    );
    fc.assert(
      fc.property(wide, x => {
        const file = encode(x, 'x.png', { layout: 'HWC', depth: 16 });
        same(decode(file, 'x.png', { layout: 'HWC' }), x);
        same(decode(encode(decode(file, 'x.png'), 'x.png', { depth: 16 }), 'x.png', { layout: 'HWC' }), x);
      }),
      RUNS,
    );
  });

  test('as .jpg, each number within 0.1 where neighbours differ little', () => {
    const ramps = fc.tuple(
      ...[20, 20, 3].map(max => fc.integer({ min: 1, max })),
      fc.double({ min: 0, max: 0.04, noNaN: true }),
    );
    fc.assert(
      fc.property(ramps, ([height, width, channels, slope]) => {
        const values = Array.from({ length: channels! > 1 ? 3 : 1 }, (_, c) =>
          Array.from({ length: height }, (_, y) =>
            Array.from({ length: width! }, (_, x) => Math.min(1, (x + y + 4 * c) * slope!)),
          ),
        );
        const x = tensor(values);
        const again = decode(encode(x, 'x.jpg', { quality: 100 }), 'x.jpg');
        expect(again.shape).toEqual([1, 3, height, width]);
        x.data.forEach((value, i) => expect(Math.abs(value - again.data[i]!)).toBeLessThan(0.1));
      }),
      { seed: 31, numRuns: 30 },
    );
  });
});
