import { describe, expect, test } from 'vitest';
import { conv1d, conv2d } from '../../../../src/engine/conv/conv';
import { convTranspose1d } from '../../../../src/engine/conv/convTranspose';
import { convolve, correlate } from '../../../../src/engine/conv/signal';
import { ones, tensor } from '../../../../src/engine/tensor/create';
import type { Tensor } from '../../../../src/engine/tensor/tensor';
import { f64, thrownBy } from './support';

describe('numbers', () => {
  test('float32 is summed in float64 and rounded once', () => {
    // 2^24 + 1 is no float32, so a float32 sum would lose the ones one by one and end at 0.
    const x = tensor([2 ** 24, 1, 1, -(2 ** 24)], [1, 1, 4]);
    const y = conv1d(x, ones([1, 1, 4]));
    expect(y.dtype).toBe('float32');
    expect(y.item()).toBe(2);
  });

  test('float64 stays float64', () => {
    const y = convTranspose1d(f64([0.1], [1, 1, 1]), f64([3], [1, 1, 1]));
    expect(y.dtype).toBe('float64');
    expect(y.item()).toBe(0.1 * 3);
  });

  test('NaN and infinity spread to the outputs that read them and no further', () => {
    const y = conv1d(f64([NaN, 1, 1, Infinity], [1, 1, 4]), f64([1, 1], [1, 1, 2]));
    expect(y.tolist()).toEqual([[[NaN, 2, Infinity]]]);
  });

  test('a tap on padding adds nothing, even when it is infinite', () => {
    const y = conv1d(f64([2], [1, 1, 1]), f64([Infinity, 1], [1, 1, 2]), { padding: [[1, 0]] });
    expect(y.tolist()).toEqual([[[2]]]);
  });

  test('operands are left as they were', () => {
    const [a, b] = [f64([1, 2, 3]), f64([4, 5])];
    convolve(a, b, 'same');
    correlate(b, a, 'valid');
    expect([a.tolist(), b.tolist()]).toEqual([
      [1, 2, 3],
      [4, 5],
    ]);
    expect([a.shape, b.shape]).toEqual([[3], [2]]);
  });
});

describe('sizes', () => {
  test('an empty batch gives an empty result of the right shape', () => {
    const y = conv2d(ones([0, 3, 5, 5]), ones([2, 3, 3, 3]), { bias: ones([2]) });
    expect(y.shape).toEqual([0, 2, 3, 3]);
    expect(y.size).toBe(0);
  });

  test('taps that all fall on padding leave the bias alone', () => {
    const y = conv1d(ones([1, 1, 1]), ones([1, 1, 1]), { padding: 2, bias: f32([7]) });
    expect(y.tolist()).toEqual([[[7, 7, 8, 7, 7]]]);
  });

  test('a dilation beyond 32 bits still reads the right elements', () => {
    const far = 2 ** 32; // 0 in 32 bits
    const y = conv1d(f64([1, 2, 3], [1, 1, 3]), f64([10, 1], [1, 1, 2]), {
      dilation: far,
      padding: [[far, 0]],
    });
    expect(y.tolist()).toEqual([[[1, 2, 3]]]);
  });

  test('an output beyond the largest tensor is refused', () => {
    const error = thrownBy(() => conv1d(ones([1, 1, 1]), ones([1, 1, 1]), { padding: 2 ** 40 }));
    expect(error.code).toBe('tensor/too-large');
  });
});

describe('signals', () => {
  test("the default mode is 'full'", () => {
    expect(convolve(f64([1, 2, 3]), f64([0, 1, 0.5])).tolist()).toEqual([0, 1, 2.5, 4, 1.5]); // numpy.convolve's own example
    expect(correlate(f64([1, 2, 3]), f64([0, 1, 0.5])).tolist()).toEqual([0.5, 2, 3.5, 3, 0]); // numpy.correlate's
  });

  test("'valid' takes the smaller operand first too, and the correlation then runs backwards", () => {
    const [short, long] = [f64([1, 10]), f64([1, 2, 3])];
    expect(correlate(long, short, 'valid').tolist()).toEqual([21, 32]);
    expect(correlate(short, long, 'valid').tolist()).toEqual([32, 21]);
    expect(convolve(short, long, 'valid').tolist()).toEqual(convolve(long, short, 'valid').tolist());
  });

  test('float32 signals give a float32 result', () => {
    expect(convolve(f32([1, 2]), f32([1, 2])).dtype).toBe('float32');
  });
});

function f32(values: number[]): Tensor {
  return tensor(values);
}
