import { describe, expect, test } from 'vitest';
import {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AvgPool1d,
  BatchNorm2d,
  Branches,
  ChannelShuffle,
  Conv1d,
  Conv2d,
  ConvTranspose1d,
  Flatten,
  Identity,
  Linear,
  MaxPool1d,
  MaxPool2d,
  Permute,
  PhaseSplitConv2d,
  ReLU,
  Residual,
  Sequential,
  Unfold,
  ZeroStuff,
  cost,
  receptiveField,
  type Layer,
} from '../../../../src/engine';
import { codeOf, messageOf } from '../tensor/failure';

const conv = (kernel: number, options: object = {}) => new Conv1d({ in: 1, out: 1, kernel, ...options });
const up = (kernel: number, options: object = {}) =>
  new ConvTranspose1d({ in: 1, out: 1, kernel, ...options });
const added = (...parts: Layer[]) => new Branches(parts, { join: 'add' });

describe('the receptive field where branches meet', () => {
  test('reaches from the first element that any branch sees to the last', () => {
    const pyramid = added(conv(1), conv(3, { padding: 1 }), conv(3, { padding: 4, dilation: 4 }));
    expect(receptiveField(pyramid)).toEqual({ size: [9], stride: [1], padding: [4], start: [0.5] });
  });

  test('is the hull of branches that look to different sides, centred between them', () => {
    const left = conv(3, { padding: [[2, 0]] });
    const right = conv(4, { padding: [[0, 3]] });
    expect(receptiveField(added(left, right))).toEqual({ size: [6], stride: [1], padding: [2], start: [1] });
  });

  test('is that of the body of a residual block, whose skip sees the middle', () => {
    const block = new Residual(new Sequential(conv(3, { padding: 1 }), new ReLU(), conv(3, { padding: 1 })));
    expect(receptiveField([block, block, block])).toEqual({
      size: [13],
      stride: [1],
      padding: [6],
      start: [0.5],
    });
  });

  test('grows on as behind a single layer of the same stride', () => {
    const block = new Residual(conv(3, { stride: 2, padding: 1 }), { shortcut: conv(1, { stride: 2 }) });
    expect(receptiveField([block, conv(3)])).toEqual({ size: [7], stride: [2], padding: [1], start: [2.5] });
  });

  test('is told along the steps of a cost table', () => {
    const block = new Residual(new Sequential(conv(3, { padding: 1 }), conv(3, { padding: 1 })));
    const rows = cost([conv(5, { padding: 2 }), block], [1, 1, 20]).rows;
    expect(rows.map(({ name, receptiveField: { size } }) => [name, ...size])).toEqual([
      ['0', 5],
      ['1.body.0', 7],
      ['1.body.1', 9],
      ['1.shortcut', 5],
      ['1.add', 9],
    ]);
  });

  test('of different strides is that of the output that sees the most, with the larger stride', () => {
    const halved = conv(2, { stride: 2 }); // outputs 0 ... 4 see 0 1, 2 3, ... 8 9
    const shifted = conv(6); // outputs 0 ... 4 see 0 ... 5, ... 4 ... 9
    const field = receptiveField(added(halved, shifted), [1, 1, 10]);
    expect(field).toEqual({ size: [6], stride: [2], padding: [0], start: [3] });
    const cropped = new Sequential(halved, conv(3)); // outputs 0 ... 2 see 0 ... 5, 2 ... 7, 4 ... 9
    expect(receptiveField(added(cropped, conv(8)), [1, 1, 10]).size).toEqual([8]);
    const fixed = conv(5, { padding: [[0, 2]] }); // on 6 elements outputs 0 ... 3 see 0 ... 4, ... 3 ... 7
    const spread = conv(1, { stride: 2, padding: [[0, 1]] }); // 0, 2, 4, 6
    expect(receptiveField(added(fixed, spread), [1, 1, 6]).size).toEqual([5]);
  });

  test('of different strides needs an input, on which alone the branches meet', () => {
    expect(codeOf(() => receptiveField(added(conv(2, { stride: 2 }), conv(6))))).toBe('field/input-needed');
  });

  test('of very many outputs of different strides is found at the ends', () => {
    const length = 2 ** 18;
    const spread = new ZeroStuff({ stride: [2], margins: [[0, 1 - length]] }); // output 2·i sees i, and by the skip 2·i
    const field = receptiveField(added(spread, new Identity()), [1, 1, length]);
    expect([field.stride, field.size]).toEqual([[1], [length / 2]]);
  });

  test('behind a layer that sees all of them is the hull of what they see', () => {
    const branches = added(conv(2, { stride: 2 }), conv(6));
    const field = receptiveField([branches, new Linear({ in: 5, out: 2 })], [1, 1, 10]);
    expect(field).toEqual({ size: [10], stride: [0], padding: [0], start: [5] });
  });

  test('along whose axis they are concatenated counts as whole', () => {
    const rows = new Branches([new Conv2d({ in: 1, out: 1, kernel: 3, padding: 1 }), new Identity()], {
      dim: 2,
    });
    expect(receptiveField(rows, [1, 1, 6, 7]).size).toEqual([8, 3]);
  });
});

describe('the receptive field behind a pooling', () => {
  test('is that of a convolution of the same window', () => {
    const pools = [new MaxPool1d({ kernel: 3, stride: 2, padding: 1 }), new AvgPool1d({ kernel: 2 })];
    const convs = [conv(3, { stride: 2, padding: 1 }), conv(2, { stride: 2 })];
    expect(receptiveField(pools)).toEqual(receptiveField(convs));
  });

  test('is the whole input for one output, and a half for two', () => {
    const field = (output: number) => receptiveField(new AdaptiveAvgPool1d({ output }), [1, 1, 12]);
    expect(field(1)).toEqual({ size: [12], stride: [12], padding: [0], start: [6] });
    expect(field(2).size).toEqual([6]);
  });

  test('of uneven windows is the longest of them', () => {
    const pool = new AdaptiveAvgPool1d({ output: 3 }); // of 8: 0 1 2, 2 3 4 5, 5 6 7
    const field = receptiveField(pool, [1, 1, 8]);
    expect([field.size, field.stride]).toEqual([[4], [8 / 3]]);
    expect(field.start[0]).toBeCloseTo(8 / 6, 12);
    expect(receptiveField([conv(3, { padding: 1 }), pool], [1, 1, 8]).size).toEqual([6]);
    expect(receptiveField([new MaxPool1d({ kernel: 2 }), pool], [1, 1, 16]).size).toEqual([8]);
  });

  test('of uneven windows is that of a pooling along the other axis alone', () => {
    expect(receptiveField(new AdaptiveAvgPool2d({ output: [3, 4] }), [1, 1, 8, 4]).size).toEqual([4, 1]);
  });

  test('of uneven windows that are too many is the most that it could be', () => {
    const pool = new AdaptiveAvgPool1d({ output: 2 ** 17 + 1 });
    expect(receptiveField(pool, [1, 1, 2 ** 18]).size).toEqual([3]);
  });

  test('needs an input where the windows depend on it', () => {
    const run = () => receptiveField([conv(3), new AdaptiveAvgPool1d({ output: 1 })]);
    expect(codeOf(run)).toBe('field/input-needed');
    expect(messageOf(run)).toBe(
      'receptiveField: what 1, a AdaptiveAvgPool1d, sees depends on the length of its input; give the shape of an input',
    );
  });
});

describe('the receptive field behind layers that mix or move axes', () => {
  const image = new Conv2d({ in: 2, out: 4, kernel: 3 });

  test('of a linear layer is its whole last axis', () => {
    const field = receptiveField([image, new Linear({ in: 6, out: 3 })], [1, 2, 7, 8]);
    expect(field).toEqual({ size: [3, 8], stride: [1, 0], padding: [0, 0], start: [1.5, 4] });
  });

  test('of a classifier is the whole image', () => {
    const layers = [image, new MaxPool2d({ kernel: 2 }), new Flatten(), new Linear({ in: 36, out: 10 })];
    expect(receptiveField(layers, [1, 2, 8, 8]).size).toEqual([8, 8]);
  });

  test('of a flatten of one position is what that sees', () => {
    const layers = [image, new AdaptiveAvgPool2d({ output: 1 }), new Flatten()];
    expect(receptiveField(layers, [1, 2, 7, 9]).size).toEqual([7, 9]);
  });

  test('is kept along axes that a flatten leaves alone', () => {
    expect(receptiveField([image, new Flatten({ startDim: 1, endDim: 2 })], [1, 2, 7, 8]).size).toEqual([
      7, 3,
    ]);
    expect(receptiveField([image, new Flatten({ startDim: 0, endDim: 1 })], [1, 2, 7, 8]).size).toEqual([
      3, 3,
    ]);
    expect(receptiveField([image, new Flatten({ startDim: 2, endDim: 2 })], [1, 2, 7, 8]).size).toEqual([
      3, 3,
    ]);
  });

  test('of an input that is flattened first is the whole', () => {
    expect(receptiveField([new Flatten(), new Linear({ in: 12, out: 2 })], [1, 3, 2, 2]).size).toEqual([
      2, 2,
    ]);
  });

  test('of a linear layer along the channels is one position', () => {
    const layers = [
      image,
      new Permute({ dims: [0, 2, 3, 1] }),
      new Linear({ in: 4, out: 5 }),
      new Permute({ dims: [0, 3, 1, 2] }),
    ];
    expect(receptiveField(layers, [1, 2, 7, 8])).toEqual(receptiveField(image));
  });

  test('is whole along an axis that a convolution takes for channels, and kept along its batch', () => {
    const layers = [image, new Permute({ dims: [2, 3, 0, 1] }), new Conv2d({ in: 6, out: 1, kernel: 1 })];
    expect(receptiveField(layers, [1, 2, 7, 8]).size).toEqual([3, 8]);
  });

  test('is whole along an axis whose elements are shuffled', () => {
    expect(receptiveField([image, new ChannelShuffle({ groups: 3, dim: -1 })], [1, 2, 7, 8]).size).toEqual([
      3, 8,
    ]);
    expect(receptiveField([image, new ChannelShuffle({ groups: 2 })]).size).toEqual([3, 3]);
  });

  test('of layers that a convolution was converted to is its own', () => {
    const split = new PhaseSplitConv2d({ in: 2, out: 3, kernel: 3, dilation: 2, padding: 2 });
    expect(receptiveField(split)).toEqual({
      size: [5, 5],
      stride: [1, 1],
      padding: [2, 2],
      start: [0.5, 0.5],
    });
    const unfolded = [
      new Unfold({ kernel: 3, padding: 1, stride: 2 }),
      new Conv2d({ in: 9, out: 1, kernel: 1 }),
    ];
    const direct = new Conv2d({ in: 1, out: 1, kernel: 3, padding: 1, stride: 2 });
    expect(receptiveField(unfolded, [1, 1, 9, 9])).toEqual(receptiveField(direct));
    const stuffed = [new ZeroStuff({ stride: [2] }), conv(4, { padding: 2 })];
    expect(receptiveField(stuffed).size).toEqual(receptiveField(up(4, { stride: 2, padding: 1 })).size);
    expect(receptiveField(stuffed)).toEqual(receptiveField(up(4, { stride: 2, padding: 1 })));
  });
});

describe('the receptive field behind zeros that were put between', () => {
  test('counts only taps that meet an element', () => {
    const onZeros = [new ZeroStuff({ stride: [3] }), conv(2, { stride: 3, padding: [[0, 2]], dilation: 4 })];
    expect(receptiveField(onZeros).size).toEqual([1]); // 3·o is an element, 3·o + 4 is none
  });

  test('is none where every output falls between elements', () => {
    const field = receptiveField([up(1, { stride: 2 }), conv(1, { stride: 2, padding: [[1, 0]] })]);
    expect(field).toEqual({ size: [0], stride: [1], padding: [0], start: [0] });
  });

  test('of a period too long to walk through is the most that it could be', () => {
    const layers = [up(5, { stride: 2 ** 20, dilation: 2 ** 19 })];
    expect(receptiveField(layers).size).toEqual([3]);
  });

  test('with more gaps than are kept has them filled', () => {
    const taps = 20000; // 3 elements apart, so that there are as many gaps
    expect(receptiveField([up(2, { stride: 3 }), conv(taps, { dilation: 3 })]).size).toEqual([taps]);
    expect(receptiveField(up(taps, { stride: 7, dilation: 3 })).size).toEqual([
      Math.floor((3 * taps) / 7) + 1,
    ]);
    expect(receptiveField(up(taps, { stride: 2 ** 16, dilation: 3 })).size).toEqual([1]); // or none
  });

  test('is told of each branch apart in a cost table', () => {
    const sides = added(up(4, { stride: 2, padding: 1 }), up(8, { stride: 2, padding: 3 }));
    const rows = cost(sides, [1, 1, 20]).rows;
    expect(rows.map(({ receptiveField: { size } }) => size)).toEqual([[2], [4], [4]]);
  });
});

describe('receptiveField without an input', () => {
  test('takes axes and channels from the layers that have them', () => {
    const norm = new Sequential(new BatchNorm2d({ features: 3 }), new MaxPool2d({ kernel: 2 }));
    expect(receptiveField(norm).stride).toEqual([2, 2]);
    expect(receptiveField(new Permute({ dims: [0, 1, 2] }), [1, 2, 3]).size).toEqual([1]);
    expect(receptiveField([conv(3), new Permute({ dims: [0, 1, 2] })]).size).toEqual([3]);
  });

  test('follows branches that meet on a long input of many divisors', () => {
    const down = (stride: number) => conv(stride, { stride });
    const level = new Residual(new Sequential(down(2), down(3), down(4), up(24, { stride: 24 })));
    expect(receptiveField(level)).toEqual({ size: [24], stride: [1], padding: [0], start: [0.5] });
  });

  test('refuses a model whose fields depend on the length, or that fits no long input', () => {
    const image = new Conv2d({ in: 1, out: 1, kernel: 3 });
    expect(codeOf(() => receptiveField([image, new Flatten()]))).toBe('field/input-needed');
    expect(codeOf(() => receptiveField(new Unfold({ kernel: 3, stride: 2, padding: 'same' })))).toBe(
      'field/input-needed',
    );
    const run = () => receptiveField([image, new Linear({ in: 4, out: 2 })]);
    expect(codeOf(run)).toBe('field/input-needed');
    expect(messageOf(run)).toMatch(/a long input was tried, and Linear: .*; give the shape of an input$/);
  });

  test('passes on what is wrong with the model itself', () => {
    class Odd extends ReLU {
      override work(): never {
        throw new RangeError('no');
      }
    }
    expect(() => receptiveField([conv(3), new Odd()])).toThrow(RangeError);
  });
});
