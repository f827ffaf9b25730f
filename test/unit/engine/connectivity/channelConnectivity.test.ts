import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  AdaptiveAvgPool2d,
  BatchNorm2d,
  Branches,
  ChannelPermutation,
  ChannelShuffle,
  Conv2d,
  DepthwiseConv2d,
  Flatten,
  GroupedConv2d,
  Identity,
  Linear,
  MaxPool2d,
  Permute,
  PointwiseConv2d,
  PointwiseGroupedConv2d,
  ReLU,
  Residual,
  Sequential,
  ShuffledGroupedConv2d,
  Unfold,
  ZeroStuff,
  channelConnectivity,
  zeros,
  type Layer,
  type Model,
} from '../../../../src/engine';
import { SingleLayer, type Work } from '../../../../src/engine/layers/layer';
import { pick, type Draw } from '../receptiveField/models';
import { codeOf, messageOf } from '../tensor/failure';

const grouped = (channels: number, groups: number) =>
  new PointwiseGroupedConv2d({ in: channels, out: channels, groups });
const shuffled = (channels: number, groups: number) => [
  grouped(channels, groups),
  new ChannelShuffle({ groups }),
  grouped(channels, groups),
];
const rowsOf = (model: Model, options: object = {}) => channelConnectivity(model, options).matrix.tolist();

describe('channelConnectivity of the article’s grouped layers', () => {
  test.each([2, 3, 4, 6])('is 1/g for two of them in %i groups without a shuffle', groups => {
    expect(channelConnectivity([grouped(12, groups), grouped(12, groups)]).density).toBeCloseTo(
      1 / groups,
      12,
    );
  });

  test.each([
    [12, 3, 1],
    [16, 4, 1],
    [6, 3, 2 / 3],
    [12, 4, 0.75],
  ])('with a shuffle between, %i channels in %i groups, is %d', (channels, groups, density) => {
    expect(channelConnectivity(shuffled(channels, groups)).density).toBeCloseTo(density, 12);
  });

  test('shows blocks along the diagonal', () => {
    expect(rowsOf([grouped(4, 2), grouped(4, 2)])).toEqual([
      [1, 1, 0, 0],
      [1, 1, 0, 0],
      [0, 0, 1, 1],
      [0, 0, 1, 1],
    ]);
  });

  test('is 1 for a ShuffleNet unit, whose depthwise layer connects nothing (Zhang et al., figure 2)', () => {
    const unit = new Residual(
      new Sequential(
        new ShuffledGroupedConv2d({ in: 12, out: 12, kernel: 1, groups: 3 }),
        new DepthwiseConv2d({ in: 12, kernel: 3, padding: 1 }),
        grouped(12, 3),
      ),
    );
    expect(channelConnectivity(unit).density).toBe(1);
  });
});

describe('channelConnectivity', () => {
  test('is 1 for a dense layer and one column of it for each input of a depthwise one', () => {
    expect(channelConnectivity(new Conv2d({ in: 3, out: 5, kernel: 3 }))).toMatchObject({ density: 1 });
    expect(rowsOf(new DepthwiseConv2d({ in: 2, kernel: 3, multiplier: 2 }))).toEqual([
      [1, 0],
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
  });

  test('follows poolings, norms, activations and zeros between without mixing channels', () => {
    const layers = [
      new BatchNorm2d({ features: 3 }),
      new ReLU(),
      new MaxPool2d({ kernel: 2 }),
      new ZeroStuff({ stride: [2, 2] }),
      new AdaptiveAvgPool2d({ output: 3 }),
    ];
    const identity = [
      [1, 0, 0],
      [0, 1, 0],
      [0, 0, 1],
    ];
    expect(rowsOf(layers)).toEqual(identity);
    expect(rowsOf(layers, { inputShape: [1, 3, 8, 8] })).toEqual(identity);
  });

  test('puts branches behind each other, or adds their paths', () => {
    const branches = [new Identity(), new PointwiseConv2d({ in: 2, out: 2 })];
    const options = { entries: 'paths', inputShape: [1, 2, 3, 3] };
    expect(rowsOf(new Branches(branches), options)).toEqual([
      [1, 0],
      [0, 1],
      [1, 1],
      [1, 1],
    ]);
    const sums = [
      [2, 1],
      [1, 2],
    ];
    expect(rowsOf(new Branches(branches, { join: 'add' }), options)).toEqual(sums);
    expect(rowsOf(new Branches(branches, { dim: 2 }), options)).toEqual(sums);
  });

  test('counts the paths through every layer', () => {
    const layers = [new PointwiseConv2d({ in: 2, out: 3 }), new Conv2d({ in: 3, out: 1, kernel: 3 })];
    expect(rowsOf(layers, { entries: 'paths' })).toEqual([[3, 3]]);
  });

  test('shuffles and permutes channels, but not other axes', () => {
    const inputShape = [1, 4, 2, 2];
    const order = [2, 0, 3, 1];
    expect(rowsOf(new ChannelPermutation({ order }), { inputShape })).toEqual([
      [0, 0, 1, 0],
      [1, 0, 0, 0],
      [0, 0, 0, 1],
      [0, 1, 0, 0],
    ]);
    const identity = rowsOf(new Identity(), { inputShape });
    expect(rowsOf(new ChannelShuffle({ groups: 2, dim: 2 }), { inputShape })).toEqual(identity);
    expect(rowsOf(new ChannelPermutation({ order: [1, 0], dim: -1 }), { inputShape })).toEqual(identity);
    expect(rowsOf(new ChannelShuffle({ groups: 2, dim: -3 }), { inputShape: [4, 2, 2] })).not.toEqual(
      identity,
    );
  });

  test('gives every element of a window the channel that it comes from', () => {
    expect(
      rowsOf([new Conv2d({ in: 2, out: 2, kernel: 1, groups: 2 }), new Unfold({ kernel: [2, 1] })]),
    ).toEqual([
      [1, 0],
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
  });

  test('makes features of channels and positions by a flatten', () => {
    const flat = (startDim: number, endDim: number) =>
      rowsOf(new Flatten({ startDim, endDim }), { inputShape: [2, 2, 1, 2] });
    expect(flat(1, -1)).toEqual([
      [1, 0],
      [1, 0],
      [0, 1],
      [0, 1],
    ]);
    expect(flat(0, 1)).toEqual([
      [1, 0],
      [0, 1],
      [1, 0],
      [0, 1],
    ]);
    expect(flat(2, 3)).toEqual([
      [1, 0],
      [0, 1],
    ]);
    expect(flat(1, 1)).toEqual(flat(2, 3));
  });

  test('follows the channels where axes are moved or merged', () => {
    const last = [
      new Permute({ dims: [0, 2, 3, 1] }),
      new Linear({ in: 3, out: 2 }),
      new Permute({ dims: [0, 3, 1, 2] }),
      new DepthwiseConv2d({ in: 2, kernel: 1 }),
    ];
    expect(rowsOf(last, { inputShape: [1, 3, 4, 4] })).toEqual([
      [1, 1, 1],
      [1, 1, 1],
    ]);
    const batchless = [new Flatten({ startDim: 0, endDim: 1 }), grouped(4, 2)];
    expect(rowsOf(batchless, { inputShape: [2, 2, 3, 3] })).toEqual([
      [1, 1],
      [1, 1],
      [1, 1],
      [1, 1],
    ]);
  });

  test('leaves channels alone where a linear layer mixes positions', () => {
    expect(rowsOf(new Linear({ in: 4, out: 3 }), { inputShape: [1, 2, 4] })).toEqual([
      [1, 0],
      [0, 1],
    ]);
  });

  test('takes a stack of linear layers without an input', () => {
    const { matrix, density } = channelConnectivity([
      new Linear({ in: 4, out: 3 }),
      new ReLU(),
      new Linear({ in: 3, out: 2 }),
    ]);
    expect([matrix.shape, density]).toEqual([[2, 4], 1]);
  });

  test('takes every channel to depend on all of a layer that may move anything anywhere', () => {
    class Scrambled extends SingleLayer {
      override readonly settings = {};
      override get kind() {
        return 'Scrambled';
      }
      override forward(): never {
        throw new Error('is not run');
      }
      override work(shape: readonly number[]): Work {
        return { kind: 'whole', outputShape: [shape[0]!, shape[1]! + 1, ...shape.slice(2)] };
      }
    }
    expect(channelConnectivity(new Scrambled(), { inputShape: [1, 2, 3, 3] })).toMatchObject({ density: 1 });
    expect(channelConnectivity(new Scrambled(), { inputShape: [1, 2, 3, 3] }).matrix.shape).toEqual([3, 2]);
  });
});

describe('channelConnectivity refuses', () => {
  const refusal = (model: Model, options: object = {}) => codeOf(() => channelConnectivity(model, options));

  test('what is no layer, and options that it does not know', () => {
    expect(refusal({} as Layer)).toBe('layers/not-a-layer');
    expect(refusal(grouped(4, 2), { count: 'paths' })).toBe('options/unknown');
    expect(refusal(grouped(4, 2), { entries: 'some' })).toBe('connectivity/entries');
  });

  test('layers that do not say how many channels there are', () => {
    expect(refusal(new ReLU())).toBe('field/input-needed');
    expect(
      refusal([new Conv2d({ in: 2, out: 2, kernel: 1 }), new Flatten(), new Linear({ in: 8, out: 1 })]),
    ).toBe('field/input-needed');
    expect(messageOf(() => channelConnectivity(new MaxPool2d({ kernel: 2 })))).toBe(
      'channelConnectivity: no layer of MaxPool2d says how many channels there are; give the shape of an input',
    );
  });

  test('inputs without channels, and too many', () => {
    expect(refusal(new ReLU(), { inputShape: [] })).toBe('connectivity/no-channels');
    expect(refusal(new ReLU(), { inputShape: [1, 0, 4] })).toBe('connectivity/no-channels');
    expect(refusal(new ReLU(), { inputShape: [1, 2 ** 13, 4] })).toBe('connectivity/too-large');
    expect(refusal([new Conv2d({ in: 2, out: 2, kernel: 1 }), new Flatten()])).toBe('connectivity/too-large');
  });
});

const one = { bias: false } as const;

/** A layer that takes and makes `channels`, its weights all 1, on one position. */
function anyLayer(draw: Draw, channels: number, depth: number): Layer {
  const groups = pick(
    draw,
    [1, 2, 3, 4, 6].filter(count => channels % count === 0),
  );
  switch (draw(fc.nat, depth > 0 ? 7 : 4)) {
    case 0:
      return new GroupedConv2d({ in: channels, out: channels, kernel: 3, padding: 1, groups, ...one });
    case 1:
      return new DepthwiseConv2d({ in: channels, kernel: 1, ...one });
    case 2:
    case 3:
      return new ChannelShuffle({ groups });
    case 4:
      return new MaxPool2d({ kernel: 1 });
    case 5:
      return new Residual(anyLayer(draw, channels, depth - 1));
    case 6: {
      const parts = [anyLayer(draw, channels, depth - 1), anyLayer(draw, channels, depth - 1)];
      const out = pick(draw, [channels, 2 * channels]);
      return new Sequential(
        new Branches(parts),
        new GroupedConv2d({ in: 2 * channels, out, kernel: 1, groups, ...one }),
        new GroupedConv2d({ in: out, out: channels, kernel: 1, groups, ...one }),
      );
    }
    default:
      return new Sequential(
        anyLayer(draw, channels, depth - 1),
        new ReLU(),
        anyLayer(draw, channels, depth - 1),
      );
  }
}

test('the paths between channels are what an impulse in each channel brings out of layers with weights of 1', () => {
  fc.assert(
    fc.property(fc.gen(), draw => {
      const channels = pick(draw, [4, 6, 12]);
      const model = new Sequential(Array.from({ length: 3 }, () => anyLayer(draw, channels, 2)));
      for (const weight of Object.values(model.parameters())) weight.data.fill(1);
      const inputShape = [1, channels, 1, 1];
      const { matrix } = channelConnectivity(model, { inputShape, entries: 'paths' });
      for (let channel = 0; channel < channels; channel++) {
        const impulse = zeros(inputShape);
        impulse.data[channel] = 1;
        const column = Array.from({ length: channels }, (_, row) => matrix.at(row, channel));
        expect(column).toEqual([...model.forward(impulse).data]);
      }
    }),
    { seed: 71, numRuns: 200 },
  );
});
