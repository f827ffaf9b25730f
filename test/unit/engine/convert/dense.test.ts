import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  BatchNorm2d,
  ChannelPermutation,
  ChannelShuffle,
  Conv1d,
  Conv2d,
  Conv3d,
  FlattenedConv2d,
  GroupedConv2d,
  Identity,
  MaxPool2d,
  PhaseSplitConv2d,
  PointwiseConv2d,
  PointwiseGroupedConv2d,
  ReLU,
  SeparableConv2d,
  Sequential,
  ShuffledGroupedConv2d,
  SpatialSeparableConv2d,
  Unfold,
  convert,
  randn,
  zeros,
  type ConvLayerOptions,
  type Layer,
  type Shape,
} from '../../../../src/engine';
import { codeOf, messageOf } from '../tensor/failure';
import { expectSameOutputs } from './support';

const f64 = { dtype: 'float64', seed: 3 } as const;

function expectDense(source: Layer, inputShape: Shape): Conv2d {
  const conversion = convert(source, 'dense', { inputShape });
  expect(conversion.exact).toBe(true);
  const layer = conversion.layer as Conv2d;
  expect(layer.geometry.groups).toBe(1);
  expectSameOutputs(source, layer, inputShape);
  return layer;
}

describe('a stack without activations is one dense convolution', () => {
  const geometry = {
    kernel: 3,
    stride: [1, 2],
    padding: [
      [1, 0],
      [2, 1],
    ],
    dilation: [2, 1],
  } as const;
  const layers: Record<string, Layer> = {
    grouped: new GroupedConv2d({ ...f64, ...geometry, in: 4, out: 6, groups: 2 }),
    'depthwise separable': new SeparableConv2d({ ...f64, ...geometry, in: 4, out: 6, multiplier: 2 }),
    'spatially separable': new SpatialSeparableConv2d({ ...f64, ...geometry, in: 4, out: 6, middle: 3 }),
    'spatially separable in groups': new SpatialSeparableConv2d({
      ...f64,
      ...geometry,
      in: 4,
      out: 6,
      groups: 2,
    }),
    flattened: new FlattenedConv2d({ ...f64, ...geometry, in: 4, out: 5 }),
    'shuffled grouped': new ShuffledGroupedConv2d({ ...f64, ...geometry, in: 4, out: 6, groups: 2 }),
    'pointwise grouped': new PointwiseGroupedConv2d({ ...f64, in: 4, out: 6, groups: 2 }),
    'phase-split': new PhaseSplitConv2d({ ...f64, ...geometry, in: 4, out: 3 }),
    'two groups around a shuffle': new Sequential(
      new GroupedConv2d({ ...f64, in: 4, out: 6, kernel: 3, groups: 2 }),
      new ChannelShuffle({ groups: 3 }),
      new Identity(),
      new GroupedConv2d({ ...f64, in: 6, out: 9, kernel: 2, groups: 3 }),
    ),
    'permutations first and last': new Sequential(
      new ChannelPermutation({ order: [2, 0, 3, 1] }),
      new ChannelShuffle({ groups: 2, dim: -3 }),
      new Conv2d({ ...f64, in: 4, out: 3, kernel: 2 }),
      new ChannelPermutation({ order: [1, 2, 0], dim: -3 }),
    ),
    im2col: new Sequential(
      new Unfold({ kernel: [2, 3], padding: 1, dilation: 2 }),
      new PointwiseConv2d({ ...f64, in: 24, out: 5 }),
    ),
    bottleneck: new Sequential(
      new PointwiseConv2d({ ...f64, in: 4, out: 2, bias: false }),
      new Conv2d({ ...f64, in: 2, out: 3, kernel: 3, stride: 2, padding: 'same' }),
      new PointwiseConv2d({ ...f64, in: 3, out: 5 }),
    ),
    'a 1x1 with a stride and padding before one that pads': new Sequential(
      new Conv2d({ ...f64, in: 4, out: 2, kernel: 1, stride: 2, padding: 1, bias: false }),
      new Conv2d({ ...f64, in: 2, out: 3, kernel: 3, padding: 1 }),
    ),
    'batch norms between': new Sequential(
      new Conv2d({ ...f64, in: 4, out: 2, kernel: 3, padding: 1 }),
      trainedNorm(2),
      new Conv2d({ ...f64, in: 2, out: 3, kernel: 2 }),
    ).eval(),
  };
  for (const [name, layer] of Object.entries(layers)) {
    test(name, () => {
      expectDense(layer, [2, 4, 9, 10]);
    });
  }

  test('along one axis, and three', () => {
    for (const [Class, lengths] of [
      [Conv1d, [12]],
      [Conv3d, [5, 4, 6]],
    ] as const) {
      const source = new Sequential(
        new Class({ ...f64, in: 4, out: 4, kernel: 2, groups: 2, stride: 2 }),
        new Class({ ...f64, in: 4, out: 2, kernel: 2, dilation: 1 }),
      );
      expect(expectDense(source, [2, 4, ...lengths])).toBeInstanceOf(Class);
    }
  });

  test('whatever their filters, strides, dilations and groups are, while only the first pads', () => {
    const part = fc.record({
      kernel: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 3 })),
      stride: fc.tuple(fc.integer({ min: 1, max: 3 }), fc.integer({ min: 1, max: 2 })),
      dilation: fc.tuple(fc.integer({ min: 1, max: 2 }), fc.integer({ min: 1, max: 3 })),
      groups: fc.constantFrom(1, 2, 4),
      bias: fc.boolean(),
      seed: fc.nat(99),
    });
    const ends = fc.tuple(fc.nat(2), fc.nat(2));
    fc.assert(
      fc.property(
        fc.array(part, { minLength: 2, maxLength: 3 }),
        fc.tuple(ends, ends),
        fc.nat(3),
        (parts, padding, extra) => {
          const convs = parts.map(
            (options, i) =>
              new Conv2d({
                ...options,
                in: 4,
                out: 4,
                dtype: 'float64',
                ...(i === 0 ? { padding } : {}),
              }),
          );
          expectDense(new Sequential(...convs, new Conv2d({ ...f64, in: 4, out: 1, kernel: 1 })), [
            1,
            4,
            40 + extra,
            41 + extra,
          ]);
        },
      ),
      { seed: 3, numRuns: 60 },
    );
  });

  test('which keeps a rule for the padding where it can', () => {
    const same = (stride: number) =>
      new SeparableConv2d({ ...f64, in: 2, out: 3, kernel: 4, padding: 'same', stride });
    for (const stride of [1, 3]) {
      const layer = expectDense(same(stride), [1, 2, 10, 11]);
      expect(layer.geometry.padding).toBe('same');
      expectSameOutputs(same(stride), layer, [1, 2, 8, 9]);
    }
  });

  test('has no bias where no part has one', () => {
    const source = new Conv2d({ in: 4, out: 4, kernel: 3, groups: 2, bias: false });
    expect((convert(source, 'dense').layer as Conv2d).bias).toBeNull();
  });

  test('keeps the dtype, and says that its error is rounding', () => {
    const source = new SeparableConv2d({ in: 4, out: 6, kernel: 3 });
    const { layer, exact, error } = convert(source, 'dense');
    expect([exact, error! > 0, error! < 1e-7]).toEqual([true, true, true]);
    expect((layer as Conv2d).weight.dtype).toBe('float32');
  });

  test('takes batch norms by their running statistics, and says so', () => {
    const source = new Sequential(new Conv2d({ ...f64, in: 2, out: 2, kernel: 3 }), trainedNorm(2));
    expect(convert(source, 'dense').notes).toEqual([
      'Batch norm is taken by its running statistics, as after eval().',
    ]);
    expect(convert(new SeparableConv2d({ in: 2, out: 2, kernel: 3 }), 'dense')).not.toHaveProperty('notes');
  });
});

function trainedNorm(features: number): BatchNorm2d {
  const norm = new BatchNorm2d({ features, dtype: 'float64' });
  norm.forward(randn([4, features, 3, 3], { seed: 2, dtype: 'float64' }));
  return norm;
}

describe('dense refuses, with the reason,', () => {
  const conv = (options: Partial<ConvLayerOptions> = {}) =>
    new Conv2d({ in: 2, out: 2, kernel: 3, ...options });
  const cases: [what: string, layer: Layer, reason: string][] = [
    ['what is dense already', conv(), 'this Conv2d is dense already'],
    [
      'activations between',
      new Sequential(conv(), new ReLU(), conv()),
      'its part 1 is a ReLU, which is no convolution',
    ],
    ['pooling', new Sequential(conv(), new MaxPool2d({ kernel: 2 })), 'its part 1 is a MaxPool2d'],
    [
      'a stack without convolutions',
      new Sequential(new ChannelShuffle({ groups: 2 })),
      'holds no convolution',
    ],
    [
      'an inner layer that pads',
      new Sequential(conv({ bias: false }), conv({ padding: 1 })),
      'a layer pads what',
    ],
    [
      'a bias that padding leaves out at the ends',
      new Sequential(conv({ kernel: 1 }), conv({ padding: 1 })),
      'the bias of a layer before one that pads',
    ],
    [
      "padding 'same' with a stride beside other filters",
      new Sequential(conv({ padding: 'same', stride: 2 }), conv()),
      "padding 'same' with a stride depends on the length",
    ],
    [
      "padding 'same' with a stride along one axis alone",
      new Sequential(
        conv({ kernel: [3, 1], stride: [2, 1], padding: 'same', bias: false }),
        conv({ kernel: [1, 3], padding: [0, 1] }),
      ),
      "padding 'same' with a stride stands beside other padding",
    ],
    [
      'a shuffle of other axes than the channels',
      new Sequential(new ChannelShuffle({ groups: 2, dim: 2 }), conv()),
      'its ChannelShuffle is along axis 2, which is not that of the channels',
    ],
  ];
  for (const [what, layer, reason] of cases) {
    test(what, () => {
      const run = () => convert(layer, 'dense', { inputShape: [1, 2, 32, 32] });
      expect(codeOf(run)).toBe('convert/layer');
      expect(messageOf(run)).toContain(reason);
      expect(messageOf(run)).toContain("convert to 'dense': ");
    });
  }

  test('what would be too large, before it multiplies', () => {
    const wide = new Conv2d({ in: 3000, out: 3000, kernel: 2, groups: 3000 });
    const run = () => convert(wide, 'dense', { inputShape: [1, 3000, 3, 3] });
    expect(codeOf(run)).toBe('convert/layer');
    expect(messageOf(run)).toContain('multiplied out it has 36000000 weights, the most is 33554432');
    const permuted = new Sequential(
      new ChannelShuffle({ groups: 2 }),
      new Conv2d({ in: 6000, out: 6000, kernel: 1, groups: 6000 }),
    );
    expect(messageOf(() => convert(permuted, 'dense', { inputShape: [1, 6000, 1, 1] }))).toContain(
      '36000000 weights',
    );
  });

  test('what would take too long', () => {
    const matrix = (out: number, channels: number) =>
      new PointwiseConv2d({ in: channels, out, weight: zeros([out, channels, 1, 1]), bias: false });
    const run = () =>
      convert(new Sequential(matrix(6000, 1000), matrix(1000, 6000)), 'dense', {
        inputShape: [1, 1000, 1, 1],
      });
    expect(codeOf(run)).toBe('convert/layer');
    expect(messageOf(run)).toContain('multiplying it out takes 6e+9 steps, the most is 5e+9');
  });
});
