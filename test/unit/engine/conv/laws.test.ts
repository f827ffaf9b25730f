import fc from 'fast-check';
import { expect, test } from 'vitest';
import { conv1d, conv2d } from '../../../../src/engine/conv/conv';
import { convTranspose1d } from '../../../../src/engine/conv/convTranspose';
import { convolve } from '../../../../src/engine/conv/signal';
import type { Tensor } from '../../../../src/engine/tensor/tensor';
import { anyConv, CONV, optionsOf } from './anyConv';
import { anyAxis, dot, f64, filled, wholes } from './support';

// Operands are whole numbers in float64, so every law holds exactly.
const RUNS = { numRuns: 300 };

function combined(a: Tensor, b: Tensor): Tensor {
  return filled(a.shape, i => 2 * a.data[i]! - 3 * b.data[i]!);
}

/** Equal elements; -0 and 0 are the same number. */
function expectEqual(actual: Tensor, expected: Tensor): void {
  expect(actual.shape).toEqual(expected.shape);
  expect(actual.data.every((value, i) => value === expected.data[i])).toBe(true);
}

test('a convolution is linear in its input', () => {
  fc.assert(
    fc.property(anyConv, ({ run, inputShape, weightShape, options, seed }) => {
      const [x, y, w] = [
        wholes(inputShape, seed),
        wholes(inputShape, seed + 1),
        wholes(weightShape, seed + 2),
      ];
      expectEqual(run(combined(x, y), w, options), combined(run(x, w, options), run(y, w, options)));
    }),
    RUNS,
  );
});

test('a convolution is linear in its weight', () => {
  fc.assert(
    fc.property(anyConv, ({ run, inputShape, weightShape, options, seed }) => {
      const [x, v, w] = [
        wholes(inputShape, seed),
        wholes(weightShape, seed + 1),
        wholes(weightShape, seed + 2),
      ];
      expectEqual(run(x, combined(v, w), options), combined(run(x, v, options), run(x, w, options)));
    }),
    RUNS,
  );
});

test('a transposed convolution is the adjoint: <conv(x), y> = <x, convTranspose(y)>', () => {
  fc.assert(
    fc.property(anyConv, ({ run, transposed, axes, inputShape, weightShape, options, seed }) => {
      const [x, w] = [wholes(inputShape, seed), wholes(weightShape, seed + 1)];
      const convolved = run(x, w, options);
      const y = wholes(convolved.shape, seed + 2);
      const outputPadding = axes.map(
        ({ input, filter, stride, dilation, padBefore, padAfter }) =>
          (input + padBefore + padAfter - dilation * (filter - 1) - 1) % stride,
      );
      const back = transposed(y, w, { ...options, outputPadding });
      expect(back.shape).toEqual(inputShape);
      expect(dot(x, back)).toBe(dot(convolved, y));
    }),
    RUNS,
  );
});

test("a transposed 'same' convolution is the adjoint of the 'same' convolution", () => {
  fc.assert(
    fc.property(anyAxis, fc.nat(), ({ input, filter, stride, dilation }, seed) => {
      fc.pre(dilation * (filter - 1) + 1 >= stride);
      const options = { stride, dilation, padding: 'same' } as const;
      const [x, w] = [wholes([1, 1, input * stride], seed), wholes([1, 1, filter], seed + 1)];
      const y = wholes([1, 1, input], seed + 2);
      expect(dot(conv1d(x, w, options), y)).toBe(dot(x, convTranspose1d(y, w, options)));
    }),
    RUNS,
  );
});

test('a 2-D convolution is its definition, summed tap by tap over a zero-padded input', () => {
  const anyPlane = fc.tuple(anyAxis, anyAxis, fc.nat());
  fc.assert(
    fc.property(anyPlane, ([rows, columns, seed]) => {
      const x = wholes([1, 2, rows.input, columns.input], seed);
      const w = wholes([1, 2, rows.filter, columns.filter], seed + 1);
      const y = conv2d(x, w, optionsOf([rows, columns]));
      const padded = (c: number, i: number, j: number): number =>
        i >= 0 && i < rows.input && j >= 0 && j < columns.input ? x.at(0, c, i, j) : 0;
      const [, , height, width] = y.shape as [number, number, number, number];
      const expected = filled(y.shape, index => {
        const [top, left] = [Math.floor(index / width) * rows.stride, (index % width) * columns.stride];
        let sum = 0;
        for (const [at, tap] of w.data.entries()) {
          const [c, rest] = [
            Math.floor(at / (rows.filter * columns.filter)),
            at % (rows.filter * columns.filter),
          ];
          const [k, l] = [Math.floor(rest / columns.filter), rest % columns.filter];
          const [i, j] = [
            top + k * rows.dilation - rows.padBefore,
            left + l * columns.dilation - columns.padBefore,
          ];
          sum += tap * padded(c, i, j);
        }
        return sum;
      });
      expect(height * width).toBe(y.size);
      expectEqual(y, expected);
    }),
    RUNS,
  );
});

test('groups are separate convolutions, and g = Cin is depthwise', () => {
  fc.assert(
    fc.property(
      anyConv,
      ({ run, groups, inPerGroup, outPerGroup, inputShape, weightShape, options, seed }) => {
        const x = wholes([1, ...inputShape.slice(1)], seed);
        const w = wholes(weightShape, seed + 1);
        const whole = run(x, w, options);
        for (let g = 0; g < groups; g++) {
          const part = run(
            channels(x, 1, g * inPerGroup, inPerGroup),
            channels(w, 0, g * outPerGroup, outPerGroup),
            {
              ...options,
              groups: 1,
            },
          );
          expectEqual(channels(whole, 1, g * outPerGroup, outPerGroup), part);
        }
      },
    ),
    RUNS,
  );
});

/** `count` entries of an axis that has only axes of length 1 before it. */
function channels(x: Tensor, axis: 0 | 1, first: number, count: number): Tensor {
  const size = x.size / x.shape[axis]!;
  const shape = x.shape.map((length, i) => (i === axis ? count : length));
  return filled(shape, i => x.data[first * size + i]!);
}

test('a dilated filter is the filter with zeros put between its taps', () => {
  fc.assert(
    fc.property(anyAxis, anyAxis, fc.nat(), (rows, columns, seed) => {
      const x = wholes([2, 1, rows.input, columns.input], seed);
      const w = wholes([3, 1, rows.filter, columns.filter], seed + 1);
      const options = optionsOf([rows, columns]);
      const [height, width] = [rows, columns].map(({ dilation, filter }) => dilation * (filter - 1) + 1) as [
        number,
        number,
      ];
      const stuffed = filled([3, 1, height, width], index => {
        const [o, i, j] = [
          Math.floor(index / (height * width)),
          Math.floor(index / width) % height,
          index % width,
        ];
        const isTap = i % rows.dilation === 0 && j % columns.dilation === 0;
        return isTap ? w.at(o, 0, i / rows.dilation, j / columns.dilation) : 0;
      });
      expectEqual(conv2d(x, w, options), conv2d(x, stuffed, { ...options, dilation: 1 }));
    }),
    RUNS,
  );
});

test('a transposed convolution is a convolution of the zero-stuffed input with the turned filter', () => {
  // Error 11 of the article: the direct form pads by filter - 1, turns the filter and swaps its channels.
  fc.assert(
    fc.property(anyAxis, fc.nat(), ({ input, filter, stride }, seed) => {
      const [x, w] = [wholes([1, 2, input], seed), wholes([2, 3, filter], seed + 1)];
      const length = stride * (input - 1) + 1;
      const stuffed = filled([1, 2, length], index => {
        const [c, i] = [Math.floor(index / length), index % length];
        return i % stride === 0 ? x.at(0, c, i / stride) : 0;
      });
      const turned = filled([3, 2, filter], index => {
        const [o, c, k] = [Math.floor(index / (2 * filter)), Math.floor(index / filter) % 2, index % filter];
        return w.at(c, o, filter - 1 - k);
      });
      expectEqual(convTranspose1d(x, w, { stride }), conv1d(stuffed, turned, { padding: 'full' }));
    }),
    RUNS,
  );
});

test('convolve in valid mode is conv of the reversed filter', () => {
  const anyShapes = fc.array(fc.tuple(fc.integer({ min: 1, max: 4 }), fc.nat(4)), {
    minLength: 1,
    maxLength: 3,
  });
  fc.assert(
    fc.property(anyShapes, fc.nat(), (lengths, seed) => {
      const filter = lengths.map(([length]) => length);
      const [x, w] = [
        wholes(
          lengths.map(([length, more]) => length + more),
          seed,
        ),
        wholes(filter, seed + 1),
      ];
      const reversed = filled([1, 1, ...filter], i => w.data[w.size - 1 - i]!);
      const expected = CONV[lengths.length - 1]!(x.withShape([1, 1, ...x.shape]), reversed);
      expectEqual(convolve(x, w, 'valid'), expected.withShape(expected.shape.slice(2)));
    }),
    RUNS,
  );
});

test('convolve in full mode commutes', () => {
  const anyShape = fc.tuple(fc.integer({ min: 1, max: 5 }), fc.integer({ min: 1, max: 5 }));
  fc.assert(
    fc.property(anyShape, anyShape, fc.nat(), (first, second, seed) => {
      const [a, b] = [wholes(first, seed), wholes(second, seed + 1)];
      expectEqual(convolve(a, b), convolve(b, a));
    }),
    RUNS,
  );
});

test('a 1x1 convolution is a matrix product at every pixel', () => {
  const size = fc.integer({ min: 1, max: 4 });
  fc.assert(
    fc.property(size, size, size, fc.nat(), (pixels, channelsIn, channelsOut, seed) => {
      const x = wholes([1, channelsIn, pixels, 3], seed);
      const w = wholes([channelsOut, channelsIn, 1, 1], seed + 1);
      const expected = filled([1, channelsOut, pixels, 3], index => {
        const [out, pixel] = [Math.floor(index / (3 * pixels)), index % (3 * pixels)];
        let sum = 0;
        for (let c = 0; c < channelsIn; c++) {
          sum += w.data[out * channelsIn + c]! * x.data[c * 3 * pixels + pixel]!;
        }
        return sum;
      });
      expectEqual(conv2d(x, w), expected);
    }),
    RUNS,
  );
});

test('a bias is added once to every element of its channel, on gaps and crops too', () => {
  const bias = f64([10, 20]);
  const w = f64([1, 1, 1, 1], [1, 2, 2]);
  const y = convTranspose1d(f64([0, 0], [1, 1, 2]), w, { stride: 3, bias, outputPadding: 1 });
  expect(y.tolist()).toEqual([[new Array(6).fill(10), new Array(6).fill(20)]]);
});
