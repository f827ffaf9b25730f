import { describe, expect, test } from 'vitest';
import { mul, norm, oneHot, tensor, zeros } from '../../../../src/engine';
import { check, tensors } from './generators';

// Values and gradients of PyTorch: test/unit/engine/autograd/pytorch.test.ts.
describe('norm', () => {
  test('is the Euclidean length when no order is given, float32 for integers', () => {
    const length = norm(tensor([3, -4], { dtype: 'int32' }));
    expect([length.item(), length.dtype]).toEqual([5, 'float32']);
  });

  test('of nothing is 0 for finite orders that are not negative', () => {
    for (const p of [0, 0.5, 1, 2]) expect(norm(zeros([0]), { p }).item()).toBe(0);
  });

  test('grows with the tensor', () => {
    check(tensors(), x => {
      expect(norm(mul(x, -2)).item()).toBeCloseTo(2 * norm(x).item(), 4);
    });
  });

  test('keeps reduced axes when asked to', () => {
    expect(norm(zeros([2, 3, 4]), { p: 1, dim: [0, -1], keepdim: true }).shape).toEqual([1, 3, 1]);
  });
});

describe('oneHot', () => {
  test('takes class numbers of every dtype and puts the classes last', () => {
    const expected = [
      [0, 1, 0],
      [1, 0, 0],
    ];
    for (const dtype of ['float32', 'int32', 'uint8'] as const) {
      const encoded = oneHot(tensor([1, 0], { dtype }), 3);
      expect([encoded.tolist(), encoded.dtype]).toEqual([expected, 'float32']);
    }
    expect(oneHot(zeros([2, 0]), 3).shape).toEqual([2, 0, 3]);
  });
});
