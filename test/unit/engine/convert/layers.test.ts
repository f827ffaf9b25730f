import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ChannelPermutation,
  Linear,
  Permute,
  PointwiseConv2d,
  ReLU,
  Sequential,
  Unfold,
  ZeroStuff,
  cost,
  grad,
  permute,
  randn,
  receptiveField,
  reshape,
  tensor,
  zeros,
  type Layer,
} from '../../../../src/engine';
import { dot, unpack } from '../conv/support';
import { codeOf, messageOf } from '../tensor/failure';
import { readConvertFixture } from './support';

const { origin, unfold } = readConvertFixture();

/** Asserts <layer(x), y> = <x, gradient of y>, the law of every layer that is linear. */
function expectAdjoint(layer: Layer, shape: readonly number[]): void {
  const x = randn(shape, { seed: 1, dtype: 'float64', requiresGrad: true });
  const output = layer.forward(x);
  const y = randn(output.shape, { seed: 2, dtype: 'float64' });
  expect(dot(output, y)).toBeCloseTo(dot(x, grad(output, [x], { gradOutput: y })[0]!), 10);
}

describe('Unfold', () => {
  for (const { options, input, output } of unfold) {
    test(`has the numbers of torch.nn.Unfold for ${JSON.stringify(options)} (${origin})`, () => {
      const y = new Unfold(options).forward(unpack(input));
      expect([...y.data]).toEqual(output.data);
      expect(new Unfold(options).outputShape(input.shape)).toEqual(y.shape);
      expect(y.rank).toBe(4);
    });
  }

  test('takes an image without a batch, a signal and a volume', () => {
    expect(new Unfold({ kernel: 2 }).outputShape([3, 5, 6])).toEqual([12, 4, 5]);
    expect(new Unfold({ kernel: [3], padding: 'same' }).forward(zeros([2, 3, 7])).shape).toEqual([2, 9, 7]);
    expect(new Unfold({ kernel: [1, 2, 3] }).outputShape([1, 2, 3, 4, 5])).toEqual([1, 12, 3, 3, 3]);
  });

  test('can be learned through', () => {
    expectAdjoint(new Unfold({ kernel: [2, 3], stride: 2, padding: 1, dilation: [1, 2] }), [2, 2, 6, 7]);
  });

  test('does no arithmetic, and passes its windows on to the receptive field', () => {
    const layer = new Unfold({ kernel: 3, stride: 2, padding: 1 });
    const { totals } = cost(
      new Sequential(layer, new PointwiseConv2d({ in: 27, out: 4, bias: false })),
      [1, 3, 9, 9],
    );
    expect([totals.macs, totals.additions]).toEqual([27 * 4 * 25, 27 * 4 * 25]);
    expect(totals.receptiveField).toMatchObject({ size: [3, 3], stride: [2, 2], padding: [1, 1] });
  });

  test('shows its settings', () => {
    expect(
      new Unfold({
        kernel: [3, 2],
        stride: 2,
        padding: [
          [1, 0],
          [0, 0],
        ],
        dilation: [1, 2],
      }).settings,
    ).toEqual({
      kernel: '3 x 2',
      stride: '2',
      padding: '[1+0, 0]',
      dilation: '[1, 2]',
    });
  });

  test('refuses kernels of no or too many axes, unknown options, and inputs that do not suit it', () => {
    for (const kernel of [[], [1, 1, 1, 1]]) {
      expect(codeOf(() => new Unfold({ kernel }))).toBe('layers/unfold-axes');
    }
    expect(codeOf(() => new Unfold({ kernel: 3, groups: 2 } as never))).toBe('options/unknown');
    expect(codeOf(() => new Unfold({ kernel: 0 }))).toBe('conv/option-value');
    expect(codeOf(() => new Unfold({ kernel: 3, padding: 'around' as never }))).toBe('conv/padding');
    expect(codeOf(() => new Unfold({ kernel: 3 }).forward(zeros([5])))).toBe('conv/rank');
    expect(codeOf(() => new Unfold({ kernel: 3 }).outputShape([1, 2, 2, 5]))).toBe('conv/filter-too-large');
    expect(codeOf(() => new Unfold({ kernel: 3 }).forward(3 as never))).toBe('tensor/expected');
  });
});

describe('ZeroStuff', () => {
  test('puts zeros between neighbours', () => {
    const y = new ZeroStuff({ stride: [2, 3] }).forward(tensor([1, 2, 3, 4], [1, 1, 2, 2]));
    expect(y.tolist()).toEqual([
      [
        [
          [1, 0, 0, 2],
          [0, 0, 0, 0],
          [3, 0, 0, 4],
        ],
      ],
    ]);
  });

  test('adds margins, and cuts off where they are negative', () => {
    const y = new ZeroStuff({ stride: [2], margins: [[-1, 2]] }).forward(tensor([1, 2, 3], [1, 3]));
    expect(y.tolist()).toEqual([[0, 2, 0, 3, 0, 0]]);
  });

  test('knows its output, and what one element of it comes from', () => {
    const layer = new ZeroStuff({
      stride: [3, 1],
      margins: [
        [1, 1],
        [0, -2],
      ],
    });
    expect(layer.outputShape([2, 3, 4, 5])).toEqual(layer.forward(zeros([2, 3, 4, 5])).shape);
    expect(cost(layer, [2, 3, 4, 5]).totals).toMatchObject({ macs: 0, additions: 0, params: 0 });
    expect(receptiveField(layer, [1, 1, 4, 5])).toMatchObject({ stride: [1 / 3, 1] });
  });

  test('can be learned through', () => {
    expectAdjoint(
      new ZeroStuff({
        stride: [2, 3],
        margins: [
          [1, -1],
          [0, 2],
        ],
      }),
      [2, 2, 3, 4],
    );
  });

  test('shows its settings', () => {
    expect(new ZeroStuff({ stride: [2, 2] }).settings).toEqual({ stride: '2' });
    expect(
      new ZeroStuff({
        stride: [2, 3],
        margins: [
          [1, 0],
          [0, -1],
        ],
      }).settings,
    ).toEqual({
      stride: '[2, 3]',
      margins: '[1, 0, 0, -1]',
    });
  });

  test('refuses what is no stride or margin, and cutting everything off', () => {
    for (const stride of [2, [], [1, 1, 1, 1], undefined]) {
      expect(codeOf(() => new ZeroStuff({ stride: stride as number[] }))).toBe('layers/stuff-stride');
    }
    expect(codeOf(() => new ZeroStuff({ stride: [0] }))).toBe('conv/option-value');
    for (const margins of [1, [[1, 1]], [[1], [1]], [1, 1]]) {
      expect(codeOf(() => new ZeroStuff({ stride: [2, 2], margins: margins as never }))).toBe(
        'layers/stuff-margins',
      );
    }
    expect(codeOf(() => new ZeroStuff({ stride: [2], margins: [[0.5, 1]] }))).toBe('argument/integer');
    const cut = new ZeroStuff({ stride: [2], margins: [[-2, -1]] });
    expect(codeOf(() => cut.forward(zeros([1, 2])))).toBe('layers/stuff-cropped');
    expect(messageOf(() => cut.outputShape([1, 2]))).toContain(
      'margins = [-2, -1] leave nothing of 3 elements',
    );
    expect(codeOf(() => cut.outputShape([2]))).toBe('conv/rank');
  });
});

describe('ChannelPermutation', () => {
  test('makes output channel i of input channel order[i]', () => {
    const x = tensor([0, 1, 2], [1, 3, 1]);
    expect(new ChannelPermutation({ order: [2, 0, 1] }).forward(x).tolist()).toEqual([[[2], [0], [1]]]);
  });

  test('works along another axis, and can be learned through', () => {
    const layer = new ChannelPermutation({ order: [1, 0, 2], dim: -3 });
    expect(layer.forward(tensor([1, 2, 3], [3, 1, 1])).tolist()).toEqual([[[2]], [[1]], [[3]]]);
    expectAdjoint(layer, [2, 3, 2, 2]);
    expect(layer.settings).toEqual({ order: '1 0 2', dim: '-3' });
  });

  test('shows the beginning of a long order', () => {
    const order = Array.from({ length: 20 }, (_, i) => 19 - i);
    expect(new ChannelPermutation({ order }).settings).toEqual({
      order: '19 18 17 16 15 14 13 12 11 10 9 8 ...',
    });
  });

  test('refuses an order that is none, and other channels', () => {
    for (const order of [[], [0, 0], [0, 2], [0.5, 1], [-1, 0], 3, ['0', '1']]) {
      expect(codeOf(() => new ChannelPermutation({ order: order as number[] }))).toBe('layers/permutation');
    }
    expect(codeOf(() => new ChannelPermutation({ order: [0], dim: 0.5 }))).toBe('argument/integer');
    const layer = new ChannelPermutation({ order: [1, 0] });
    expect(codeOf(() => layer.outputShape([1, 3, 4]))).toBe('layers/channels');
    expect(codeOf(() => layer.forward(zeros([3])))).toBe('shape/axis');
  });
});

describe('Permute', () => {
  test('orders the axes as permute does, for a Linear along the channels', () => {
    const x = randn([2, 3, 4, 5]);
    const layer = new Permute({ dims: [0, 2, 3, 1] });
    expect(layer.forward(x).tolist()).toEqual(permute(x, [0, 2, 3, 1]).tolist());
    expect(
      new Sequential(layer, new Linear({ in: 3, out: 6 }), new ReLU()).outputShape([2, 3, 4, 5]),
    ).toEqual([2, 4, 5, 6]);
    expect(layer.settings).toEqual({ dims: '[0, 2, 3, 1]' });
  });

  test('is undone by the order that puts every axis back', () => {
    const orders = fc.integer({ min: 1, max: 4 }).chain(rank => {
      const axes = Array.from({ length: rank }, (_, axis) => axis);
      return fc.shuffledSubarray(axes, { minLength: rank });
    });
    fc.assert(
      fc.property(orders, dims => {
        const x = reshape(
          randn([24]),
          dims.length === 1 ? [24] : [24 / 2 ** (dims.length - 1), ...dims.slice(1).map(() => 2)],
        );
        const back = dims.map((_, axis) => dims.indexOf(axis));
        const there = new Permute({ dims }).forward(x);
        expect(new Permute({ dims: back }).forward(there).tolist()).toEqual(x.tolist());
      }),
      { seed: 1, numRuns: 30 },
    );
  });

  test('refuses what is no order of axes, and inputs of other ranks', () => {
    for (const dims of [[0, 0], [1, 2], 3, [0, 1, 1]]) {
      expect(codeOf(() => new Permute({ dims: dims as number[] }))).toBe('layers/permute-dims');
    }
    expect(codeOf(() => new Permute({ dims: [1, 0] }).outputShape([1, 2, 3]))).toBe('layers/rank');
  });
});
