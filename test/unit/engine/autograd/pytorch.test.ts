import { describe, expect, test } from 'vitest';
import { allclose, grad, type Tensor } from '../../../../src/engine';
import { readTensor, titleOf, type WrittenTensor } from '../tensor/fixture';
import { answer, readCases } from './fixture';

// Expected values and gradients come from PyTorch: see "origin" in each fixture.
for (const name of ['elementwise', 'moving', 'matmul', 'reduce', 'oneHot']) {
  describe(`the ${name} functions have the values and gradients of PyTorch`, () => {
    readCases(name).forEach((example, i) => {
      test(`case ${i}: ${titleOf(example)}`, () => {
        const expectSame = (got: Tensor, written: WrittenTensor): void => {
          const expected = readTensor(written);
          expect([got.dtype, got.shape]).toEqual([expected.dtype, expected.shape]);
          const { rtol } = example;
          const close = allclose(got, expected, { rtol, atol: rtol, equalNan: true });
          if (!close) expect([...got.data]).toEqual([...expected.data]);
        };
        const { result, leaves } = answer(example);
        expectSame(result, example.expected);
        expect(result.requiresGrad).toBe(leaves.length > 0);
        if (!result.requiresGrad) return;
        const gradients = grad(result, leaves, { gradOutput: readTensor(example.gradOutput) });
        expect(gradients).toHaveLength(example.gradients.length);
        gradients.forEach((gradient, position) => expectSame(gradient, example.gradients[position]!));
      });
    });
  });
}
