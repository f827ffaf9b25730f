import { describe, expect, test } from 'vitest';
import {
  channelShuffle,
  conv2d,
  depthwise,
  dilated,
  flattened,
  grouped,
  pointwise,
  pointwiseGrouped,
  separable,
  shuffledGrouped,
  spatialSeparable,
  tensor,
  type Tensor,
} from '../../../../src/engine';
import { filled, wholes } from '../conv/support';

/** A weight [Cout, Cin, kH, kW] whose elements are given by their indices. */
function denseWeight(
  shape: [number, number, number, number],
  value: (o: number, c: number, i: number, j: number) => number,
): Tensor {
  const [, channels, height, width] = shape;
  return filled(shape, index => {
    const j = index % width;
    const i = Math.floor(index / width) % height;
    const c = Math.floor(index / (width * height)) % channels;
    return value(Math.floor(index / (width * height * channels)), c, i, j);
  });
}

const x = wholes([2, 3, 6, 5], 1);

describe('depthwise', () => {
  test('equals a dense convolution whose filters see one channel each', () => {
    const w = wholes([6, 1, 3, 2], 2);
    const dense = denseWeight([6, 3, 3, 2], (o, c, i, j) => (Math.floor(o / 2) === c ? w.at(o, 0, i, j) : 0));
    const options = { stride: [2, 1], padding: 1, bias: wholes([6], 3) };
    expect(depthwise(x, w, options).tolist()).toEqual(conv2d(x, dense, options).tolist());
  });

  test('changes the depth by its multiplier', () => {
    expect(depthwise(x, wholes([12, 1, 3, 3], 2)).shape).toEqual([2, 12, 4, 3]);
  });

  test('takes an image without a batch', () => {
    expect(depthwise(wholes([3, 5, 5], 1), wholes([3, 1, 3, 3], 2)).shape).toEqual([3, 3, 3]);
  });
});

describe('pointwise', () => {
  test('multiplies the channels of every position by one matrix', () => {
    const w = wholes([4, 3], 2);
    const y = pointwise(x, w, { bias: wholes([4], 5) });
    const expected = [0, 1, 2].reduce((sum, c) => sum + w.at(3, c) * x.at(1, c, 4, 2), wholes([4], 5).at(3));
    expect([y.shape, y.at(1, 3, 4, 2)]).toEqual([[2, 4, 6, 5], expected]);
  });

  test('takes the matrix as filters of 1 x 1 too', () => {
    const w = wholes([4, 3], 2);
    expect(pointwise(x, w.withShape([4, 3, 1, 1])).tolist()).toEqual(pointwise(x, w).tolist());
  });

  test('brings 200 channels to one, as in the article', () => {
    expect(pointwise(wholes([1, 200, 2, 3], 1), wholes([1, 200], 2)).shape).toEqual([1, 1, 2, 3]);
  });
});

describe('separable', () => {
  test('equals the dense convolution of its two weights multiplied out', () => {
    const depth = wholes([6, 1, 3, 2], 2);
    const point = wholes([5, 6], 3);
    const dense = denseWeight([5, 3, 3, 2], (o, c, i, j) =>
      [0, 1].reduce((sum, m) => sum + point.at(o, 2 * c + m) * depth.at(2 * c + m, 0, i, j), 0),
    );
    const options = { stride: 2, padding: [1, 0], dilation: [1, 2], bias: wholes([5], 4) };
    expect(separable(x, depth, point, options).tolist()).toEqual(conv2d(x, dense, options).tolist());
  });

  test('takes 7x7x3 to 5x5x128, as in the article', () => {
    const y = separable(wholes([1, 3, 7, 7], 1), wholes([3, 1, 3, 3], 2), wholes([128, 3], 3));
    expect(y.shape).toEqual([1, 128, 5, 5]);
  });
});

describe('spatialSeparable', () => {
  test('equals Sobel’s 3 x 3 filter when given its column and row', () => {
    const image = wholes([1, 1, 5, 5], 1);
    const column = tensor([[1], [2], [1]], { dtype: 'float64' });
    const row = tensor([[-1, 0, 1]], { dtype: 'float64' });
    const sobel = tensor([-1, 0, 1, -2, 0, 2, -1, 0, 1], [1, 1, 3, 3], { dtype: 'float64' });
    expect(spatialSeparable(image, column, row).tolist()).toEqual(conv2d(image, sobel).tolist());
  });

  test('equals the dense convolution of its columns times its rows', () => {
    const column = wholes([4, 3, 3, 1], 2);
    const row = wholes([2, 4, 1, 2], 3);
    const dense = denseWeight([2, 3, 3, 2], (o, c, i, j) =>
      [0, 1, 2, 3].reduce((sum, m) => sum + column.at(m, c, i, 0) * row.at(o, m, 0, j), 0),
    );
    const options = { stride: [2, 1], dilation: [1, 2], bias: wholes([2], 4) };
    for (const padding of [
      1,
      [1, 2],
      [
        [0, 1],
        [2, 0],
      ] as [number, number][],
      'full',
    ] as const) {
      const y = spatialSeparable(x, column, row, { ...options, padding });
      expect(y.tolist()).toEqual(conv2d(x, dense, { ...options, padding }).tolist());
    }
  });

  test('filters each channel by its own pair with as many groups as channels', () => {
    const column = wholes([3, 1, 3, 1], 2);
    const row = wholes([3, 1, 1, 3], 3);
    const dense = denseWeight([3, 1, 3, 3], (o, _, i, j) => column.at(o, 0, i, 0) * row.at(o, 0, 0, j));
    const y = spatialSeparable(x, column, row, { groups: 3, padding: 'same' });
    expect(y.tolist()).toEqual(conv2d(x, dense, { groups: 3, padding: 'same' }).tolist());
  });
});

describe('flattened', () => {
  test('equals the dense convolution of its three filters multiplied out', () => {
    const [channel, vertical, horizontal] = [
      wholes([4, 3], 2),
      wholes([4, 3], 3),
      wholes([4, 2], 4),
    ] as const;
    const dense = denseWeight(
      [4, 3, 3, 2],
      (o, c, i, j) => channel.at(o, c) * vertical.at(o, i) * horizontal.at(o, j),
    );
    const options = { stride: [1, 2], padding: [1, 1], bias: wholes([4], 5) };
    const y = flattened(x, channel, vertical, horizontal, options);
    expect(y.tolist()).toEqual(conv2d(x, dense, options).tolist());
  });

  test('takes the filters in full as well as in short', () => {
    const [channel, vertical, horizontal] = [
      wholes([4, 3], 2),
      wholes([4, 3], 3),
      wholes([4, 2], 4),
    ] as const;
    const full = flattened(
      x,
      channel.withShape([4, 3, 1, 1]),
      vertical.withShape([4, 1, 3, 1]),
      horizontal.withShape([4, 1, 1, 2]),
    );
    expect(full.tolist()).toEqual(flattened(x, channel, vertical, horizontal).tolist());
  });
});

describe('grouped', () => {
  const six = wholes([1, 6, 5, 4], 1);

  test('equals a dense convolution whose weight is block diagonal', () => {
    const w = wholes([4, 3, 3, 3], 2);
    const dense = denseWeight([4, 6, 3, 3], (o, c, i, j) =>
      Math.floor(o / 2) === Math.floor(c / 3) ? w.at(o, c % 3, i, j) : 0,
    );
    expect(grouped(six, w, { groups: 2 }).tolist()).toEqual(conv2d(six, dense).tolist());
  });

  test('equals depthwise with a group for every channel', () => {
    const w = wholes([12, 1, 3, 3], 2);
    expect(grouped(six, w, { groups: 6 }).tolist()).toEqual(depthwise(six, w).tolist());
  });

  test('with 1 x 1 filters equals pointwiseGrouped', () => {
    const w = wholes([4, 3], 2);
    const expected = grouped(six, w.withShape([4, 3, 1, 1]), { groups: 2, bias: wholes([4], 3) });
    expect(pointwiseGrouped(six, w, { groups: 2, bias: wholes([4], 3) }).tolist()).toEqual(expected.tolist());
  });

  test('followed by a channel shuffle equals shuffledGrouped, with and without a batch', () => {
    const w = wholes([6, 3, 3, 3], 2);
    const options = { groups: 2, padding: 1 };
    const expected = channelShuffle(grouped(six, w, options), 2);
    expect(shuffledGrouped(six, w, options).tolist()).toEqual(expected.tolist());
    const image = six.withShape([6, 5, 4]);
    expect(shuffledGrouped(image, w, options).tolist()).toEqual(expected.withShape([6, 5, 4]).tolist());
  });
});

test('dilated equals the convolution of a filter with zeros between its taps', () => {
  const w = wholes([2, 3, 2, 2], 2);
  const stuffed = denseWeight([2, 3, 3, 4], (o, c, i, j) =>
    i % 2 === 0 && j % 3 === 0 ? w.at(o, c, i / 2, j / 3) : 0,
  );
  expect(dilated(x, w, { dilation: [2, 3] }).tolist()).toEqual(conv2d(x, stuffed).tolist());
});

describe('channelShuffle', () => {
  const order = (channels: number, groups: number): number[] => [
    ...channelShuffle(
      filled([1, channels, 1, 1], index => index),
      groups,
    ).data,
  ];

  test('puts 12 channels in 3 groups in the order of the article', () => {
    expect(order(12, 3)).toEqual([0, 4, 8, 1, 5, 9, 2, 6, 10, 3, 7, 11]);
  });

  test('is undone by a shuffle with as many groups as each group had channels', () => {
    const y = wholes([2, 12, 3, 2], 1);
    expect(channelShuffle(channelShuffle(y, 3), 4).tolist()).toEqual(y.tolist());
  });

  test('leaves the channels alone for one group, and for a group per channel', () => {
    expect([order(5, 1), order(5, 5)]).toEqual([
      [0, 1, 2, 3, 4],
      [0, 1, 2, 3, 4],
    ]);
  });

  test('shuffles another axis when told to, and keeps the dtype', () => {
    const y = channelShuffle(tensor([[0, 1, 2, 3]], { dtype: 'int32' }), 2, { dim: -1 });
    expect([y.dtype, y.tolist()]).toEqual(['int32', [[0, 2, 1, 3]]]);
  });
});

/** The share of input channels that an output of two grouped 1x1 layers depends on, with a shuffle between. */
function connected(channels: number, groups: number, shuffle: boolean): number {
  const ones = filled([channels, channels / groups], () => 1);
  let reached = 0;
  for (let channel = 0; channel < channels; channel++) {
    const impulse = filled([1, channels, 1, 1], index => (index === channel ? 1 : 0));
    const first = shuffle
      ? shuffledGrouped(impulse, ones.withShape([...ones.shape, 1, 1]), { groups })
      : pointwiseGrouped(impulse, ones, { groups });
    reached += pointwiseGrouped(first, ones, { groups }).data.filter(value => value !== 0).length;
  }
  return reached / channels ** 2;
}

describe('two grouped layers', () => {
  test('connect 1/g of the channel pairs without a shuffle', () => {
    expect([connected(12, 3, false), connected(16, 4, false)]).toEqual([1 / 3, 1 / 4]);
  });

  test('connect all pairs with a shuffle where groups are no more than channels per group (article)', () => {
    expect([connected(12, 3, true), connected(16, 4, true)]).toEqual([1, 1]);
  });

  test('connect some pairs with a shuffle of smaller groups (article)', () => {
    expect(connected(6, 3, true)).toBeCloseTo(0.667, 3);
    expect(connected(12, 4, true)).toBe(0.75);
  });
});
