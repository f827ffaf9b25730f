import fc from 'fast-check';
import { ConvbookError } from '../../../../src/engine/errors';
import type { Axis } from '../../../../src/engine/conv/geometry';
import { tensor } from '../../../../src/engine/tensor/create';
import type { NestedNumbers, Tensor } from '../../../../src/engine/tensor/tensor';

/** A tensor as the fixtures hold it. */
export interface Packed {
  shape: number[];
  data: number[];
}

export function unpack({ shape, data }: Packed, dtype: 'float32' | 'float64' = 'float64'): Tensor {
  return tensor(data, shape, { dtype });
}

export function f64(values: NestedNumbers, shape?: number[]): Tensor {
  return tensor(values, { dtype: 'float64', ...(shape ? { shape } : {}) });
}

/** 0, 1, 2, ... in the given shape. */
export function counting(...shape: number[]): Tensor {
  return filled(shape, index => index);
}

export function filled(shape: readonly number[], value: (index: number) => number): Tensor {
  const size = shape.reduce((product, length) => product * length, 1);
  return tensor(
    Float64Array.from({ length: size }, (_, index) => value(index)),
    [...shape],
  );
}

/** Whole numbers from -4 to 4, so that sums of products are exact; the same for the same seed. */
export function wholes(shape: readonly number[], seed: number): Tensor {
  let state = (seed * 2654435761 + 1) >>> 0;
  return filled(shape, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return ((state >>> 16) % 9) - 4;
  });
}

export function dot(a: Tensor, b: Tensor): number {
  let sum = 0;
  for (let i = 0; i < a.size; i++) {
    sum += a.data[i]! * b.data[i]!;
  }
  return sum;
}

/** What a call throws, so that tests look at its code, its class and its message. */
export function thrownBy(call: () => unknown): ConvbookError {
  try {
    call();
  } catch (error) {
    if (error instanceof ConvbookError) {
      return error;
    }
    throw error;
  }
  throw new Error('expected an error, but the call returned');
}

/** Axes whose filter fits the padded input; small, so that every value can be checked by brute force. */
export const anyAxis: fc.Arbitrary<Axis> = fc
  .record({
    input: fc.integer({ min: 1, max: 7 }),
    filter: fc.integer({ min: 1, max: 4 }),
    stride: fc.integer({ min: 1, max: 4 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    padBefore: fc.integer({ min: 0, max: 4 }),
    padAfter: fc.integer({ min: 0, max: 4 }),
  })
  .filter(axis => axis.dilation * (axis.filter - 1) < axis.input + axis.padBefore + axis.padAfter);
