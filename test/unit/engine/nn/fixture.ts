import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { allclose, grad, type Tensor } from '../../../../src/engine';
import { answer } from '../autograd/fixture';
import { readTensor, titleOf, type WrittenTensor } from '../tensor/fixture';

export interface Fixture {
  origin: string;
  cases: (Parameters<typeof answer>[0] & {
    /** The running mean and variance after batch norm in training. */
    changed?: Record<'runningMean' | 'runningVar', WrittenTensor>;
  })[];
}

/** test/fixtures/PATH.json, which make_nn.py or make_conv_grad.py writes. */
export function readFixture(path: string): Fixture {
  const url = new URL(`../../../fixtures/${path}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as Fixture; // written by those scripts
}

/** Tests that values and gradients are those of a fixture. */
export function expectPyTorch(path: string): void {
  const { origin, cases } = readFixture(path);
  describe(`as ${origin}`, () => {
    cases.forEach((example, i) => {
      test(`case ${i}: ${titleOf(example)}`, () => {
        const { result, leaves } = answer(example);
        expectSame(result, example.expected, example.rtol);
        expect(leaves).toHaveLength(example.gradients.length);
        const gradients = grad(result, leaves, { gradOutput: readTensor(example.gradOutput) });
        gradients.forEach((found, position) => expectSame(found, example.gradients[position]!, example.rtol));
      });
    });
  });
}

/** Asserts dtype, shape and values, these but for a relative difference of `rtol`. */
export function expectSame(got: Tensor, written: WrittenTensor, rtol: number): void {
  const wanted = readTensor(written);
  expect([got.dtype, got.shape]).toEqual([wanted.dtype, wanted.shape]);
  const close = allclose(got, wanted, { rtol, atol: rtol, equalNan: true });
  if (!close) expect([...got.data]).toEqual([...wanted.data]);
}
