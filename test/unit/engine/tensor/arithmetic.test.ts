import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as engine from '../../../../src/engine';
import { equal, tensor } from '../../../../src/engine';
import { broadcasting, check, tensors } from './generators';

describe('arithmetic', () => {
  test('broadcasting equals stretching first, for every elementwise function of two', () => {
    const names = [
      'add',
      'sub',
      'mul',
      'div',
      'maximum',
      'minimum',
      'eq',
      'ne',
      'lt',
      'le',
      'gt',
      'ge',
    ] as const;
    check(fc.tuple(broadcasting, fc.constantFrom(...names)), ([[a, b], name]) => {
      const shape = engine.broadcastShapes('test', [a.shape, b.shape]);
      const stretched = engine[name](engine.broadcastTo(a, shape), engine.broadcastTo(b, shape));
      expect(engine[name](a, b).tolist()).toEqual(stretched.tolist());
      expect(engine[name](b, a).tolist()).toEqual(
        engine[name](engine.broadcastTo(b, shape), engine.broadcastTo(a, shape)).tolist(),
      );
    });
  });

  test('a number stands for a tensor filled with it', () => {
    check(fc.tuple(tensors(), fc.integer({ min: -9, max: 9 })), ([x, value]) => {
      const filled = engine.full(x.shape, value);
      expect(engine.sub(x, value).tolist()).toEqual(engine.sub(x, filled).tolist());
      expect(engine.sub(value, x).tolist()).toEqual(engine.sub(filled, x).tolist());
    });
  });

  test('multiplication distributes over addition', () => {
    check(broadcasting, ([a, b]) => {
      const left = engine.mul(a, engine.add(a, b));
      expect(equal(left, engine.add(engine.square(a), engine.mul(a, b)))).toBe(true);
    });
  });

  test('where chooses the elements that maximum chooses', () => {
    check(broadcasting, ([a, b]) => {
      expect(equal(engine.where(engine.gt(a, b), a, b), engine.maximum(a, b))).toBe(true);
    });
  });

  test('int32 wraps around as 32-bit machine arithmetic does', () => {
    check(fc.tuple(fc.integer(), fc.integer()), ([a, b]) => {
      const [x, y] = [tensor([a], { dtype: 'int32' }), tensor([b], { dtype: 'int32' })];
      expect(engine.add(x, y).item()).toBe(Number(BigInt.asIntN(32, BigInt(a) + BigInt(b))));
      expect(engine.mul(x, y).item()).toBe(Number(BigInt.asIntN(32, BigInt(a) * BigInt(b))));
    });
  });
});

describe('departures from PyTorch that the documentation states', () => {
  test('a number out of range of an integer tensor is compared as it is', () => {
    expect(engine.lt(tensor([200], { dtype: 'uint8' }), 300).item()).toBe(1);
  });

  test('numbers alone give float32', () => {
    expect(engine.add(1, 2).dtype).toBe('float32');
    expect(engine.where(tensor([true, false]), 1, 2).dtype).toBe('float32');
  });

  test('the mean of integers is float32 and does not overflow', () => {
    const big = tensor([2 ** 31 - 1, 2 ** 31 - 1], { dtype: 'int32' });
    expect(engine.mean(big).dtype).toBe('float32');
    expect(engine.mean(big).item()).toBe(2 ** 31); // the nearest float32
    expect(engine.std(tensor([1, 3], { dtype: 'uint8' })).item()).toBeCloseTo(Math.SQRT2, 6);
  });
});
