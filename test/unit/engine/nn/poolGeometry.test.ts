import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { adaptiveWindow, resolveAdaptivePool, resolvePool, type Shape } from '../../../../src/engine';

describe('resolvePool', () => {
  test('moves by the kernel when no stride is given', () => {
    const { outputShape, planes, axes } = resolvePool('pool', [2, 3, 7, 9], { spatial: 2, kernel: [2, 3] });
    expect([outputShape, planes]).toEqual([[2, 3, 3, 3], 6]);
    expect(axes).toEqual([
      { input: 7, filter: 2, stride: 2, dilation: 1, padBefore: 0, padAfter: 0, output: 3 },
      { input: 9, filter: 3, stride: 3, dilation: 1, padBefore: 0, padAfter: 0, output: 3 },
    ]);
  });

  test('keeps an input without a batch as it is', () => {
    const { outputShape, planes } = resolvePool('pool', [3, 8], {
      spatial: 1,
      kernel: 3,
      stride: 2,
      padding: 1,
    });
    expect([outputShape, planes]).toEqual([[3, 4], 3]);
  });

  test('spreads the window by the dilation', () => {
    const geometry = { spatial: 3, kernel: 2, stride: 1, padding: [0, 1, 0], dilation: [1, 2, 3] };
    expect(resolvePool('pool', [1, 2, 4, 4, 4], geometry).outputShape).toEqual([1, 2, 3, 4, 1]);
  });

  test('takes an empty batch', () => {
    expect(resolvePool('pool', [0, 2, 4], { spatial: 1, kernel: 2 })).toMatchObject({
      planes: 0,
      outputShape: [0, 2, 2],
    });
  });
});

describe('resolveAdaptivePool', () => {
  const axesOf = (input: number, output: number) =>
    resolveAdaptivePool('pool', [1, 1, input], { spatial: 1, output }).axes[0]!;

  test('gives the outputs asked for, whatever the input', () => {
    const shapes: Shape[] = [
      [2, 3, 5, 7],
      [3, 1, 1],
    ];
    expect(
      shapes.map(shape => resolveAdaptivePool('pool', shape, { spatial: 2, output: [2, 4] }).outputShape),
    ).toEqual([
      [2, 3, 2, 4],
      [3, 2, 4],
    ]);
  });

  test('is a pooling by kernel and stride where the output divides the input', () => {
    const { filter, stride, output } = axesOf(12, 4);
    const windows = Array.from({ length: output }, (_, i) => adaptiveWindow({ input: 12, output }, i));
    expect(windows).toEqual(windows.map((_, i) => [i * stride, i * stride + filter]));
  });

  test('describes uneven windows by the longest one and the least distance of two', () => {
    const length = fc.integer({ min: 1, max: 40 });
    fc.assert(
      fc.property(length, length, (input, output) => {
        const windows = Array.from({ length: output }, (_, i) => adaptiveWindow({ input, output }, i));
        const { filter, stride } = axesOf(input, output);
        expect(filter).toBe(Math.max(...windows.map(([first, end]) => end - first)));
        const steps = windows.slice(1).map(([first], i) => first - windows[i]![0]);
        expect(stride).toBe(Math.max(1, Math.min(...(steps.length ? steps : [input]))));
      }),
      { seed: 41, numRuns: 400 },
    );
  });

  test('covers every element, input + output - gcd(input, output) times together', () => {
    const length = fc.integer({ min: 1, max: 40 });
    const gcd = (a: number, b: number): number => (b === 0 ? a : gcd(b, a % b));
    fc.assert(
      fc.property(length, length, (input, output) => {
        const reads = new Array<number>(input).fill(0);
        for (let i = 0; i < output; i++) {
          const [first, end] = adaptiveWindow({ input, output }, i);
          for (let at = first; at < end; at++) reads[at]! += 1;
        }
        expect(Math.min(...reads)).toBeGreaterThan(0);
        expect(reads.reduce((sum, count) => sum + count)).toBe(input + output - gcd(input, output));
      }),
      { seed: 42, numRuns: 400 },
    );
  });
});
