import { describe, expect, test } from 'vitest';
import * as engine from '../../../../src/engine';
import { tensor } from '../../../../src/engine';

describe('allclose', () => {
  test('holds within the tolerance, which grows with the second operand', () => {
    const [a, b] = [tensor([100], { dtype: 'float64' }), tensor([101], { dtype: 'float64' })];
    expect(engine.allclose(a, b)).toBe(false);
    expect(engine.allclose(a, b, { rtol: 0, atol: 1 })).toBe(true);
    expect(engine.allclose(a, b, { rtol: 0.00995 })).toBe(true); // 1 <= 0.00995 * 101
    expect(engine.allclose(b, a, { rtol: 0.00995 })).toBe(false); // 1 > 0.00995 * 100
  });

  test('treats NaN as close to NaN only when asked, and infinities as close to themselves', () => {
    const x = tensor([NaN, Infinity]);
    expect(engine.allclose(x, x)).toBe(false);
    expect(engine.allclose(x, x, { equalNan: true })).toBe(true);
    expect(engine.allclose(tensor([Infinity]), tensor([-Infinity]))).toBe(false);
    expect(engine.allclose(tensor([1e30]), tensor([Infinity]))).toBe(false);
  });

  test('broadcasts, and takes numbers in the dtype of the tensor', () => {
    expect(engine.allclose(tensor([[0.1], [0.1]]), 0.1, { rtol: 0, atol: 0 })).toBe(true);
    expect(engine.allclose(0, tensor([1, 0]))).toBe(false);
    expect(engine.allclose(engine.zeros([0, 2]), 5)).toBe(true);
  });
});
