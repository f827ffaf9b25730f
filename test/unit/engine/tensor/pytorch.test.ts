import { describe, expect, test } from 'vitest';
import { allclose } from '../../../../src/engine';
import { answer, readCases, readTensor, titleOf } from './fixture';

// Expected values come from PyTorch: see "origin" in each fixture.
for (const name of ['elementwise', 'shape', 'matmul', 'reduce', 'random']) {
  describe(`the ${name} functions answer as PyTorch does`, () => {
    readCases(name).forEach((example, i) => {
      test(`case ${i}: ${titleOf(example)}`, () => {
        const [got, expected] = [answer(example), readTensor(example.expected)];
        expect(got.dtype).toBe(expected.dtype);
        expect(got.shape).toEqual(expected.shape);
        const { rtol } = example;
        if (rtol === 0) expect([...got.data]).toEqual([...expected.data]);
        else expect(allclose(got, expected, { rtol, atol: rtol, equalNan: true })).toBe(true);
      });
    });
  });
}
