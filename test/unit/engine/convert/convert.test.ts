import { describe, expect, test } from 'vitest';
import {
  Conv2d,
  ConvTranspose2d,
  ReLU,
  SeparableConv2d,
  allclose,
  conversionTable,
  convert,
  cost,
  ones,
  randn,
  zeros,
  type ConversionTarget,
  type ConvertOptions,
  type Layer,
} from '../../../../src/engine';
import { denseWeight } from '../../../../src/engine/convert/dense';
import { readLayersFixture } from '../layers/fixture';
import { codeOf, messageOf } from '../tensor/failure';

const { origin, depthwiseSeparable } = readLayersFixture();

function noise(out: number, channels: number, seed: number): Conv2d {
  return new Conv2d({ in: channels, out, kernel: 3, weight: randn([out, channels, 3, 3], { seed }) });
}

/** A dense layer whose weight is that of a depthwise separable one, multiplied out. */
function separableInDisguise(options: object, dtype: 'float32' | 'float64'): Conv2d {
  const spec = { in: 3, out: 5, kernel: [3, 2], dtype };
  const weight = zeros([5, 3, 3, 2], { dtype });
  weight.data.set(denseWeight(new SeparableConv2d({ ...spec, seed: 3 })));
  return new Conv2d({ ...spec, ...options, weight });
}

describe(`the error of converting Gaussian noise is what the singular values leave (${origin})`, () => {
  for (const { out, in: channels, multiplier, seed, error } of depthwiseSeparable) {
    test(`${out} x ${channels} x 3 x 3 by ${multiplier} filters a channel: ${error.toFixed(3)}`, () => {
      const conversion = convert(noise(out, channels, seed), 'depthwise-separable', { multiplier });
      expect(conversion.error).toBeCloseTo(error, 5);
      expect(conversion.exact).toBe(false);
    });
  }
});

describe('a weight that is separable', () => {
  test('converts exactly, in float32 and float64', () => {
    for (const dtype of ['float32', 'float64'] as const) {
      const { exact, error } = convert(separableInDisguise({}, dtype), 'depthwise-separable');
      expect([exact, error < 1e-6]).toEqual([true, true]);
    }
  });

  test('gives a layer with the same stride, padding, dilation, bias and outputs', () => {
    const source = separableInDisguise(
      {
        stride: [1, 2],
        padding: [
          [1, 0],
          [2, 1],
        ],
        dilation: [2, 1],
      },
      'float64',
    );
    const { layer } = convert(source, 'depthwise-separable');
    const x = randn([2, 3, 8, 9], { seed: 1, dtype: 'float64' });
    expect(layer).toBeInstanceOf(SeparableConv2d);
    expect(layer.bias).toBe(source.bias);
    expect(allclose(layer.forward(x), source.forward(x), { rtol: 1e-10, atol: 1e-12 })).toBe(true);
  });

  test('converts exactly when it is all zero', () => {
    const source = new Conv2d({ in: 2, out: 3, kernel: 3, weight: zeros([3, 2, 3, 3]), bias: false });
    expect(convert(source, 'depthwise-separable')).toMatchObject({
      exact: true,
      error: 0,
      layer: { bias: null },
    });
  });

  test('any weight is, with as many filters a channel as a filter has taps, and more change nothing', () => {
    for (const multiplier of [9, 12]) {
      expect(convert(noise(16, 4, 2), 'depthwise-separable', { multiplier }).exact).toBe(true);
    }
  });

  test('a weight with fewer outputs than taps is, with a filter for each output', () => {
    expect(convert(noise(2, 4, 2), 'depthwise-separable', { multiplier: 2 }).exact).toBe(true);
  });
});

test('no other depthwise separable weights come nearer than the fit', () => {
  const source = noise(4, 2, 9);
  const { layer, error } = convert(source, 'depthwise-separable');
  for (const tensor of Object.values(layer.parameters()).filter(({ rank }) => rank === 4)) {
    for (let i = 0; i < tensor.size; i++) {
      const value = tensor.data[i]!;
      for (const step of [-0.01, 0.01]) {
        tensor.data[i] = value + step;
        const dense = denseWeight(layer);
        const distance = Math.hypot(...dense.map((weight, at) => weight - source.weight.data[at]!));
        expect(distance / Math.hypot(...source.weight.data)).toBeGreaterThan(error);
      }
      tensor.data[i] = value;
    }
  }
});

describe('a conversion', () => {
  const source = noise(32, 32, 1);
  const conversion = convert(source, 'depthwise-separable');

  test('states both costs for an input of 32 x 32 unless told otherwise', () => {
    const { before, after, inputShape, layer } = conversion;
    expect(inputShape).toEqual([1, 32, 32, 32]);
    expect([before, after]).toEqual([source, layer].map(each => cost(each, [1, 32, 32, 32]).totals));
    expect([before.macs, after.macs]).toEqual([32 * 32 * 9 * 900, 32 * 9 * 900 + 32 * 32 * 900]);
  });

  test('states its costs for the input and by the convention it is given', () => {
    const { before, convention } = convert(source, 'depthwise-separable', {
      inputShape: [2, 32, 5, 5],
      cost: { flopsPerMac: 1, bias: false },
    });
    expect([before.flops, convention.flopsPerMac]).toEqual([2 * 32 * 32 * 9 * 9, 1]);
  });

  test('leaves the layer it converts as it was', () => {
    expect(source.weight.tolist()).toEqual(randn([32, 32, 3, 3], { seed: 1 }).tolist());
  });

  test('is shown as a comparison whose note states the error', () => {
    const table = conversionTable(conversion);
    expect(table.entries.map(({ name, totals }) => [name, totals])).toEqual([
      ['before: Conv2d', conversion.before],
      ['after: SeparableConv2d', conversion.after],
    ]);
    expect(table.note).toContain(`error of the weights is ${conversion.error.toFixed(3)}`);
    expect(table.title).toBe('Conv2d to depthwise-separable on [1, 32, 32, 32]');
  });

  test('that is exact says so in its note', () => {
    const table = conversionTable(convert(separableInDisguise({}, 'float64'), 'depthwise-separable'));
    expect(table.note).toMatch(/^Exact: /);
  });
});

describe('convert refuses', () => {
  const layer = new Conv2d({ in: 2, out: 2, kernel: 3 });
  const target = 'depthwise-separable';

  test('a target it does not know, naming those it knows', () => {
    const run = () => convert(layer, 'winograd' as ConversionTarget);
    expect(codeOf(run)).toBe('convert/target');
    expect(messageOf(run)).toBe("convert: unknown target 'winograd'; the targets are 'depthwise-separable'");
  });

  test('a layer it cannot convert, naming those it can', () => {
    const transposed = new ConvTranspose2d({ in: 2, out: 2, kernel: 3 });
    for (const other of [transposed, new ReLU(), new SeparableConv2d({ in: 2, out: 2, kernel: 3 })]) {
      expect(codeOf(() => convert(other, target))).toBe('convert/layer');
      expect(messageOf(() => convert(other, target))).toContain(
        `a ${other.kind} has no depthwise separable form`,
      );
    }
  });

  test('a layer in groups', () => {
    const run = () => convert(new Conv2d({ in: 4, out: 4, kernel: 3, groups: 2 }), target);
    expect(codeOf(run)).toBe('convert/layer');
    expect(messageOf(run)).toMatch(/groups = 2 .* expected a dense one/);
  });

  test('weights that are not finite', () => {
    const weight = ones([2, 2, 3, 3]);
    weight.data[5] = NaN;
    const run = () => convert(new Conv2d({ in: 2, out: 2, kernel: 3, weight }), target);
    expect(codeOf(run)).toBe('convert/not-finite');
    expect(messageOf(run)).toContain('the weight holds NaN');
  });

  test('options it does not know, and a multiplier that is no whole number', () => {
    expect(codeOf(() => convert(layer, target, { rank: 1 } as ConvertOptions))).toBe('options/unknown');
    expect(codeOf(() => convert(layer, target, { multiplier: NaN }))).toBe('conv/option-value');
  });

  test('what is no layer, and an input that does not suit the layer', () => {
    expect(codeOf(() => convert(undefined as unknown as Layer, target))).toBe('layers/not-a-layer');
    expect(codeOf(() => convert(layer, target, { inputShape: [1, 3, 8, 8] }))).toBe('conv/channels');
  });
});
