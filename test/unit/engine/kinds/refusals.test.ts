import { describe, expect, test } from 'vitest';
import {
  channelShuffle,
  depthwise,
  dilated,
  flattened,
  grouped,
  pointwise,
  pointwiseGrouped,
  separable,
  shuffledGrouped,
  spatialSeparable,
  zeros,
  type GroupedOptions,
  type PointwiseOptions,
  type Tensor,
} from '../../../../src/engine';
import { codeOf, messageOf } from '../tensor/failure';

const x = zeros([1, 3, 7, 7]);

test('7x7x3 cannot be split into two groups (the article does)', () => {
  const split = () => grouped(x, zeros([4, 1, 3, 3]), { groups: 2 });
  expect(codeOf(split)).toBe('conv/groups');
  expect(messageOf(split)).toMatch(/^grouped: groups = 2 does not divide Cin = 3/);
});

describe('a weight that does not fit its kind is refused', () => {
  const cases: [what: string, run: () => unknown, code: string, message: RegExp][] = [
    [
      'depthwise filters that see two channels',
      () => depthwise(x, zeros([3, 2, 3, 3])),
      'kinds/weight',
      /depthwise: the weight has shape \[3, 2, 3, 3\], expected \[Cin·multiplier, 1, kH, kW\]/,
    ],
    [
      'depthwise filters that are no multiple of the channels',
      () => depthwise(x, zeros([4, 1, 3, 3])),
      'kinds/multiplier',
      /has 4 filters for Cin = 3 input channels, expected a multiple of 3/,
    ],
    ['no depthwise filters at all', () => depthwise(x, zeros([0, 1, 3, 3])), 'kinds/multiplier', /0 filters/],
    [
      'pointwise filters of 3 x 3',
      () => pointwise(x, zeros([4, 3, 3, 3])),
      'kinds/weight',
      /\[Cout, Cin, 1, 1\]/,
    ],
    [
      'pointwise filters for other channels',
      () => pointwise(x, zeros([4, 2])),
      'conv/channels',
      /^pointwise: /,
    ],
    [
      'a separable weight by its name',
      () => separable(x, zeros([4, 1, 3, 3]), zeros([8, 4])),
      'kinds/multiplier',
      /^separable: depthwiseWeight /,
    ],
    [
      'a column that is a row',
      () => spatialSeparable(x, zeros([1, 3]), zeros([1, 3])),
      'kinds/weight',
      /^spatialSeparable: column has shape \[1, 1, 1, 3\], expected .*\[kH, 1\]/,
    ],
    [
      'horizontal filters for other channels',
      () => flattened(x, zeros([4, 3]), zeros([4, 3]), zeros([5, 3])),
      'kinds/weight',
      /^flattened: horizontal .* with Cout = 4/,
    ],
    [
      'a vertical filter that is horizontal',
      () => flattened(x, zeros([4, 3]), zeros([4, 1, 1, 3]), zeros([4, 3])),
      'kinds/weight',
      /^flattened: vertical /,
    ],
    [
      'a weight of the wrong rank',
      () => grouped(x, zeros([4, 1, 3]), { groups: 3 }),
      'conv/rank',
      /^grouped: /,
    ],
  ];
  for (const [what, run, code, message] of cases) {
    test(what, () => {
      expect(codeOf(run)).toBe(code);
      expect(messageOf(run)).toMatch(message);
    });
  }
});

describe('options', () => {
  const w = zeros([3, 1, 1, 1]);

  test('that a kind does not know are refused by name', () => {
    const options = { group: 3 } as unknown as GroupedOptions;
    for (const run of [
      () => depthwise(x, w, options),
      () => pointwise(x, w, options),
      () => pointwiseGrouped(x, w, options),
      () => separable(x, w, w, options),
      () => spatialSeparable(x, w, w, options),
      () => flattened(x, w, w, w, options),
      () => grouped(x, w, options),
      () => shuffledGrouped(x, w, options),
      () => dilated(x, w, { ...options, dilation: 2 }),
    ]) {
      expect(codeOf(run)).toBe('options/unknown');
      expect(messageOf(run)).toMatch(/unknown option group/);
    }
  });

  test('that a kind settles itself are refused', () => {
    expect(codeOf(() => depthwise(x, w, { groups: 3 } as PointwiseOptions))).toBe('options/unknown');
    expect(codeOf(() => pointwise(x, w, { stride: 2 } as PointwiseOptions))).toBe('options/unknown');
  });

  test('that make a kind what it is must be there', () => {
    const none = {} as GroupedOptions & { dilation: number };
    for (const run of [
      () => grouped(x, w, none),
      () => shuffledGrouped(x, w, none),
      () => pointwiseGrouped(x, w, none),
      () => dilated(x, w, none),
    ]) {
      expect(codeOf(run)).toBe('options/missing');
    }
  });

  test('that are no whole number are refused', () => {
    expect(codeOf(() => grouped(x, w, { groups: NaN }))).toBe('conv/option-value');
    expect(codeOf(() => dilated(x, zeros([3, 3, 1, 1]), { dilation: 1.5 }))).toBe('conv/option-value');
    expect(codeOf(() => channelShuffle(x, 1.5))).toBe('conv/option-value');
  });

  test('that are a rule of padding nobody knows are refused', () => {
    const options = { padding: 'reflect' as 'same' };
    expect(codeOf(() => spatialSeparable(x, zeros([3, 3, 3, 1]), zeros([3, 3, 1, 3]), options))).toBe(
      'conv/padding',
    );
  });
});

describe('inputs', () => {
  test('that are no images are refused', () => {
    expect(codeOf(() => depthwise(zeros([3, 7]), zeros([3, 1, 3, 3])))).toBe('conv/rank');
  });

  test('that are no tensors are refused', () => {
    const list = [[1]] as unknown as Tensor;
    expect(codeOf(() => depthwise(list, zeros([3, 1, 3, 3])))).toBe('tensor/expected');
    expect(codeOf(() => spatialSeparable(x, list, list))).toBe('tensor/expected');
    expect(codeOf(() => channelShuffle(list, 2))).toBe('tensor/expected');
  });

  test('whose channels do not divide into the groups of a shuffle are refused', () => {
    const shuffle = () => channelShuffle(x, 2);
    expect(codeOf(shuffle)).toBe('kinds/shuffle-groups');
    expect(messageOf(shuffle)).toMatch(
      /groups = 2 does not divide the 3 channels \(axis 1 of \[1, 3, 7, 7\]\)/,
    );
  });

  test('that have no axis of channels cannot be shuffled', () => {
    expect(codeOf(() => channelShuffle(zeros([4]), 2))).toBe('shape/axis');
  });
});
