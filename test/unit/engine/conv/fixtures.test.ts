import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { conv1d, conv2d, conv3d } from '../../../../src/engine/conv/conv';
import { convTranspose1d, convTranspose2d, convTranspose3d } from '../../../../src/engine/conv/convTranspose';
import type { ConvTransposeOptions } from '../../../../src/engine/conv/geometry';
import { convolve, correlate, type ConvolveMode } from '../../../../src/engine/conv/signal';
import type { Tensor } from '../../../../src/engine/tensor/tensor';
import { unpack, type Packed } from './support';

interface ConvCase {
  name: string;
  options: Omit<ConvTransposeOptions, 'bias'>;
  input: Packed;
  weight: Packed;
  bias?: Packed;
  expected: Packed;
}

interface SignalCase {
  name: string;
  a: Packed;
  b: Packed;
  expected: Partial<Record<ConvolveMode, { convolve: Packed; correlate: Packed }>>;
}

function readFixture<Case>(name: string): { origin: string; cases: Case[] } {
  const url = new URL(`../../../fixtures/${name}`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as { origin: string; cases: Case[] }; // written by make_conv.py
}

const KINDS = [
  ['conv.json', { 3: conv1d, 4: conv2d, 5: conv3d }],
  ['conv_transpose.json', { 3: convTranspose1d, 4: convTranspose2d, 5: convTranspose3d }],
] as const;

type Run = (input: Tensor, weight: Tensor, options: ConvTransposeOptions) => Tensor;

for (const [file, byRank] of KINDS) {
  const { origin, cases } = readFixture<ConvCase>(file);
  describe(`as ${origin} does`, () => {
    for (const { name, options, input, weight, bias, expected } of cases) {
      const run: Run = byRank[input.shape.length as 3 | 4 | 5];
      const isFloat32 = name.includes('float32');
      const dtype = isFloat32 ? 'float32' : 'float64';
      const result = (): Tensor =>
        run(unpack(input, dtype), unpack(weight, dtype), {
          ...options,
          bias: bias ? unpack(bias, dtype) : null,
        });

      test(`${name}: the shape`, () => {
        expect(result().shape).toEqual(expected.shape);
      });

      test(`${name}: the values`, () => {
        const largest = Math.max(...expected.data.map(Math.abs));
        const tolerance = isFloat32 ? 1e-6 * largest : 0;
        const differences = Array.from(result().data, (value, i) => Math.abs(value - expected.data[i]!));
        expect(Math.max(...differences)).toBeLessThanOrEqual(tolerance);
      });

      test(`${name}: the same without a batch axis, sample by sample`, () => {
        const samples = Array.from({ length: input.shape[0]! }, (_, n) =>
          Array.from(
            run(sample(unpack(input, dtype), n), unpack(weight, dtype), {
              ...options,
              bias: bias ? unpack(bias, dtype) : null,
            }).data,
          ),
        );
        expect(samples.flat()).toEqual(Array.from(result().data));
      });
    }
  });
}

function sample(batch: Tensor, n: number): Tensor {
  const shape = batch.shape.slice(1);
  const size = shape.reduce((product, length) => product * length, 1);
  return unpack(
    { shape, data: Array.from(batch.data.slice(n * size, (n + 1) * size)) },
    batch.dtype === 'float32' ? 'float32' : 'float64',
  );
}

const signal = readFixture<SignalCase>('conv_signal.json');
describe(`as ${signal.origin} does`, () => {
  for (const { name, a, b, expected } of signal.cases) {
    for (const [mode, results] of Object.entries(expected)) {
      for (const [operation, run] of Object.entries({ convolve, correlate })) {
        test(`${operation} ${name}, ${mode}`, () => {
          const result = run(unpack(a), unpack(b), mode as ConvolveMode);
          const { shape, data } = results[operation as 'convolve' | 'correlate'];
          expect(result.shape).toEqual(shape);
          expect(Array.from(result.data, value => value + 0)).toEqual(data);
        });
      }
    }
  }
});
