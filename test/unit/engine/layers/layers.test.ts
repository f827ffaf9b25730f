import { describe, expect, test } from 'vitest';
import {
  ChannelShuffle,
  Conv1d,
  Conv2d,
  ConvTranspose2d,
  DepthwiseConv2d,
  FlattenedConv2d,
  GroupedConv2d,
  PointwiseConv2d,
  PointwiseGroupedConv2d,
  ReLU,
  SeparableConv2d,
  Sequential,
  ShuffledGroupedConv2d,
  SpatialSeparableConv2d,
  ones,
  summary,
  tensor,
  zeros,
  type Layer,
} from '../../../../src/engine';

describe('a new convolution layer', () => {
  test('has float32 weights [out, in/groups, kernel...] and a bias [out]', () => {
    const layer = new Conv2d({ in: 4, out: 6, kernel: [3, 2], groups: 2 });
    expect([layer.weight.shape, layer.weight.dtype, layer.bias?.shape]).toEqual([
      [6, 2, 3, 2],
      'float32',
      [6],
    ]);
  });

  test('has weights [in, out/groups, kernel...] when it is transposed', () => {
    const layer = new ConvTranspose2d({ in: 4, out: 6, kernel: 3, groups: 2 });
    expect([layer.weight.shape, layer.bias?.shape]).toEqual([[4, 3, 3, 3], [6]]);
  });

  test('draws its weights evenly from ±1/sqrt(fan-in)', () => {
    const { weight } = new Conv2d({ in: 16, out: 32, kernel: 3, seed: 1 });
    const bound = 1 / Math.sqrt(16 * 9);
    const values = [...weight.data];
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    expect(Math.max(...values.map(Math.abs))).toBeLessThanOrEqual(bound);
    expect(Math.max(...values.map(Math.abs))).toBeGreaterThan(0.99 * bound);
    expect(Math.abs(mean)).toBeLessThan(0.03 * bound);
  });

  test('draws the same weights for the same seed only', () => {
    const draw = (seed: number) => new Conv1d({ in: 2, out: 2, kernel: 3, seed }).weight.tolist();
    expect(draw(4)).toEqual(draw(4));
    expect(draw(4)).not.toEqual(draw(5));
  });

  test('draws float64 weights when told to', () => {
    const layer = new Conv1d({ in: 2, out: 2, kernel: 3, dtype: 'float64' });
    expect([layer.weight.dtype, layer.bias?.dtype]).toEqual(['float64', 'float64']);
  });

  test('keeps the weight and bias it is given', () => {
    const [weight, bias] = [ones([2, 1, 3]), zeros([2])];
    const layer = new Conv1d({ in: 1, out: 2, kernel: 3, weight, bias });
    expect([layer.weight, layer.bias]).toEqual([weight, bias]);
    expect(layer.parameters()).toEqual({ weight, bias });
  });

  test('draws a bias for a weight it is given, and a weight for a bias', () => {
    const given = new Conv1d({ in: 1, out: 2, kernel: 3, weight: ones([2, 1, 3], { dtype: 'float64' }) });
    expect(given.bias?.dtype).toBe('float64');
    expect(new Conv1d({ in: 1, out: 2, kernel: 3, bias: ones([2]) }).weight.shape).toEqual([2, 1, 3]);
  });

  test('has no bias with bias: false or null', () => {
    expect(new Conv1d({ in: 1, out: 2, kernel: 3, bias: false }).bias).toBeNull();
    expect(new Conv1d({ in: 1, out: 2, kernel: 3, bias: null }).parameters()).not.toHaveProperty('bias');
  });
});

describe('a layer of parts', () => {
  test('names its parameters after them', () => {
    const layer = new SeparableConv2d({ in: 3, out: 5, kernel: 3, multiplier: 2 });
    const shapes = Object.entries(layer.parameters()).map(([name, { shape }]) => [name, shape]);
    expect(shapes).toEqual([
      ['depthwise.weight', [6, 1, 3, 3]],
      ['pointwise.weight', [5, 6, 1, 1]],
      ['pointwise.bias', [5]],
    ]);
    expect(layer.bias).toBe(layer.parameters()['pointwise.bias']);
  });

  test('draws its n-th part from the n-th seed after its own, so that parts differ', () => {
    const options = { in: 3, out: 3, kernel: 3, seed: 5 };
    const column = { in: 3, out: 3, kernel: [3, 1] };
    const row = { in: 3, out: 3, kernel: [1, 3] };
    const cases: [layer: Layer, parts: Conv2d[]][] = [
      [
        new SeparableConv2d(options),
        [new DepthwiseConv2d({ in: 3, kernel: 3, seed: 5 }), new PointwiseConv2d({ in: 3, out: 3, seed: 6 })],
      ],
      [
        new SpatialSeparableConv2d(options),
        [new Conv2d({ ...column, seed: 5 }), new Conv2d({ ...row, seed: 6 })],
      ],
      [
        new FlattenedConv2d(options),
        [
          new PointwiseConv2d({ in: 3, out: 3, seed: 5 }),
          new GroupedConv2d({ ...column, groups: 3, seed: 6 }),
          new GroupedConv2d({ ...row, groups: 3, seed: 7 }),
        ],
      ],
    ];
    for (const [layer, parts] of cases) {
      const drawn = Object.values(layer.parts).map(part => part.parameters()['weight']!.tolist());
      expect(drawn).toEqual(parts.map(({ weight }) => weight.tolist()));
    }
  });

  test('draws all parts in the dtype it is given', () => {
    const layer = new SpatialSeparableConv2d({
      in: 2,
      out: 3,
      kernel: 3,
      dtype: 'float64',
      seed: 2 ** 32 - 1,
    });
    expect(Object.values(layer.parameters()).map(({ dtype }) => dtype)).toEqual([
      'float64',
      'float64',
      'float64',
    ]);
  });

  test('has as many channels between column and row as out, unless told otherwise', () => {
    const middle = (options: object) =>
      new SpatialSeparableConv2d({ in: 2, out: 3, kernel: 3, ...options }).parts.column.geometry.out;
    expect([middle({}), middle({ middle: 5 })]).toEqual([3, 5]);
  });

  test('shuffles images without a batch as well', () => {
    const layer = new ShuffledGroupedConv2d({ in: 6, out: 6, kernel: 1, groups: 3 });
    const x = tensor([0, 1, 2, 3, 4, 5], [6, 1, 1]);
    expect(layer.forward(x).tolist()).toEqual(
      layer
        .forward(x.withShape([1, 6, 1, 1]))
        .withShape([6, 1, 1])
        .tolist(),
    );
  });
});

describe('Sequential', () => {
  const conv = new Conv1d({ in: 2, out: 3, kernel: 3 });
  const x = tensor([1, -2, 3, -4, 5, -6, 7, -8], [1, 2, 4]);

  test('runs its layers one after the other', () => {
    const expected = new ReLU().forward(conv.forward(x));
    const model = new Sequential(conv, new ReLU());
    expect(model.forward(x).tolist()).toEqual(expected.tolist());
    expect(model.outputShape([1, 2, 4])).toEqual([1, 3, 2]);
  });

  test('names its layers by number, from arguments and from a list', () => {
    expect(Object.keys(new Sequential(conv, new ReLU()).parts)).toEqual(['0', '1']);
    expect(Object.keys(new Sequential([conv, new ReLU()]).parameters())).toEqual(['0.weight', '0.bias']);
  });

  test('takes names from an object', () => {
    const model = new Sequential({ expand: conv, block: new Sequential(new ReLU()) });
    expect([Object.keys(model.parts), Object.keys(model.parameters())]).toEqual([
      ['expand', 'block'],
      ['expand.weight', 'expand.bias'],
    ]);
  });
});

describe('layers show their settings', () => {
  const cases: [layer: Layer, shown: string][] = [
    [new Conv2d({ in: 2, out: 4, kernel: [3, 1] }), 'in 2, out 4, kernel 3 x 1'],
    [
      new Conv2d({
        in: 2,
        out: 4,
        kernel: 3,
        stride: 2,
        padding: 1,
        dilation: [2, 1],
        groups: 2,
        bias: false,
      }),
      'in 2, out 4, kernel 3 x 3, stride 2, padding 1, dilation [2, 1], groups 2, bias none',
    ],
    [new Conv2d({ in: 1, out: 1, kernel: 2, padding: 'same' }), 'in 1, out 1, kernel 2 x 2, padding same'],
    [new Conv2d({ in: 1, out: 1, kernel: 2, padding: [1, 2] }), 'in 1, out 1, kernel 2 x 2, padding [1, 2]'],
    [
      new Conv2d({
        in: 1,
        out: 1,
        kernel: 2,
        padding: [
          [1, 1],
          [0, 1],
        ],
      }),
      'in 1, out 1, kernel 2 x 2, padding [1, 0+1]',
    ],
    [
      new ConvTranspose2d({ in: 1, out: 1, kernel: 2, stride: [2, 3], outputPadding: 1 }),
      'in 1, out 1, kernel 2 x 2, stride [2, 3], outputPadding 1',
    ],
    [new ChannelShuffle({ groups: 3 }), 'groups 3'],
    [new ChannelShuffle({ groups: 3, dim: -3 }), 'groups 3, dim -3'],
    [new ReLU(), ''],
  ];
  for (const [layer, shown] of cases) {
    test(`${layer.kind}: ${shown}`, () => expect(summary([layer]).rows[0]!.settings).toBe(shown));
  }
});

test('ReLU leaves its input as it was, and NaN as it is', () => {
  const x = tensor([-1, NaN, 2]);
  expect([new ReLU().forward(x).tolist(), x.tolist()]).toEqual([
    [0, NaN, 2],
    [-1, NaN, 2],
  ]);
});

test('every layer names its class', () => {
  const kinds = [
    new DepthwiseConv2d({ in: 2, kernel: 3 }),
    new PointwiseGroupedConv2d({ in: 2, out: 2, groups: 2 }),
    new ChannelShuffle({ groups: 2 }),
    new Sequential(new ReLU()),
    new ShuffledGroupedConv2d({ in: 2, out: 2, kernel: 1, groups: 2 }),
  ].map(layer => [layer.kind, layer.constructor.name]);
  for (const [kind, name] of kinds) expect(kind).toBe(name);
});
