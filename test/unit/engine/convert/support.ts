import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import {
  Conv2d,
  allclose,
  randn,
  reshape,
  type ConvLayerOptions,
  type DType,
  type Layer,
  type Shape,
} from '../../../../src/engine';
import type { Packed } from '../conv/support';

interface Rest {
  shape: number[];
  seed: number;
  error: number;
}

interface BatchNormCase {
  layer: 'Conv1d' | 'Conv2d' | 'ConvTranspose2d' | 'Linear';
  options: Record<string, unknown>;
  norm: 'BatchNorm1d' | 'BatchNorm2d';
  features: number;
  weight: Packed;
  bias: Packed;
  normed: Record<string, Packed>;
  fused: { weight: Packed; bias: Packed };
}

interface ConvertFixture {
  origin: string;
  depthwiseSeparable: (Rest & { rank: number })[];
  spatiallySeparable: (Rest & { rank: number })[];
  perKernel: (Rest & { rank: number })[];
  grouped: (Rest & { groups: number })[];
  permuted: Rest[];
  flattened: (Rest & { rank: number })[];
  flattenedFilters: Rest[];
  lowRank: (Rest & { rank: [number, number] })[];
  fitted: (Rest & {
    target: 'depthwise-separable' | 'grouped';
    data: number[];
    options: object;
    before: number;
  })[];
  batchNorm: BatchNormCase[];
  unfold: { options: { kernel: number | number[] }; input: Packed; output: Packed }[];
}

/** test/fixtures/convert/convert.json, written by make_convert.py. */
export function readConvertFixture(): ConvertFixture {
  const path = new URL('../../../fixtures/convert/convert.json', import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as ConvertFixture;
}

/** A convolution whose weight is the noise of a seed. */
export function noise(
  shape: readonly number[],
  seed: number,
  options: Partial<ConvLayerOptions> = {},
): Conv2d {
  const [out, channels, ...kernel] = shape as [number, number, ...number[]];
  const weight = randn(shape, { seed, dtype: options.dtype ?? 'float32' });
  return new Conv2d({ in: channels, out, kernel, weight, ...options });
}

/** Asserts that two layers give the same numbers; `shapes` may differ in axes of one element. */
export function expectSameOutputs(
  source: Layer,
  layer: Layer,
  input: Shape,
  {
    layerInput = input,
    dtype = 'float64',
    sameShape = true,
  }: { layerInput?: Shape; dtype?: DType; sameShape?: boolean } = {},
): void {
  const x = randn(input, { seed: 11, dtype });
  const expected = source.forward(x);
  const y = layer.forward(reshape(x, layerInput));
  if (sameShape) expect(y.shape).toEqual(expected.shape);
  const close = dtype === 'float64' ? { rtol: 1e-9, atol: 1e-10 } : { rtol: 1e-4, atol: 1e-5 };
  expect(allclose(reshape(y, expected.shape), expected, close)).toBe(true);
}
