import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ZeroStuff } from '../../../../src/engine';
import {
  Conv1d,
  Conv2d,
  Conv3d,
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
  Flatten,
  Linear,
  PhaseSplitConv2d,
  PointwiseConv2d,
  PointwiseGroupedConv2d,
  ReLU,
  Sequential,
  allclose,
  conv2d,
  convert,
  grad,
  randn,
  tensor,
  trace,
  type Layer,
  type Shape,
} from '../../../../src/engine';
import { anyConv, anyTransposed } from '../conv/anyConv';
import { expectSameOutputs } from './support';

const CONV = [Conv1d, Conv2d, Conv3d] as const;
const TRANSPOSED = [ConvTranspose1d, ConvTranspose2d, ConvTranspose3d] as const;
const RUNS = { seed: 7, numRuns: 150 };

/** A random convolution layer with a bias, float64, and an input for it. */
const anyLayer = fc
  .tuple(anyConv, fc.constantFrom('pairs', 'same', 'full', 'valid'), fc.boolean())
  .map(([{ inputShape, weightShape, options, seed }, rule, bias]) => {
    const [out, , ...kernel] = weightShape as [number, number, ...number[]];
    const padding = rule === 'pairs' || rule === 'valid' ? options.padding : rule;
    const layer = new CONV[kernel.length - 1]!({
      ...{ ...options, padding, in: inputShape[1]!, out, kernel, bias, seed: seed % 1000, dtype: 'float64' },
    });
    return { layer, inputShape: inputShape };
  });

function kindsOf(layer: Layer): string[] {
  return Object.values(layer.parts).map(part => part.kind);
}

describe('im2col', () => {
  test('gives the outputs of any convolution', () => {
    fc.assert(
      fc.property(anyLayer, ({ layer, inputShape }) => {
        const conversion = convert(layer, 'im2col', { inputShape });
        expect([conversion.exact, conversion.error]).toEqual([true, 0]);
        expectSameOutputs(layer, conversion.layer, inputShape);
        expectSameOutputs(layer, conversion.layer, inputShape.slice(1));
        expect(conversion.after.macs).toBe(conversion.before.macs);
      }),
      RUNS,
    );
  });

  test('is an Unfold and a 1x1 convolution of as many groups and axes', () => {
    const kinds = (source: Layer) => convert(source, 'im2col').layer.parts.pointwise!.constructor;
    expect(kinds(new Conv2d({ in: 2, out: 4, kernel: 3 }))).toBe(PointwiseConv2d);
    expect(kinds(new Conv2d({ in: 2, out: 4, kernel: 3, groups: 2 }))).toBe(PointwiseGroupedConv2d);
    expect(kinds(new Conv1d({ in: 2, out: 4, kernel: 3 }))).toBe(Conv1d);
    expect(kinds(new Conv3d({ in: 2, out: 4, kernel: 3 }))).toBe(Conv3d);
  });
});

describe('direct', () => {
  test('gives the outputs of any transposed convolution', () => {
    fc.assert(
      fc.property(anyTransposed, ({ inputShape, weightShape, options, seed }) => {
        const [channels, perGroup, ...kernel] = weightShape as [number, number, ...number[]];
        const layer = new TRANSPOSED[kernel.length - 1]!({
          ...{ ...options, in: channels, out: perGroup * options.groups, kernel },
          ...{ bias: seed % 2 === 0, seed: seed % 1000, dtype: 'float64' },
        });
        const conversion = convert(layer, 'direct', { inputShape });
        expect(conversion).toMatchObject({ exact: true, error: 0 });
        expectSameOutputs(layer, conversion.layer, inputShape);
        expectSameOutputs(layer, conversion.layer, inputShape.slice(1));
      }),
      RUNS,
    );
  });

  test("gives them for padding 'same', too", () => {
    const layer = new ConvTranspose2d({
      in: 3,
      out: 2,
      kernel: 4,
      stride: [2, 3],
      padding: 'same',
      dtype: 'float64',
    });
    expectSameOutputs(layer, convert(layer, 'direct').layer, [2, 3, 5, 4]);
  });

  test('is one convolution where nothing is put between the inputs or cut off', () => {
    const plain = new ConvTranspose2d({ in: 3, out: 2, kernel: 3, padding: 1 });
    expect(convert(plain, 'direct').layer.constructor).toBe(Conv2d);
    expect(
      kindsOf(convert(new ConvTranspose2d({ in: 3, out: 2, kernel: 3, stride: 2 }), 'direct').layer),
    ).toEqual(['ZeroStuff', 'Conv2d']);
    const cropped = convert(
      new ConvTranspose2d({ in: 3, out: 2, kernel: 1, padding: [0, 1] }),
      'direct',
    ).layer;
    expect((cropped.parts.stuff as ZeroStuff).margins).toEqual([
      [0, 0],
      [-1, -1],
    ]);
  });

  test("multiplies the article's zeros: 2 x 2 to 5 x 5 by a 3 x 3 filter takes 225 instead of 36", () => {
    const layer = new ConvTranspose2d({ in: 1, out: 1, kernel: 3, stride: 2, bias: false });
    const { before, after } = convert(layer, 'direct', { inputShape: [1, 1, 2, 2] });
    expect([before.macs, after.macs]).toEqual([36, 225]);
  });
});

/** Random layers, the dilated ones among them. */
const anyDilated = anyLayer.filter(({ layer: { geometry } }) =>
  geometry.dilation.some((step, i) => step > 1 && geometry.kernel[i]! > 1),
);

test('zero-stuffed gives the outputs of any dilated convolution', () => {
  fc.assert(
    fc.property(anyDilated, ({ layer, inputShape }) => {
      const conversion = convert(layer, 'zero-stuffed', { inputShape });
      expect(conversion).toMatchObject({ exact: true, error: 0 });
      expect((conversion.layer as Conv2d).geometry.dilation.every(step => step === 1)).toBe(true);
      expectSameOutputs(layer, conversion.layer, inputShape);
    }),
    RUNS,
  );
});

describe('phase-split', () => {
  test('gives the outputs of any dilated Conv2d, of any stride, by as many MACs, which really run', () => {
    const planes = anyDilated.filter(({ layer }) => layer instanceof Conv2d);
    fc.assert(
      fc.property(planes, ({ layer, inputShape }) => {
        const conversion = convert(layer, 'phase-split', { inputShape });
        expect(conversion.layer).toBeInstanceOf(PhaseSplitConv2d);
        expect(conversion.after).toEqual(conversion.before);
        expectSameOutputs(layer, conversion.layer, inputShape);
        expectSameOutputs(layer, conversion.layer, inputShape.slice(1));
        const x = randn(inputShape, { dtype: 'float64' });
        expect(trace(() => conversion.layer.forward(x)).totals.macs).toBe(conversion.before.macs);
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  test('can be learned: its gradients are those of the dilated convolution', () => {
    const x = randn([1, 2, 7, 6], { seed: 1, dtype: 'float64', requiresGrad: true });
    const weight = randn([3, 2, 2, 3], { seed: 2, dtype: 'float64', requiresGrad: true });
    const split = new PhaseSplitConv2d({
      in: 2,
      out: 3,
      kernel: [2, 3],
      dilation: [3, 2],
      stride: [2, 1],
      weight,
      bias: false,
    });
    const dilated = conv2d(x, weight, { dilation: [3, 2], stride: [2, 1] });
    const gradOutput = randn(dilated.shape, { seed: 3, dtype: 'float64' });
    const [expected, found] = [dilated, split.forward(x)].map(y => grad(y, [x, weight], { gradOutput }));
    found!.forEach((gradient, i) =>
      expect(allclose(gradient, expected![i]!, { rtol: 1e-10, atol: 1e-12 })).toBe(true),
    );
  });
});

describe('linear', () => {
  test('gives the numbers of a convolution that covers its input, padding and dilation included', () => {
    const covering: [Layer, Shape][] = [
      [new Conv2d({ in: 3, out: 4, kernel: [5, 4], dtype: 'float64' }), [2, 3, 5, 4]],
      [new Conv2d({ in: 3, out: 4, kernel: 3, padding: 1, stride: 5, dtype: 'float64' }), [2, 3, 2, 3]],
      [new Conv2d({ in: 2, out: 3, kernel: 2, dilation: 3, bias: false, dtype: 'float64' }), [1, 2, 4, 4]],
      [new Conv1d({ in: 3, out: 2, kernel: 6, dtype: 'float64' }), [2, 3, 6]],
      [new Conv3d({ in: 1, out: 2, kernel: [1, 2, 3], dtype: 'float64' }), [2, 1, 1, 2, 3]],
    ];
    for (const [source, inputShape] of covering) {
      const conversion = convert(source, 'linear', { inputShape });
      expect(conversion).toMatchObject({ exact: true, error: 0 });
      expect(kindsOf(conversion.layer)).toEqual(['Flatten', 'Linear']);
      expectSameOutputs(source, conversion.layer, inputShape, { sameShape: false });
      expect(conversion.notes?.join()).toContain('the numbers of the source');
    }
  });

  test('gives the outputs of a 1x1 convolution, the axes moved before and after', () => {
    const pointwise: [Layer, Shape][] = [
      [new PointwiseConv2d({ in: 3, out: 4, dtype: 'float64' }), [2, 3, 5, 4]],
      [new Conv1d({ in: 3, out: 4, kernel: 1, bias: false, dtype: 'float64' }), [2, 3, 5]],
      [new Conv3d({ in: 3, out: 4, kernel: 1, padding: 'same', dtype: 'float64' }), [1, 3, 2, 3, 4]],
    ];
    for (const [source, inputShape] of pointwise) {
      const conversion = convert(source, 'linear', { inputShape });
      expect(kindsOf(conversion.layer)).toEqual(['Permute', 'Linear', 'Permute']);
      expectSameOutputs(source, conversion.layer, inputShape);
      expect(conversion.after.macs).toBe(conversion.before.macs);
    }
  });
});

describe('pointwise', () => {
  test('makes a 1x1 convolution of a Linear, for [N, in, 1, 1]', () => {
    const source = new Linear({ in: 6, out: 4, dtype: 'float64' });
    const conversion = convert(source, 'pointwise', { inputShape: [3, 6] });
    expect(conversion.layer).toBeInstanceOf(PointwiseConv2d);
    expect(conversion).toMatchObject({ inputShape: [3, 6], layerInputShape: [3, 6, 1, 1], exact: true });
    expect(conversion.after.macs).toBe(conversion.before.macs);
    expectSameOutputs(source, conversion.layer, [3, 6], { layerInput: [3, 6, 1, 1], sameShape: false });
  });

  test('makes a network convolutional that flattens: the first layer as large as its input, then 1x1', () => {
    for (const [conv, inputShape] of [
      [new Conv2d({ in: 2, out: 3, kernel: 3, dtype: 'float64' }), [2, 2, 6, 7]],
      [new Conv1d({ in: 2, out: 3, kernel: 3, dtype: 'float64' }), [2, 2, 22]],
    ] as [Conv2d | Conv1d, number[]][]) {
      const head = [
        new Linear({ in: 60, out: 5, dtype: 'float64' }),
        new ReLU(),
        new Linear({ in: 5, out: 4, bias: false, dtype: 'float64' }),
      ];
      const source = new Sequential(conv, new ReLU(), new Flatten(), ...head);
      const { layer, layerInputShape } = convert(source, 'pointwise', { inputShape });
      expect(layerInputShape).toEqual(inputShape);
      expectSameOutputs(source, layer, inputShape, { sameShape: false });
      const larger = inputShape.map((size, axis) => (axis < 2 ? size : size + 3));
      expect(layer.outputShape(larger)).toEqual([2, 4, ...inputShape.slice(2).map(() => 4)]);
    }
  });

  test('keeps the names of the parts, and numbers those without', () => {
    const named = new Sequential({ flat: new Flatten(), fc: new Linear({ in: 12, out: 2 }) });
    expect(Object.keys(convert(named, 'pointwise', { inputShape: [1, 3, 2, 2] }).layer.parts)).toEqual([
      'fc',
    ]);
    const numbered = new Sequential(new Linear({ in: 12, out: 2 }), new ReLU());
    expect(Object.keys(convert(numbered, 'pointwise').layer.parts)).toEqual(['0', '1']);
  });

  test("and linear are each other's way back", () => {
    const source = new Sequential(new Flatten(), new Linear({ in: 12, out: 5, dtype: 'float64' }));
    const there = convert(source, 'pointwise', { inputShape: [1, 3, 2, 2] });
    const conv = there.layer.parts[0]!;
    const back = convert(conv, 'linear', { inputShape: [1, 3, 2, 2] });
    expectSameOutputs(source, back.layer, [4, 3, 2, 2]);
    expect((back.layer.parts.linear as Linear).weight.tolist()).toEqual(
      (source.parts[1] as Linear).weight.tolist(),
    );
  });
});

test('exact conversions leave the weights of the source alone', () => {
  const source = new Conv2d({
    in: 2,
    out: 2,
    kernel: 2,
    dilation: 2,
    weight: tensor([...Array(16).keys()], [2, 2, 2, 2]),
  });
  for (const target of ['im2col', 'zero-stuffed', 'phase-split'] as const) {
    const { layer } = convert(source, target);
    for (const parameter of Object.values(layer.parameters())) parameter.data.fill(0);
  }
  expect([...source.weight.data]).toEqual([...Array(16).keys()]);
  expect(source.bias!.data.every(value => value === 0)).toBe(false);
});
