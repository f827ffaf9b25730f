import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as engine from '../../../../src/engine';
import { equal } from '../../../../src/engine';
import { check, withShape } from './generators';

describe('matmul', () => {
  const sizes = fc.tuple(fc.nat(4), fc.nat(4), fc.nat(4), fc.nat(4));

  test('is associative', () => {
    const three = sizes.chain(([m, k, l, n]) =>
      fc.tuple(withShape([m, k]), withShape([k, l]), withShape([l, n])),
    );
    check(three, ([a, b, c]) => {
      const left = engine.matmul(engine.matmul(a, b), c);
      expect(equal(left, engine.matmul(a, engine.matmul(b, c)))).toBe(true);
    });
  });

  test('with the identity changes nothing', () => {
    check(
      sizes.chain(([m, n]) => withShape([m, n])),
      x => {
        expect(engine.matmul(engine.eye(x.shape[0]!), x).tolist()).toEqual(x.tolist());
        expect(engine.matmul(x, engine.eye(x.shape[1]!)).tolist()).toEqual(x.tolist());
      },
    );
  });

  test('is the sum of the products', () => {
    const two = sizes.chain(([m, k, n]) => fc.tuple(withShape([m, k]), withShape([k, n])));
    check(two, ([a, b]) => {
      const products = engine.mul(engine.unsqueeze(a, 2), engine.unsqueeze(b, 0)); // [m, k, n]
      expect(equal(engine.matmul(a, b), engine.sum(products, { dim: 1 }))).toBe(true);
    });
  });

  test('of a batch is the product of each of its matrices', () => {
    const batch = sizes.chain(([n, m, k, l]) => fc.tuple(withShape([n, m, k]), withShape([k, l])));
    check(batch, ([a, b]) => {
      const product = engine.matmul(a, b);
      for (let i = 0; i < a.shape[0]!; i++) {
        expect(equal(engine.slice(product, [i]), engine.matmul(engine.slice(a, [i]), b))).toBe(true);
      }
    });
  });
});
