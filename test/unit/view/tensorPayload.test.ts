import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { sizeOf, Tensor, type DType } from '../../../src/engine';
import { decodePart, MAX_DATA_BYTES, parseTensorPayload, tensorPayload } from '../../../src/view';
import { filled } from './build';

describe('a tensor that fits', () => {
  test('decode(encode) gives every element back, for every dtype', () => {
    const dtypes = fc.constantFrom<DType>('float32', 'float64', 'int32', 'uint8');
    const shapes = fc.array(fc.integer({ min: 0, max: 5 }), { maxLength: 5 });
    const values = fc.array(fc.double(), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(dtypes, shapes, values, (dtype, shape, elements) => {
        const tensor = filled(shape, i => elements[i % elements.length]!, dtype);
        const payload = tensorPayload(tensor);
        expect(payload.truncated).toBeNull();
        expect(decodePart(payload)).toEqual(tensor.data);
      }),
    );
  });

  test('travels through JSON and its parser unchanged', () => {
    const payload = tensorPayload(
      filled([2, 3], i => i - 2),
      { name: 'x', ref: 't1', provenance: 'conv2d' },
    );
    expect(parseTensorPayload(JSON.parse(JSON.stringify(payload)))).toEqual(payload);
  });

  test('of exactly 256 KiB is whole', () => {
    const payload = tensorPayload(Tensor.allocate('float32', [256, 256]));
    expect(payload.view.shape).toEqual([256, 256]);
    expect(payload.truncated).toBeNull();
  });

  test('without elements has no data and no statistics', () => {
    const { data, stats } = tensorPayload(Tensor.allocate('float32', [0, 3]));
    expect(data).toBeNull();
    expect(stats).toMatchObject({ min: null, max: null, mean: null, nan: 0 });
  });

  test('keeps little-endian bytes: 1 as float32 is 00 00 80 3f', () => {
    expect(tensorPayload(filled([1], () => 1)).data).toBe('AACAPw==');
  });
});

describe('statistics', () => {
  test('are of the finite elements, and count the others apart', () => {
    const values = [NaN, Infinity, -Infinity, -Infinity, 1, 2, 6];
    expect(tensorPayload(filled([7], i => values[i]!)).stats).toEqual({
      min: 1,
      max: 6,
      mean: 3,
      nan: 1,
      positiveInfinity: 1,
      negativeInfinity: 2,
    });
  });

  test('have a finite mean where the sum is more than the largest double', () => {
    expect(tensorPayload(filled([2], () => 1.5e308, 'float64')).stats.mean).toBe(1.5e308);
  });

  test('see the last element of a tensor read in several chunks', () => {
    const { stats } = tensorPayload(filled([20_000], i => (i === 19_999 ? 7 : 1)));
    expect(stats.max).toBe(7);
    expect(stats.mean).toBeCloseTo(1 + 6 / 20_000, 12);
  });
});

describe('a tensor that does not fit', () => {
  test('never carries more than 256 KiB, and at least one element', () => {
    const sizes = fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 4 });
    fc.assert(
      fc.property(sizes, fc.constantFrom<DType>('uint8', 'float32', 'float64'), (tail, dtype) => {
        const shape = [...tail.slice(0, -1), tail.at(-1)! * 40];
        fc.pre(sizeOf(shape) < 4e6);
        const payload = tensorPayload(Tensor.allocate(dtype, shape));
        const bytes = decodePart(payload).byteLength;
        expect(bytes).toBeLessThanOrEqual(MAX_DATA_BYTES);
        expect(bytes).toBeGreaterThan(0);
        expect(payload.truncated === null).toBe(sizeOf(payload.view.shape) === sizeOf(shape));
      }),
      { numRuns: 40 },
    );
  });

  test('of many maps shows the first ones as they are, inner axis first', () => {
    const tensor = filled([4, 40, 32, 32], i => i);
    const { view, truncated, ...payload } = tensorPayload(tensor);
    expect(view).toEqual({ shape: [1, 40, 32, 32], block: [1, 1, 1, 1], dtype: 'float32' });
    expect(decodePart({ view, data: payload.data })).toEqual(tensor.data.slice(0, 40 * 1024));
    expect(truncated).toBe('Not the whole tensor: showing the first 1 of 4 along N.');
  });

  test('takes first maps of two axes from the right places', () => {
    const { view, ...payload } = tensorPayload(filled([3, 5, 72, 72], i => i, 'float64'));
    expect(view.shape).toEqual([3, 5, 36, 36]);
    const maps = tensorPayload(filled([9, 3, 64, 64], i => i, 'int32'));
    expect(maps.view.shape).toEqual([5, 3, 64, 64]);
    expect(decodePart(maps)[14 * 4096]).toBe(14 * 4096);
    expect(decodePart({ view, data: payload.data })).toHaveLength(15 * 36 * 36);
  });

  test('of one large map shows block means equal to a brute-force mean, short last blocks included', () => {
    const tensor = filled([301, 500], i => ((i * 7919) % 1009) - 300);
    const { view, data, truncated } = tensorPayload(tensor);
    const [rowBlock, columnBlock] = view.block as [number, number];
    const [rows, columns] = view.shape as [number, number];
    expect(view).toEqual({ shape: [151, 250], block: [2, 2], dtype: 'float32' });
    const means = decodePart({ view, data });
    for (let row = 0; row < rows; row++) {
      for (let column = 0; column < columns; column++) {
        let sum = 0;
        let count = 0;
        for (let y = row * rowBlock; y < Math.min(301, (row + 1) * rowBlock); y++) {
          for (let x = column * columnBlock; x < Math.min(500, (column + 1) * columnBlock); x++, count++) {
            sum += tensor.at(y, x);
          }
        }
        expect(means[row * columns + column]).toBe(Math.fround(sum / count));
      }
    }
    expect(truncated).toBe('Not the whole tensor: each value is the mean of 2 × 2 elements along H × W.');
  });

  test('has NaN in the means of blocks with a NaN, and nowhere else', () => {
    const { view, data } = tensorPayload(filled([512, 512], i => (i === 513 ? NaN : 1)));
    expect(view.block).toEqual([2, 2]);
    const means = decodePart({ view, data });
    expect(means[0]).toBeNaN();
    expect(means.slice(1).every(value => value === 1)).toBe(true);
  });

  test('keeps float64 means as float64, where float32 would overflow', () => {
    const { view, data } = tensorPayload(filled([256, 256], () => 1e300, 'float64'));
    expect(view).toEqual({ shape: [128, 128], block: [2, 2], dtype: 'float64' });
    expect(decodePart({ view, data })[0]).toBeCloseTo(1e300, -290);
  });

  test('of one long axis is shown in means of neighbours', () => {
    const { view, truncated } = tensorPayload(Tensor.allocate('uint8', [1_000_000]));
    expect(view).toEqual({ shape: [2045], block: [489], dtype: 'float32' });
    expect(truncated).toBe('Not the whole tensor: each value is the mean of 489 elements along L.');
  });
});
