import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as engine from '../../../../src/engine';
import { check, indices, permuted, tensors, withAxis } from './generators';

describe('moving elements', () => {
  test('permute is undone by the inverse order', () => {
    check(permuted, ([x, order]) => {
      const inverse = order.map((_, axis) => order.indexOf(axis));
      expect(engine.permute(engine.permute(x, order), inverse).tolist()).toEqual(x.tolist());
    });
  });

  test('permute puts the element at index i[dims] to index i', () => {
    check(permuted, ([x, order]) => {
      const moved = engine.permute(x, order);
      for (const index of indices(moved.shape)) {
        const source = new Array<number>(x.rank);
        order.forEach((axis, i) => (source[axis] = index[i]!));
        expect(moved.at(...index)).toBe(x.at(...source));
      }
    });
  });

  test('transpose and flip are their own inverses', () => {
    check(withAxis, ([x, axis]) => {
      expect(engine.transpose(engine.transpose(x, 0, axis), axis, 0).tolist()).toEqual(x.tolist());
      expect(engine.flip(engine.flip(x, axis), [axis]).tolist()).toEqual(x.tolist());
    });
  });

  test('reshape keeps the elements and their order', () => {
    check(tensors({ least: 1 }), x => {
      const back = engine.reshape(engine.reshape(x, [-1]), x.shape);
      expect(back.tolist()).toEqual(x.tolist());
      expect([...engine.reshape(x, [1, -1, 1]).data]).toEqual([...x.data]);
    });
  });

  test('a tensor cut in two and joined again is the same', () => {
    check(fc.tuple(withAxis, fc.nat(4)), ([[x, axis], cut]) => {
      const before = x.shape.map((_, i) => (i === axis ? ([0, cut] as const) : null));
      const after = x.shape.map((_, i) => (i === axis ? ([cut] as const) : null));
      const joined = engine.concat([engine.slice(x, before), engine.slice(x, after)], axis);
      expect(joined.tolist()).toEqual(x.tolist());
    });
  });

  test('stack is undone by an index, and by an index from the back', () => {
    check(tensors(), x => {
      const pair = engine.stack([x, engine.neg(x)], -1);
      const whole = x.shape.map(() => null);
      expect(engine.slice(pair, [...whole, 0]).tolist()).toEqual(x.tolist());
      expect(engine.slice(pair, [...whole, -2]).tolist()).toEqual(x.tolist());
    });
  });

  test('pad is undone by slice, and adds nothing but its value', () => {
    check(fc.tuple(tensors(), fc.nat(2), fc.nat(2)), ([x, before, after]) => {
      const padded = engine.pad(
        x,
        x.shape.map(() => [before, after] as const),
        { value: 3 },
      );
      const inside = x.shape.map(size => [before, before + size] as const);
      expect(engine.slice(padded, inside).tolist()).toEqual(x.tolist());
      const added = padded.size - x.size;
      expect(engine.sum(padded).item()).toBe(engine.sum(x).item() + 3 * added);
    });
  });
});
