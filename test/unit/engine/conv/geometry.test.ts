import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  outputLength,
  resolveConv,
  resolveConvTranspose,
  tapsInside,
  tapsInsideTransposed,
  transposedOutputLength,
  type Axis,
} from '../../../../src/engine/conv/geometry';
import { f64, anyAxis } from './support';

const unit: Axis = { input: 10, filter: 3, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };

// Expected lengths counted by hand on paper: positions of the filter that fit.
const lengths: [what: string, change: Partial<Axis>, expected: number][] = [
  ['loses filter - 1 without padding', {}, 8],
  ['keeps the length when padding is (filter - 1) / 2', { padBefore: 1, padAfter: 1 }, 10],
  ['grows a 1-wide filter by both pads', { filter: 1, padBefore: 1, padAfter: 1 }, 12],
  ['drops the last partial stride', { input: 9, filter: 3, stride: 4 }, 2],
  ['spreads the taps by the dilation', { dilation: 4 }, 2],
  ['adds uneven pads', { filter: 4, padBefore: 1, padAfter: 2 }, 10],
  ['is 1 when the filter just fits', { input: 3 }, 1],
  ['is 1 when the stride leaves the input', { stride: 20 }, 1],
];
for (const [what, change, expected] of lengths) {
  test(`outputLength ${what}`, () => {
    expect(outputLength({ ...unit, ...change })).toBe(expected);
  });
}

test('outputLength counts the positions where the filter lies inside the padded input', () => {
  fc.assert(
    fc.property(anyAxis, axis => {
      const room = axis.padBefore + axis.input + axis.padAfter;
      let positions = 0;
      while (positions * axis.stride + axis.dilation * (axis.filter - 1) < room) {
        positions++;
      }
      expect(outputLength(axis)).toBe(positions);
    }),
    { numRuns: 500 },
  );
});

test('transposedOutputLength with the dropped rest as output padding undoes outputLength', () => {
  fc.assert(
    fc.property(anyAxis, axis => {
      const output = outputLength(axis);
      const rest =
        (axis.input + axis.padBefore + axis.padAfter - axis.dilation * (axis.filter - 1) - 1) % axis.stride;
      expect(transposedOutputLength({ ...axis, input: output }, rest)).toBe(axis.input);
    }),
    { numRuns: 500 },
  );
});

/** Pairs of a position and a tap whose element is one of the `length` real ones, one by one. */
function countPairs(axis: Axis, { positions, length }: { positions: number; length: number }): number {
  let pairs = 0;
  for (let position = 0; position < positions; position++) {
    for (let tap = 0; tap < axis.filter; tap++) {
      const element = position * axis.stride + tap * axis.dilation - axis.padBefore;
      pairs += element >= 0 && element < length ? 1 : 0;
    }
  }
  return pairs;
}

test('tapsInside is the number of taps that read a real element', () => {
  fc.assert(
    fc.property(anyAxis, axis => {
      const output = outputLength(axis);
      const expected = countPairs(axis, { positions: output, length: axis.input });
      expect(tapsInside({ ...axis, output })).toBe(expected);
    }),
    { numRuns: 500 },
  );
});

test('tapsInsideTransposed is the number of taps that land in the output', () => {
  fc.assert(
    fc.property(anyAxis, fc.nat(3), (axis, outputPadding) => {
      const reached = axis.stride * (axis.input - 1) + axis.dilation * (axis.filter - 1) + 1;
      fc.pre(reached + outputPadding > axis.padBefore + axis.padAfter);
      const output = transposedOutputLength(axis, outputPadding);
      const expected = countPairs(axis, { positions: axis.input, length: output });
      expect(tapsInsideTransposed({ ...axis, output })).toBe(expected);
    }),
    { numRuns: 500 },
  );
});

test('tapsInsideTransposed gives the article count of a cropped k4 s2 p1 layer', () => {
  const { axes } = resolveConvTranspose('upsample', [1, 64, 16, 16], [64, 32, 4, 4], {
    stride: 2,
    padding: 1,
  });
  const [height, width] = axes.map(tapsInsideTransposed) as [number, number];
  expect(64 * 32 * height * width).toBe(7_872_512); // article.md, costs as different tools count them
});

describe('resolveConv', () => {
  test('fills every default', () => {
    expect(resolveConv('conv2d', [2, 3, 7, 6], [4, 3, 3, 2])).toEqual({
      operation: 'conv2d',
      batch: 2,
      channelsIn: 3,
      channelsOut: 4,
      groups: 1,
      axes: [
        { input: 7, filter: 3, stride: 1, dilation: 1, padBefore: 0, padAfter: 0, output: 5 },
        { input: 6, filter: 2, stride: 1, dilation: 1, padBefore: 0, padAfter: 0, output: 5 },
      ],
      outputShape: [2, 4, 5, 5],
    });
  });

  test('reads one number for all axes, a list per axis and pairs', () => {
    const conv = resolveConv('conv2d', [1, 4, 9, 9], [2, 2, 3, 3], {
      stride: [2, 1],
      padding: [
        [0, 1],
        [2, 3],
      ],
      dilation: 2,
      groups: 2,
      bias: f64([1, 2]),
    });
    expect(conv.axes).toEqual([
      { input: 9, filter: 3, stride: 2, dilation: 2, padBefore: 0, padAfter: 1, output: 3 },
      { input: 9, filter: 3, stride: 1, dilation: 2, padBefore: 2, padAfter: 3, output: 10 },
    ]);
    expect(conv.groups).toBe(2);
  });

  test('takes an input without a batch axis and gives an output without one', () => {
    const conv = resolveConv('conv1d', [3, 8], [5, 3, 2]);
    expect(conv.outputShape).toEqual([5, 7]);
    expect(conv.batch).toBe(1);
  });

  test('takes an empty batch', () => {
    expect(resolveConv('conv1d', [0, 3, 8], [5, 3, 2]).outputShape).toEqual([0, 5, 7]);
  });
});

describe('padding', () => {
  const pads = (padding: 'same' | 'valid' | 'full', stride: number, filter: number): number[] => {
    const { padBefore, padAfter, output } = resolveConv('conv1d', [1, 1, 8], [1, 1, filter], {
      padding,
      stride,
    }).axes[0]!;
    return [padBefore, padAfter, output];
  };

  // [padBefore, padAfter, output] of 8 elements, from TensorFlow's documented rule for SAME.
  test.each([
    ['same', 1, 3, [1, 1, 8]],
    ['same', 1, 4, [1, 2, 8]],
    ['same', 2, 3, [0, 1, 4]],
    ['same', 3, 4, [1, 1, 3]],
    ['same', 4, 1, [0, 0, 2]],
    ['valid', 1, 3, [0, 0, 6]],
    ['valid', 2, 3, [0, 0, 3]],
    ['full', 1, 3, [2, 2, 10]],
    ['full', 2, 4, [3, 3, 6]],
  ] as const)("'%s' at stride %i with a filter of %i pads by %j", (padding, stride, filter, expected) => {
    expect(pads(padding, stride, filter)).toEqual(expected);
  });

  test("'full' reaches over the dilated filter", () => {
    const [axis] = resolveConv('conv1d', [1, 1, 8], [1, 1, 3], { padding: 'full', dilation: 3 }).axes;
    expect([axis?.padBefore, axis?.padAfter]).toEqual([6, 6]);
  });
});

describe('resolveConvTranspose', () => {
  test('takes channels, groups and output padding from the transposed layout', () => {
    const conv = resolveConvTranspose('up', [1, 4, 3, 3], [4, 5, 3, 3], {
      groups: 2,
      stride: 2,
      padding: 1,
      outputPadding: [1, 0],
    });
    expect([conv.channelsIn, conv.channelsOut]).toEqual([4, 10]);
    expect(conv.outputShape).toEqual([1, 10, 6, 5]);
  });

  test("'valid' keeps everything the filters reach", () => {
    const options = { padding: 'valid', stride: 2 } as const;
    expect(resolveConvTranspose('up', [1, 1, 2], [1, 1, 3], options).outputShape).toEqual([1, 1, 5]);
  });

  test("'same' gives stride times the input and crops as its convolution pads", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 6 }), anyAxis, (input, { stride, filter, dilation }) => {
        fc.pre(dilation * (filter - 1) + 1 >= stride);
        const options = { padding: 'same', stride, dilation } as const;
        const [up] = resolveConvTranspose('up', [1, 1, input], [1, 1, filter], options).axes;
        const [down] = resolveConv('down', [1, 1, stride * input], [1, 1, filter], options).axes;
        expect(up?.output).toBe(stride * input);
        expect(down?.output).toBe(input);
        expect([up?.padBefore, up?.padAfter]).toEqual([down?.padBefore, down?.padAfter]);
      }),
    );
  });

  test("'same' with a filter below the stride is reached by the output padding its error names", () => {
    const options = { padding: 'same', stride: 4, outputPadding: 2 } as const;
    expect(resolveConvTranspose('up', [1, 1, 3], [1, 1, 2], options).outputShape).toEqual([1, 1, 12]);
  });
});
