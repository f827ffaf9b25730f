import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Conv2d,
  conversionTable,
  convert,
  grad,
  norm,
  randn,
  relu,
  slice,
  sub,
  zeros,
  type ConversionTarget,
  type ConvertOptions,
  type Layer,
  type Tensor,
} from '../../../../src/engine';
import { codeOf, messageOf } from '../tensor/failure';
import { noise, readConvertFixture } from './support';

const { origin, fitted } = readConvertFixture();

const TARGETS: [target: ConversionTarget, options: ConvertOptions][] = [
  ['depthwise-separable', { rank: 1 }],
  ['spatially-separable', { rank: 3 }],
  ['spatially-separable', { perKernel: true }],
  ['flattened', {}],
  ['flattened', { rank: 2 }],
  ['grouped', { groups: 2 }],
  ['grouped', { groups: 2, permute: true }],
  ['low-rank', { rank: [3, 2] }],
];

/** The relative error of a layer's outputs on one input. */
function errorOn(source: Layer, layer: Layer, x: Tensor): number {
  const expected = source.forward(x);
  return norm(sub(layer.forward(x), expected)).item() / norm(expected).item();
}

describe(`the fit to data is that of numpy.linalg.lstsq (${origin})`, () => {
  for (const { target, shape, data, seed, options, before, error } of fitted) {
    test(`${target} ${JSON.stringify(options)}: ${before.toFixed(3)} becomes ${error.toFixed(3)}`, () => {
      const source = noise(shape, seed, { padding: 1, bias: zeros([shape[0]!]) });
      const x = randn(data, { seed: seed + 1 });
      const { outputError, notes } = convert(source, target, { ...options, data: x });
      expect(outputError).toBeCloseTo(error, 5);
      expect(notes?.join()).toContain(`that of the outputs ${before.toFixed(3)}`);
    });
  }
});

test('a fit to data never has a larger output error on it than the fit to the weights', () => {
  const cases = fc.record({
    of: fc.constantFrom(...TARGETS),
    stride: fc.integer({ min: 1, max: 2 }),
    dilation: fc.integer({ min: 1, max: 2 }),
    padding: fc.constantFrom(0, 1, 'same' as const),
    bias: fc.boolean(),
    dtype: fc.constantFrom('float32' as const, 'float64' as const),
    images: fc.integer({ min: 1, max: 3 }),
    seed: fc.nat(99),
  });
  fc.assert(
    fc.property(cases, ({ of: [target, options], stride, dilation, padding, bias, dtype, images, seed }) => {
      const source = noise([6, 4, 3, 2], seed, { stride, dilation, padding, bias, dtype });
      const data = relu(randn([images, 4, 8, 7], { seed, dtype }));
      const weights = convert(source, target, options);
      const fit = convert(source, target, { ...options, data });
      expect(fit.outputError).toBeLessThanOrEqual(errorOn(source, weights.layer, data) + 1e-12);
      expect(fit.outputError).toBeCloseTo(errorOn(source, fit.layer, data), dtype === 'float32' ? 5 : 10);
      expect(fit.error).toBeGreaterThanOrEqual(weights.error! - 1e-6);
    }),
    { seed: 2, numRuns: 60 },
  );
});

test('no small change of the part that was solved lowers the output error', () => {
  const data = randn([2, 4, 6, 6], { seed: 1, dtype: 'float64' });
  for (const [target, options] of TARGETS) {
    const source = noise([6, 4, 3, 3], 5, { dtype: 'float64' });
    const { layer } = convert(source, target, { ...options, data });
    const parameters = Object.entries(layer.parameters());
    const solved = parameters.slice(-2).map(([, tensor]) => tensor);
    for (const tensor of solved) tensor.requiresGrad = true;
    const difference = sub(layer.forward(data), source.forward(data));
    const byError = grad(difference, solved, { gradOutput: difference });
    for (const slope of byError) expect(norm(slope).item()).toBeLessThan(1e-7 * norm(difference).item());
  }
});

describe('data', () => {
  const source = noise([6, 4, 3, 3], 5);
  const batch = randn([3, 4, 9, 9], { seed: 1 });

  test('may be a list of inputs, of different sizes and without a batch', () => {
    const single = [0, 1, 2].map(i => slice(batch, [i]));
    const whole = convert(source, 'grouped', { groups: 2, data: batch });
    const listed = convert(source, 'grouped', { groups: 2, data: single });
    expect(listed.outputError).toBeCloseTo(whole.outputError!, 5);
    const mixed = [slice(batch, [[0, 1]]), slice(batch, [1, null, [0, 5]])];
    expect(convert(source, 'grouped', { groups: 2, data: mixed }).outputError).toBeGreaterThan(0);
  });

  test('says which input the costs are for, unless inputShape does', () => {
    expect(convert(source, 'grouped', { data: batch }).inputShape).toEqual([1, 4, 9, 9]);
    expect(convert(source, 'grouped', { data: slice(batch, [0]) }).inputShape).toEqual([4, 9, 9]);
    expect(convert(source, 'grouped', { data: batch, inputShape: [2, 4, 5, 5] }).before.outputShape).toEqual([
      2, 6, 3, 3,
    ]);
  });

  test('of fewer positions than there are weights is met, and the weights stay small', () => {
    const { outputError, layer } = convert(source, 'grouped', {
      groups: 2,
      data: randn([1, 4, 4, 4], { seed: 1 }),
    });
    expect(outputError).toBeLessThan(1e-5);
    for (const { data } of Object.values(layer.parameters())) {
      expect(Math.max(...data.map(Math.abs))).toBeLessThan(10);
    }
  });

  test('of zeros leaves the weights as they were fitted', () => {
    const plain = noise([6, 4, 3, 3], 5, { bias: false });
    const { outputError, error, layer } = convert(plain, 'low-rank', { rank: 2, data: zeros([1, 4, 5, 5]) });
    expect(outputError).toBe(0);
    expect(error).toBe(convert(plain, 'low-rank', { rank: 2 }).error);
    expect(Object.values(layer.parameters()).every(({ data }) => data.some(value => value !== 0))).toBe(true);
  });

  test('leaves an exact fit exact', () => {
    expect(convert(source, 'low-rank', { rank: 6, data: batch })).toMatchObject({ exact: true });
  });

  test('does not let rounding make an exact fit worse', () => {
    const small = noise([3, 2, 3, 3], 39); // one of a few whose error would rise, from 4.8e-8 to 5.6e-8
    const data = randn([1, 2, 6, 6], { seed: 39 });
    const before = errorOn(small, convert(small, 'low-rank', { rank: 3 }).layer, data);
    expect(convert(small, 'low-rank', { rank: 3, data }).outputError).toBeLessThanOrEqual(before + 1e-10);
  });

  test('is told of in the table, with both errors', () => {
    const conversion = convert(source, 'grouped', { groups: 2, data: batch });
    const { note } = conversionTable(conversion);
    expect(note).toContain(`error of the outputs on it is ${conversion.outputError!.toFixed(3)}`);
    expect(note).toContain(`error of the weights is ${conversion.error!.toFixed(3)}`);
  });

  test('is refused when it is empty, no tensor, of other channels, or beside fresh weights', () => {
    const convertOn =
      (data: unknown, options: ConvertOptions = {}) =>
      () =>
        convert(source, 'grouped', { ...options, data: data as Tensor });
    for (const empty of [[], zeros([0, 4, 9, 9])]) expect(codeOf(convertOn(empty))).toBe('convert/data');
    expect(codeOf(convertOn([batch, 3]))).toBe('tensor/expected');
    expect(messageOf(convertOn([batch, 3]))).toContain('data[1] must be a tensor');
    expect(messageOf(convertOn(3))).toContain('data must be a tensor');
    expect(codeOf(convertOn(randn([1, 3, 9, 9])))).toBe('conv/channels');
    expect(codeOf(convertOn(batch, { shapeOnly: true }))).toBe('convert/data');
    expect(codeOf(convertOn(randn([1, 4, 9, 9], { dtype: 'float64' })))).toBe('conv/dtype');
  });

  test('that would take minutes to fit is refused', () => {
    const large = new Conv2d({ in: 1024, out: 8, kernel: 3, weight: zeros([8, 1024, 3, 3]) });
    const run = () => convert(large, 'grouped', { groups: 2, data: zeros([1, 1024, 30, 30]) });
    expect(codeOf(run)).toBe('convert/too-large');
    expect(messageOf(run)).toContain('give fewer or smaller inputs');
  });
});
