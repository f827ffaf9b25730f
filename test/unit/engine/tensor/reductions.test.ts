import { describe, expect, test } from 'vitest';
import * as engine from '../../../../src/engine';
import { check, indices, permuted, tensors, withAxis } from './generators';

describe('reductions', () => {
  test('over all axes equal those over one axis after another', () => {
    check(tensors({ least: 1 }), x => {
      for (const reduce of [engine.sum, engine.max, engine.min]) {
        let step = x;
        while (step.rank > 0) step = reduce(step, { dim: -1 });
        expect(reduce(x).item()).toBe(step.item());
      }
    });
  });

  test('do not depend on the order in which axes are listed', () => {
    check(permuted, ([x, order]) => {
      expect(engine.sum(x, { dim: order }).tolist()).toEqual(engine.sum(x).tolist());
    });
  });

  test('argmax and argmin point at the first maximum and minimum', () => {
    check(tensors({ least: 1 }), x => {
      const values = [...x.data] as number[];
      expect(engine.argmax(x).item()).toBe(values.indexOf(Math.max(...values)));
      expect(engine.argmin(x).item()).toBe(values.indexOf(Math.min(...values)));
    });
  });

  test('argmax along an axis points at the maximum along it', () => {
    check(
      withAxis.filter(([x]) => !x.shape.includes(0)),
      ([x, axis]) => {
        const [at, top] = [engine.argmax(x, { dim: axis }), engine.max(x, { dim: axis })];
        for (const index of indices(at.shape)) {
          const full = [...index.slice(0, axis), at.at(...index), ...index.slice(axis)];
          expect(x.at(...full)).toBe(top.at(...index));
        }
      },
    );
  });
});
