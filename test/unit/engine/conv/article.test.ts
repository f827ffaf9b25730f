import { describe, expect, test } from 'vitest';
import { conv1d, conv2d, conv3d } from '../../../../src/engine/conv/conv';
import { convTranspose1d, convTranspose2d } from '../../../../src/engine/conv/convTranspose';
import { convolve, correlate } from '../../../../src/engine/conv/signal';
import { ones, zeros } from '../../../../src/engine/tensor/create';
import type { Tensor } from '../../../../src/engine/tensor/tensor';
import { counting, f64, filled, wholes } from './support';

// Figures of the survey "A Comprehensive Introduction to Different Types of Convolutions in Deep Learning"
// (Kunlun Bai, 2019), by section, and of the corrections to it.

describe('section 1: convolution and cross-correlation', () => {
  const input = f64([
    [3, 3, 2, 1, 0],
    [0, 0, 1, 3, 1],
    [3, 1, 2, 2, 3],
    [2, 0, 0, 2, 2],
    [2, 0, 0, 0, 1],
  ]);
  const kernel = f64([
    [0, 1, 2],
    [2, 2, 0],
    [0, 1, 2],
  ]);
  const correlation = [
    [12, 12, 17],
    [10, 17, 19],
    [9, 6, 14],
  ];

  test('correlate slides the filter as it is', () => {
    expect(correlate(input, kernel, 'valid').tolist()).toEqual(correlation);
  });

  test('convolve slides the reversed filter', () => {
    expect(convolve(input, kernel, 'valid').tolist()).toEqual([
      [18, 20, 19],
      [10, 9, 17],
      [11, 8, 14],
    ]);
  });

  test('conv2d is the correlation', () => {
    const result = conv2d(input.withShape([1, 1, 5, 5]), kernel.withShape([1, 1, 3, 3]));
    expect(result.tolist()).toEqual([[correlation]]);
  });
});

describe('section 2: convolution in deep learning', () => {
  test('one channel: 5x5 with a 3x3 filter gives 3x3', () => {
    expect(conv2d(ones([1, 1, 5, 5]), ones([1, 1, 3, 3])).shape).toEqual([1, 1, 3, 3]);
  });

  test('three channels give three 3x3 maps that are summed to one', () => {
    const [x, w] = [wholes([1, 3, 5, 5], 1), wholes([1, 3, 3, 3], 2)];
    const maps = conv2d(x, w.withShape([3, 1, 3, 3]), { groups: 3 });
    const sums = filled([1, 1, 3, 3], i => maps.data[i]! + maps.data[9 + i]! + maps.data[18 + i]!);
    expect(maps.shape).toEqual([1, 3, 3, 3]);
    expect(conv2d(x, w).tolist()).toEqual(sums.tolist());
  });

  test('Dout filters of Din kernels each give Dout channels: 7x7x3 to 5x5x128', () => {
    expect(conv2d(ones([1, 3, 7, 7]), ones([128, 3, 3, 3])).shape).toEqual([1, 128, 5, 5]);
  });
});

describe('sections 3 and 4: 3-D and 1x1', () => {
  test('a filter less deep than the input gives a volume', () => {
    expect(conv3d(ones([1, 1, 8, 9, 10]), ones([1, 1, 3, 3, 3])).shape).toEqual([1, 1, 6, 7, 8]);
  });

  test('a 3-D convolution sums over its input channels too', () => {
    expect(conv3d(ones([1, 4, 2, 2, 2]), ones([1, 4, 2, 2, 2])).item()).toBe(4 * 8);
  });

  test('1x1 takes 200 channels to one and keeps the pixels', () => {
    expect(conv2d(ones([1, 200, 4, 5]), ones([1, 200, 1, 1])).shape).toEqual([1, 1, 4, 5]);
  });
});

describe('section 5: arithmetic', () => {
  test('k3 s1 p1 keeps the size', () => {
    expect(conv2d(ones([1, 1, 6, 9]), ones([1, 1, 3, 3]), { padding: 1 }).shape).toEqual([1, 1, 6, 9]);
  });

  test.each([
    ['valid', [1, 1, 4, 4]],
    ['same', [1, 1, 6, 6]],
    ['full', [1, 1, 8, 8]],
  ] as const)("'%s' gives %j for 6x6 and a 3x3 filter", (padding, shape) => {
    expect(conv2d(ones([1, 1, 6, 6]), ones([1, 1, 3, 3]), { padding }).shape).toEqual(shape);
  });

  test("'same' keeps the size at stride 1 only, otherwise it is ceil(i / s) (error 13)", () => {
    const lengths = [1, 2, 3, 4].map(stride =>
      conv1d(ones([1, 1, 7]), ones([1, 1, 3]), { padding: 'same', stride }),
    );
    expect(lengths.map(result => result.shape[2])).toEqual([7, 4, 3, 2]);
  });

  test('an even filter needs no padding to work (error 7)', () => {
    expect(conv1d(counting(1, 1, 4), f64([1, 1], [1, 1, 2])).tolist()).toEqual([[[1, 3, 5]]]);
  });
});

describe('section 6: transposed convolution', () => {
  test.each([
    [1, 4],
    [2, 5],
  ])('2x2 with k3 at stride %i gives %ix the same', (stride, length) => {
    const result = convTranspose2d(ones([1, 1, 2, 2]), ones([1, 1, 3, 3]), { stride });
    expect(result.shape).toEqual([1, 1, length, length]);
  });

  const kernel = filled([1, 1, 3, 3], i => i + 1);

  /** The matrix of a linear map, column by column: its result for each unit input. */
  function matrixOf(map: (x: Tensor) => Tensor, shape: number[]): number[][] {
    const size = shape.reduce((product, length) => product * length, 1);
    const columns = Array.from({ length: size }, (_, j) =>
      Array.from(map(filled(shape, i => (i === j ? 1 : 0))).data),
    );
    return columns[0]!.map((_, row) => columns.map(column => column[row]!));
  }

  const matrix = matrixOf(x => conv2d(x, kernel), [1, 1, 4, 4]);

  test('as a matrix, 4x4 to 2x2 with k3 is 4x16 with 36 entries that are not zero', () => {
    expect([matrix.length, matrix[0]!.length]).toEqual([4, 16]);
    expect(matrix.flat().filter(entry => entry !== 0)).toHaveLength(36);
  });

  test('the transposed matrix is the transposed convolution', () => {
    const transposed = matrixOf(x => convTranspose2d(x, kernel), [1, 1, 2, 2]);
    expect(transposed).toEqual(matrix[0]!.map((_, column) => matrix.map(row => row[column])));
  });

  test('the matrix times its transpose is the autocorrelation of the kernel, not the identity (error 1)', () => {
    const first = conv2d(convTranspose2d(f64([1, 0, 0, 0], [1, 1, 2, 2]), kernel), kernel);
    expect(Array.from(first.data)).toEqual([285, 186, 154, 94]);
  });
});

describe('section 6.1: checkerboard', () => {
  const overlaps = (filter: number, stride: number): Tensor =>
    convTranspose1d(ones([1, 1, 6]), ones([1, 1, filter]), { stride });

  test.each([
    [2, 1, '1222221'],
    [3, 1, '12333321'],
    [2, 2, '111111111111'],
    [3, 2, '1121212121211'],
    [4, 2, '11222222222211'],
    [5, 2, '112232323232211'],
    [6, 3, '111222222222222222111'],
  ])('k%i s%i overlaps 6 inputs %s times', (filter, stride, expected) => {
    expect(overlaps(filter, stride).data.join('')).toBe(expected);
  });

  test('k4 s3 is uneven inside', () => {
    expect(new Set(overlaps(4, 3).data.slice(3, -3))).toEqual(new Set([1, 2]));
  });

  test('in 2-D the counts are the outer product', () => {
    const plane = convTranspose2d(ones([1, 1, 6, 6]), ones([1, 1, 3, 3]), { stride: 2 });
    const line = Array.from(overlaps(3, 2).data);
    expect(plane.tolist()).toEqual([[line.map(a => line.map(b => a * b))]]);
  });
});

describe('section 7: dilated convolution', () => {
  /** How far one element spreads through 3-tap layers of these dilations: the size of the receptive field. */
  function reach(dilations: readonly number[]): number[] {
    let signal: Tensor = f64([1], [1, 1, 1]);
    return dilations.map(dilation => {
      signal = conv1d(signal, f64([1, 1, 1], [1, 1, 3]), { dilation, padding: 'full' });
      return signal.shape[2]!;
    });
  }

  test('one dilated 3-tap filter spans 2l + 1 (error 2)', () => {
    expect([1, 2, 4].map(dilation => reach([dilation])[0])).toEqual([3, 5, 9]);
  });

  test('stacked dilations of 1, 2, 4 reach 3, 7, 15', () => {
    expect(reach([1, 2, 4])).toEqual([3, 7, 15]);
  });

  test('stacked dilations of 1, 2, 3 reach 13', () => {
    expect(reach([1, 2, 3]).at(-1)).toBe(13);
  });

  test('the context module reaches 3, 5, 9, 17, 33, 65, 67', () => {
    expect(reach([1, 1, 2, 4, 8, 16, 1])).toEqual([3, 5, 9, 17, 33, 65, 67]);
  });

  test('equal dilations above 1 never read the elements between (error 3, gridding)', () => {
    const x = f64([0, 1, 0, 1, 0, 1, 0, 1, 0], [1, 1, 9]);
    const taps = f64([1, 1, 1], [1, 1, 3]);
    const twice = conv1d(conv1d(x, taps, { dilation: 2 }), taps, { dilation: 2 });
    expect(twice.tolist()).toEqual(zeros([1, 1, 1]).tolist());
  });
});
