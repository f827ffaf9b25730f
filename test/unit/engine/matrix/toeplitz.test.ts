import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  conv2d,
  convTranspose2d,
  flatten,
  leastNorm,
  matmul,
  matrixRank,
  ones,
  pinv,
  randn,
  reshape,
  SparseMatrix,
  tensor,
  toeplitz,
  transpose,
  zeros,
  type SparseEntries,
  type ToeplitzOptions,
} from '../../../../src/engine';
import { dot, f64, unpack, wholes, type Packed } from '../conv/support';
import { expectNear, readMatrixCases } from '../linalg/fixture';
import { codeOf } from '../tensor/failure';
import { anyConv, anyTransposed, RUNS, TRANSPOSED, untyped } from './support';

interface Case {
  name: string;
  weight: Packed;
  input: number[];
  options: ToeplitzOptions;
  expected: SparseEntries;
}

const { origin, cases } = readMatrixCases<Case>('toeplitz');
describe(`as ${origin}`, () => {
  for (const { name, weight, input, options, expected } of cases) {
    test(name, () => {
      const { shape, rows, columns, values, dtype } = toeplitz(unpack(weight), input, options);
      expect({ shape, rows: [...rows], columns: [...columns], values: [...values] }).toEqual(expected);
      expect(dtype).toBe('float64');
    });
  }
});

describe('laws', () => {
  test('C x is the convolution of x, flattened', () => {
    fc.assert(
      fc.property(anyConv, ({ run, inputShape, weightShape, options, groups, seed }) => {
        const [x, w] = [wholes(inputShape, seed), wholes(weightShape, seed + 1)];
        const C = toeplitz(w, inputShape, { ...options, groups });
        const expected = run(x, w, { ...options, groups });
        expect(Array.from(C.multiply(flatten(x)).data)).toEqual(Array.from(expected.data));
      }),
      RUNS,
    );
  });

  test('C of a transposed convolution is that convolution', () => {
    fc.assert(
      fc.property(anyTransposed, ({ run, inputShape, weightShape, options, seed }) => {
        const [x, w] = [wholes(inputShape, seed), wholes(weightShape, seed + 1)];
        const C = toeplitz(w, inputShape, { ...options, transposed: true });
        expect(Array.from(C.multiply(flatten(x)).data)).toEqual(Array.from(run(x, w, options).data));
      }),
      RUNS,
    );
  });

  test('the transpose of C is the transposed convolution with the same weight, and the adjoint', () => {
    fc.assert(
      fc.property(anyConv, ({ axes, run, inputShape, weightShape, options, groups, seed }) => {
        const [x, w] = [wholes(inputShape, seed), wholes(weightShape, seed + 1)];
        const C = toeplitz(w, inputShape, { ...options, groups });
        const y = wholes(run(x, w, { ...options, groups }).shape, seed + 2);
        const outputPadding = axes.map(
          ({ input, filter, stride, dilation, padBefore, padAfter }) =>
            (input + padBefore + padAfter - dilation * (filter - 1) - 1) % stride,
        );
        const upwards = { ...options, groups, outputPadding };
        const back = C.transpose().multiply(flatten(y));
        expect(Array.from(back.data)).toEqual(Array.from(TRANSPOSED[axes.length - 1]!(y, w, upwards).data));
        expect(dot(C.multiply(flatten(x)), flatten(y))).toBe(dot(flatten(x), back));
        const direct = toeplitz(w, y.shape, { ...upwards, transposed: true });
        expect(direct).toEqual(C.transpose());
      }),
      RUNS,
    );
  });

  test('with real numbers too, to rounding', () => {
    const x = randn([2, 7, 6], { dtype: 'float64', seed: 1 });
    const w = randn([3, 2, 3, 2], { dtype: 'float64', seed: 2 });
    const options = { stride: [2, 1], padding: 1 };
    const y = toeplitz(w, x.shape, options).multiply(flatten(x));
    expectNear(y, flatten(conv2d(x, w, options)), 1e-15);
  });
});

describe('section 6 of the article: a 3x3 kernel on 4x4', () => {
  const w = f64([1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 1, 3, 3]);
  const C = toeplitz(w, [1, 4, 4]);
  const gram = C.multiply(C.transpose());

  test('C is 4 x 16, and 36 of its 64 elements are entries', () => {
    expect([C.shape, C.nonZeros, C.density]).toEqual([[4, 16], 36, 36 / 64]);
  });

  test('a 0 of the kernel is an entry as well', () => {
    expect(toeplitz(zeros([1, 1, 3, 3]), [1, 4, 4]).nonZeros).toBe(36);
  });

  test('C takes 16 to 4, its transpose 4 to the shape of 16', () => {
    const x = wholes([1, 4, 4], 1);
    const y = C.multiply(flatten(x));
    expect(Array.from(y.data)).toEqual(Array.from(conv2d(x, w).data));
    const back = C.transpose().multiply(y);
    expect(Array.from(back.data)).toEqual(Array.from(convTranspose2d(reshape(y, [1, 2, 2]), w).data));
    expect(back.shape).toEqual([16]);
  });

  test('error 1: C times its transpose is the autocorrelation of the kernel, no identity', () => {
    expect(gram.toDense().tolist()).toEqual([
      [285, 186, 154, 94],
      [186, 285, 106, 154],
      [154, 106, 285, 186],
      [94, 154, 186, 285],
    ]);
  });

  test('error 1: the transpose times C has rank 4 at most, so it is no identity either', () => {
    const square = C.transpose().multiply(C);
    expect(square.shape).toEqual([16, 16]);
    expect(matrixRank(square.toDense())).toBe(4);
  });

  test('error 1: the pseudo-inverse undoes C from the right, the transpose does not', () => {
    const dense = C.toDense();
    const identity = matmul(dense, pinv(dense));
    expectNear(identity, f64([[1, 0, 0, 0], [0, 1, 0, 0], [0, 0, 1, 0], [0, 0, 0, 1]]), 1e-13); // prettier-ignore
    expect(matrixRank(matmul(pinv(dense), dense))).toBe(4); // a projection in 16 dimensions
  });

  test('the shortest x with C x = y is that of (C C^T)^-1, and the transpose does not give it', () => {
    const y = f64([1, -2, 3, 4]);
    const x = leastNorm(C, y);
    expectNear(C.multiply(x), y, 1e-13);
    expectNear(x, C.transpose().multiply(matmul(pinv(gram.toDense()), y)), 1e-12);
    const other = C.transpose().multiply(y);
    expect(other.shape).toEqual(x.shape);
    expect(C.multiply(other).at(0)).toBe(285 - 2 * 186 + 3 * 154 + 4 * 94);
  });

  test('no x with C x = y is shorter', () => {
    const y = f64([1, -2, 3, 4]);
    const x = leastNorm(C, y);
    const start = wholes([16], 5);
    // Any other solution: x and what C does not see of `start`.
    const seen = leastNorm(C, C.multiply(start));
    const other = f64(Array.from(x.data, (value, i) => value + start.data[i]! - seen.data[i]!));
    expectNear(C.multiply(other), y, 1e-12);
    expect(dot(other, other)).toBeGreaterThan(dot(x, x) + 1);
  });
});

test('leastNorm takes several right-hand sides, and the nearest where there is no solution', () => {
  const C = toeplitz(f64([1, 1], [1, 1, 2]), [1, 2], { padding: 'full' }); // 2 inputs, 3 outputs
  expectNear(leastNorm(C, f64([[3, 1], [3, 2], [0, 1]])), f64([[3, 1], [0, 1]]), 1e-14); // prettier-ignore
  expectNear(transpose(C.toDense(), 0, 1), f64([[1, 1, 0], [0, 1, 1]]), 0); // prettier-ignore
});

test('float32 weights give a float32 matrix', () => {
  expect(toeplitz(ones([1, 1, 2]), [1, 4]).dtype).toBe('float32');
});

test('an empty batch gives a matrix without elements', () => {
  expect(toeplitz(ones([1, 1, 2]), [0, 1, 4]).shape).toEqual([0, 0]);
});

describe('refusals', () => {
  const w = ones([1, 1, 3, 3]);
  const refusals: Record<string, { code: string; run: () => unknown }> = {
    'a weight that is no tensor': { code: 'tensor/expected', run: () => toeplitz(untyped([1]), [1, 4, 4]) },
    integers: { code: 'conv/dtype', run: () => toeplitz(ones([1, 1, 2], { dtype: 'int32' }), [1, 4]) },
    'a bias': { code: 'options/unknown', run: () => toeplitz(w, [1, 4, 4], untyped({ bias: ones([1]) })) },
    'output padding of a convolution': {
      code: 'options/unknown',
      run: () => toeplitz(w, [1, 4, 4], { outputPadding: 1 }),
    },
    'transposed that is no boolean': {
      code: 'argument/boolean',
      run: () => toeplitz(w, [1, 4, 4], { transposed: untyped(1) }),
    },
    'an input of other axes': { code: 'conv/rank', run: () => toeplitz(w, [4, 4]) },
    'an input of other channels': { code: 'conv/channels', run: () => toeplitz(w, [2, 4, 4]) },
    'too many rows': { code: 'matrix/too-large', run: () => toeplitz(w, [1, 5000, 5000]) },
    'too many entries': { code: 'matrix/too-large', run: () => toeplitz(w, [1, 1500, 1500]) },
    'leastNorm of a tensor': {
      code: 'matrix/operand',
      run: () => leastNorm(untyped(tensor([[1]])), tensor([1])),
    },
    'leastNorm of another number of rows': {
      code: 'linalg/rows',
      run: () =>
        leastNorm(new SparseMatrix({ shape: [1, 1], rows: [0], columns: [0], values: [1] }), ones([2])),
    },
  };
  for (const [what, { code, run }] of Object.entries(refusals)) {
    test(`${what}: ${code}`, () => expect(codeOf(run)).toBe(code));
  }
});
