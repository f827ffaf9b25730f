import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as engine from '../../../../src/engine';
import { add, allclose, grad, mul, randn, sum, type Tensor } from '../../../../src/engine';
import { expectGradientsMatch } from './finiteDifference';

/** What a law is tried on: a shape of one to three axes, an axis of it, and where random numbers start. */
interface Try {
  shape: number[];
  dim: number;
  keepdim: boolean;
  seed: number;
}

const tries = fc
  .record({
    shape: fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 1, maxLength: 3 }),
    place: fc.nat(2),
    keepdim: fc.boolean(),
    seed: fc.nat(1e6),
  })
  .map(({ place, ...rest }): Try => ({ ...rest, dim: place % rest.shape.length }));

function holds(law: (given: Try) => void, numRuns = 8): void {
  fc.assert(fc.property(tries, law), { seed: 11, numRuns });
}

const normal = (shape: readonly number[], seed: number): Tensor =>
  randn(shape, { seed, dtype: 'float64', requiresGrad: true });
const positive = (shape: readonly number[], seed: number): Tensor =>
  add(engine.abs(normal(shape, seed)), 0.5);

const { abs, cos, exp, log, neg, relu, sigmoid, sin, sqrt, square, tanh } = engine;
const ofElements = { abs, cos, exp, neg, relu, sigmoid, sin, square, tanh };
const ofPositives = { log, sqrt };
const { div, maximum, minimum, pow, sub } = engine;
const ofTwo = { add, div, maximum, minimum, mul, pow, sub };
const { max, mean, min, norm, prod, std, variance } = engine;
const reductions = { max, mean, min, norm, prod, std: unbiased(std), sum, variance: unbiased(variance) };

/** With a divisor that is not 0 for one element. */
function unbiased(run: typeof std): typeof sum {
  return (x, options) => run(x, { ...options, correction: 0 });
}

describe('gradients agree with finite differences:', () => {
  for (const [name, f] of Object.entries(ofElements)) {
    test(name, () => {
      holds(({ shape, seed }) => expectGradientsMatch(f, [normal(shape, seed)]));
    });
  }

  for (const [name, f] of Object.entries(ofPositives)) {
    test(name, () => {
      holds(({ shape, seed }) => expectGradientsMatch(f, [positive(shape, seed)]));
    });
  }

  for (const [name, f] of Object.entries(ofTwo)) {
    test(`${name}, with an axis that is stretched and one that is missing`, () => {
      holds(({ shape, dim, seed }) => {
        const [wide, thin] = [[2, ...shape], shape.map((size, axis) => (axis === dim ? 1 : size))];
        expectGradientsMatch(f, [positive(wide, seed), positive(thin, seed + 1)]);
        expectGradientsMatch(f, [positive(thin, seed), positive(wide, seed + 1)]);
      });
    });
  }

  for (const [name, f] of Object.entries(reductions)) {
    test(`${name}, along one axis and along all`, () => {
      holds(({ shape, dim, keepdim, seed }) => {
        // A deviation of few equal numbers has a kink, so there are always three along the axis.
        const longer = shape.map((size, axis) => (axis === dim ? 3 : size));
        expectGradientsMatch(x => f(x, { dim, keepdim }), [normal(longer, seed)]);
        expectGradientsMatch(x => f(x, { keepdim }), [normal(longer, seed)]);
      });
    });
  }

  const orders = [1, 1.5, 3, 0.5, -1, Infinity, -Infinity, 0];
  test(`norm of the orders ${orders.join(', ')}`, () => {
    for (const p of orders) {
      holds(({ shape, dim, seed }) => {
        expectGradientsMatch(x => norm(x, { p, dim }), [mul(positive(shape, seed), -1)]);
      }, 4);
    }
  });

  const moving: Record<string, (x: Tensor, given: Try) => Tensor> = {
    broadcastTo: (x, { shape }) => engine.broadcastTo(x, [2, ...shape]),
    clamp: x => engine.clamp(x, { min: -0.5, max: 0.7 }),
    clone: x => x.clone(),
    concat: (x, { dim }) => engine.concat([x, mul(x, 2), x], dim),
    flatten: x => engine.flatten(x),
    flip: (x, { dim }) => engine.flip(x, dim),
    pad: x => engine.pad(x, [[1, 2]], { value: 3 }),
    permute: (x, { shape }) =>
      engine.permute(
        x,
        shape.map((_, axis) => shape.length - 1 - axis),
      ),
    reshape: x => engine.reshape(x, [-1, 1]),
    slice: x => engine.slice(x, [[null, null, 2]]),
    'slice at an index': x => engine.slice(x, [-1]),
    squeeze: x => engine.squeeze(x),
    stack: (x, { dim }) => engine.stack([x, mul(x, x)], dim),
    transpose: (x, { dim }) => engine.transpose(x, dim, 0),
    unsqueeze: (x, { dim }) => engine.unsqueeze(x, dim),
    where: x => engine.where(engine.gt(engine.detach(x), 0), mul(x, 3), engine.slice(x, [[0, 1]])),
  };
  for (const [name, f] of Object.entries(moving)) {
    test(name, () => {
      holds(given => expectGradientsMatch(x => f(x, given), [normal(given.shape, given.seed)]));
    });
  }

  test('matmul, of vectors, matrices and batches that broadcast', () => {
    const sizes: [number[], number[]][] = [
      [[3], [3]],
      [[2, 3], [3]],
      [[3], [2, 3, 2]],
      [
        [2, 1, 2, 3],
        [3, 3, 2],
      ],
    ];
    for (const [a, b] of sizes) {
      holds(({ seed }) => {
        expectGradientsMatch(engine.matmul, [normal(a, seed), normal(b, seed + 1)]);
      }, 3);
    }
  });

  test('channelShuffle', () => {
    holds(({ seed }) => {
      expectGradientsMatch(x => engine.channelShuffle(x, 3), [normal([2, 6, 2], seed)]);
    });
  });
});

describe('laws of differentiation', () => {
  const f = (x: Tensor, w: Tensor): Tensor => tanh(mul(sin(x), w));
  const g = (y: Tensor): Tensor => mul(sigmoid(y), exp(y));
  const near = (a: Tensor, b: Tensor): void => {
    expect(allclose(a, b, { rtol: 1e-12, atol: 1e-12 })).toBe(true);
  };

  test('a gradient is linear in the gradient it starts from', () => {
    holds(({ shape, seed }) => {
      const x = normal(shape, seed);
      const y = g(x);
      const [u, v] = [engine.detach(normal(shape, seed + 1)), engine.detach(normal(shape, seed + 2))];
      const by = (gradOutput: Tensor): Tensor => grad(y, [x], { gradOutput })[0]!;
      near(by(add(mul(u, 3), v)), add(mul(by(u), 3), by(v)));
    });
  });

  test('the gradient of a sum is the sum of the gradients', () => {
    holds(({ shape, seed }) => {
      const [x, w] = [normal(shape, seed), normal(shape, seed + 1)];
      const [first, second] = [sum(f(x, w)), sum(square(x))];
      near(grad(add(first, second), [x])[0]!, add(grad(first, [x])[0]!, grad(second, [x])[0]!));
    });
  });

  test('the gradient of a composition is that of the outer handed on to the inner function', () => {
    holds(({ shape, seed }) => {
      const [x, w] = [normal(shape, seed), normal(shape, seed + 1)];
      const inner = f(x, w);
      const apart = normal(shape, 0);
      apart.data.set(inner.data);
      const [gradOutput] = grad(sum(g(apart)), [apart]);
      const whole = grad(sum(g(inner)), [x, w]);
      grad(inner, [x, w], { gradOutput: gradOutput! }).forEach((part, i) => near(part, whole[i]!));
    });
  });

  test('backward finds what grad finds', () => {
    holds(({ shape, seed }) => {
      const [x, w] = [normal(shape, seed), normal(shape, seed + 1)];
      const loss = sum(f(x, w));
      const [byX, byW] = grad(loss, [x, w]);
      engine.backward(loss);
      expect(engine.equal(x.grad!, byX!) && engine.equal(w.grad!, byW!)).toBe(true);
    });
  });
});
