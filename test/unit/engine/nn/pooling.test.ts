import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  adaptiveAvgPool1d,
  adaptiveAvgPool2d,
  adaptiveAvgPool3d,
  avgPool1d,
  avgPool2d,
  avgPool3d,
  conv2d,
  full,
  grad,
  maxPool1d,
  maxPool2d,
  maxPool3d,
  sum,
  tensor,
  type Tensor,
} from '../../../../src/engine';
import { expectGradientsMatch } from '../autograd/finiteDifference';
import { dot, f64, wholes } from '../conv/support';

function learned(x: Tensor): Tensor {
  x.requiresGrad = true;
  return x;
}

/** Distinct numbers, so that no window has two largest ones. */
function distinct(shape: readonly number[]): Tensor {
  const x = wholes(shape, 0);
  for (let i = 0; i < x.size; i++) x.data[i] = (i * 7919) % 1009;
  return x;
}

const anyPool = fc.record({
  shape: fc.tuple(fc.integer({ min: 4, max: 8 }), fc.integer({ min: 4, max: 8 })),
  kernel: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
  stride: fc.tuple(fc.integer({ min: 1, max: 4 }), fc.integer({ min: 1, max: 4 })),
  pad: fc.tuple(fc.nat(2), fc.nat(2)),
  seed: fc.nat(),
});
const RUNS = { seed: 51, numRuns: 200 };

function padsOf(kernel: readonly number[], pad: readonly number[]): number[] {
  return pad.map((size, axis) => Math.min(size, Math.floor(kernel[axis]! / 2)));
}

describe('max pooling', () => {
  test('takes the largest element of each window that is no padding', () => {
    fc.assert(
      fc.property(anyPool, ({ shape: [height, width], kernel, stride, pad, seed }) => {
        const x = wholes([1, 1, height, width], seed);
        const [top, left] = padsOf(kernel, pad) as [number, number];
        const y = maxPool2d(x, kernel, { stride, padding: [top, left] });
        const expected = (i: number, j: number): number => {
          let largest = -Infinity;
          for (let k = 0; k < kernel[0]; k++) {
            for (let l = 0; l < kernel[1]; l++) {
              const [row, column] = [i * stride[0] + k - top, j * stride[1] + l - left];
              const inside = row >= 0 && row < height && column >= 0 && column < width;
              if (inside) largest = Math.max(largest, x.at(0, 0, row, column));
            }
          }
          return largest;
        };
        for (let i = 0; i < y.shape[2]!; i++) {
          for (let j = 0; j < y.shape[3]!; j++) expect(y.at(0, 0, i, j)).toBe(expected(i, j));
        }
      }),
      RUNS,
    );
  });

  test('loses nothing of the gradient on its way back', () => {
    fc.assert(
      fc.property(anyPool, ({ shape, kernel, stride, pad, seed }) => {
        const x = learned(wholes([2, 2, ...shape], seed));
        const y = maxPool2d(x, kernel, { stride, padding: padsOf(kernel, pad) });
        const gradOutput = wholes(y.shape, seed + 1);
        const [gradient] = grad(y, [x], { gradOutput }) as [Tensor];
        expect(sum(gradient).item()).toBe(sum(gradOutput).item());
        expect(dot(gradient, x)).toBe(dot(gradOutput, y));
      }),
      RUNS,
    );
  });

  test('is -Infinity, and passes no gradient on, where dilation lets a window miss every element', () => {
    const x = learned(f64([5, 6], [1, 1, 2]));
    const y = maxPool1d(x, 2, { padding: 1, dilation: 3 });
    expect(y.tolist()).toEqual([[[-Infinity]]]);
    expect(grad(y, [x], { gradOutput: y })[0]!.tolist()).toEqual([[[0, 0]]]);
  });

  test('adds gradients of windows that share their largest element', () => {
    const x = learned(tensor([[1, 9, 2]]));
    const y = maxPool1d(x, 2, { stride: 1 });
    expect(grad(y, [x], { gradOutput: tensor([[10, 20]]) })[0]!.tolist()).toEqual([[0, 30, 0]]);
  });

  test('agrees with finite differences', () => {
    expectGradientsMatch(x => maxPool1d(x, 3, { stride: 2 }), [distinct([2, 7])]);
    expectGradientsMatch(x => maxPool2d(x, [2, 3], { padding: 1, dilation: [2, 1] }), [distinct([2, 5, 6])]);
    expectGradientsMatch(x => maxPool3d(x, 2, { stride: 1 }), [distinct([1, 2, 3, 3, 2])]);
  });
});

describe('average pooling', () => {
  test('is a convolution of each channel by a filter of equal shares, padding included', () => {
    fc.assert(
      fc.property(anyPool, ({ shape, kernel, stride, pad, seed }) => {
        const x = wholes([2, 3, ...shape], seed);
        const padding = padsOf(kernel, pad);
        const share = full([3, 1, ...kernel], 1 / (kernel[0] * kernel[1]), { dtype: 'float64' });
        const expected = conv2d(x, share, { stride, padding, groups: 3 });
        const y = avgPool2d(x, kernel, { stride, padding });
        expect(y.shape).toEqual(expected.shape);
        y.data.forEach((value, i) => expect(value).toBeCloseTo(expected.data[i]!, 12));
      }),
      RUNS,
    );
  });

  test('of equal elements is that element when padding does not count', () => {
    fc.assert(
      fc.property(anyPool, ({ shape, kernel, stride, pad }) => {
        const x = full([1, 2, ...shape], 3, { dtype: 'float64' });
        const y = avgPool2d(x, kernel, { stride, padding: padsOf(kernel, pad), countIncludePad: false });
        expect(new Set(y.data)).toEqual(new Set([3]));
      }),
      RUNS,
    );
  });

  test('sums in float64 and rounds once', () => {
    const far = [2 ** 24, 1, 1, -(2 ** 24)];
    expect(avgPool1d(tensor([far]), 4).tolist()).toEqual([[0.5]]);
    const x = learned(full([1, 4], 1));
    const y = avgPool1d(x, 1);
    expect(grad(y, [x], { gradOutput: tensor([far]) })[0]!.tolist()).toEqual([far]);
  });

  test('agrees with finite differences', () => {
    expectGradientsMatch(x => avgPool1d(x, 3, { stride: 2, padding: 1 }), [wholes([2, 7], 1)]);
    const options = { stride: [1, 2], padding: 1, countIncludePad: false };
    expectGradientsMatch(x => avgPool2d(x, [2, 3], options), [wholes([2, 5, 6], 1)]);
    expectGradientsMatch(x => avgPool3d(x, 2), [wholes([1, 2, 3, 3, 2], 1)]);
  });
});

describe('adaptive average pooling', () => {
  test('is average pooling where the output divides the input', () => {
    const x = wholes([2, 3, 6, 8], 1);
    expect(adaptiveAvgPool2d(x, [3, 2]).tolist()).toEqual(avgPool2d(x, [2, 4]).tolist());
  });

  test('to one element is the mean of the channel', () => {
    expect(adaptiveAvgPool3d(tensor([[[[1, 2]], [[3, 6]]]]), 1).tolist()).toEqual([[[[3]]]]);
  });

  test('agrees with finite differences', () => {
    expectGradientsMatch(x => adaptiveAvgPool1d(x, 3), [wholes([2, 7], 1)]);
    expectGradientsMatch(x => adaptiveAvgPool2d(x, [2, 4]), [wholes([2, 5, 3], 1)]);
    expectGradientsMatch(x => adaptiveAvgPool3d(x, 2), [wholes([1, 2, 3, 3, 2], 1)]);
  });
});
