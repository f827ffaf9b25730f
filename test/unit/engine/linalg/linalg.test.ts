import fc from 'fast-check';
import { Matrix } from 'ml-matrix';
import { describe, expect, test } from 'vitest';
import {
  full,
  lstsq,
  matmul,
  matrixRank,
  ones,
  pinv,
  randn,
  svd,
  tensor,
  transpose,
  zeros,
} from '../../../../src/engine';
import { decompose, singularTriples, symmetricEigen } from '../../../../src/engine/linalg/decompose';
import { denseOf, product, transposed } from '../../../../src/engine/linalg/dense';
import { reflect } from '../../../../src/engine/linalg/reflectors';
import { defaultCutoff, leastSquares } from '../../../../src/engine/linalg/solve';
import { wholes } from '../conv/support';
import { codeOf, messageOf } from '../tensor/failure';
import { expectNear, matrix } from './fixture';

/** Cells are not type-checked, so some calls pass what the types would refuse. */
const untyped = (value: unknown): never => value as never;

const anyMatrix = fc
  .record({ rows: fc.integer({ min: 1, max: 9 }), columns: fc.integer({ min: 1, max: 9 }), seed: fc.nat() })
  .map(({ rows, columns, seed }) => wholes([rows, columns], seed));
const RUNS = { seed: 20, numRuns: 150 };

describe('laws', () => {
  test('the pseudo-inverse meets the four conditions of Penrose', () => {
    fc.assert(
      fc.property(anyMatrix, a => {
        const inverse = pinv(a);
        const [left, right] = [matmul(a, inverse), matmul(inverse, a)];
        expectNear(matmul(left, a), a, 1e-11);
        expectNear(matmul(right, inverse), inverse, 1e-11);
        expectNear(transpose(left, 0, 1), left, 1e-11);
        expectNear(transpose(right, 0, 1), right, 1e-11);
      }),
      RUNS,
    );
  });

  test('a matrix and its transpose have the same singular values and rank', () => {
    fc.assert(
      fc.property(anyMatrix, a => {
        expectNear(svd(transpose(a, 0, 1)).S, svd(a).S, 1e-13);
        expect(matrixRank(transpose(a, 0, 1))).toBe(matrixRank(a));
      }),
      RUNS,
    );
  });

  test('what least squares leaves over is at right angles to every column', () => {
    fc.assert(
      fc.property(anyMatrix, fc.nat(), (a, seed) => {
        const b = wholes([a.shape[0]!, 2], seed);
        const reached = matmul(a, lstsq(a, b).solution);
        const rest = reached.data.map((value, i) => value - b.data[i]!) as Float64Array;
        const angles = matmul(transpose(a, 0, 1), tensor(rest, b.shape));
        expectNear(angles, zeros(angles.shape), 1e-11, 100);
      }),
      RUNS,
    );
  });

  test('the first r terms leave exactly the singular values after them', () => {
    fc.assert(
      fc.property(anyMatrix, fc.integer({ min: 0, max: 10 }), (a, count) => {
        const dense = denseOf(a);
        const terms = singularTriples(dense, count);
        let rest = 0;
        dense.data.forEach((value, i) => {
          const [row, column] = [Math.floor(i / dense.columns), i % dense.columns];
          const kept = terms.reduce(
            (sum, { scale, left, right }) => sum + scale * left[row]! * right[column]!,
            0,
          );
          rest += (value - kept) ** 2;
        });
        const left = decompose(dense).values.slice(count);
        expect(rest).toBeCloseTo(
          left.reduce((sum, value) => sum + value ** 2, 0),
          8,
        );
      }),
      RUNS,
    );
  });

  test('a symmetric matrix is made of its eigenvalues and eigenvectors', () => {
    fc.assert(
      fc.property(anyMatrix, a => {
        const dense = denseOf(a);
        const gram = product(transposed(dense), dense);
        const { values, vectors } = symmetricEigen(gram);
        const scaled = { ...vectors, data: vectors.data.map((v, i) => v * values[i % gram.columns]!) };
        const back = product(scaled, transposed(vectors));
        expect(back.data.every((value, i) => Math.abs(value - gram.data[i]!) < 1e-10)).toBe(true);
        expect([...values]).toEqual([...values].sort((one, other) => one - other));
      }),
      RUNS,
    );
  });
});

describe('values', () => {
  test('triples beyond the shorter side are zeros of the right lengths', () => {
    const [, second] = singularTriples(denseOf(matrix([[3, 4]])), 2);
    expect(second).toEqual({ scale: 0, left: new Float64Array(1), right: new Float64Array(2) });
  });

  test('svd of a known matrix', () => {
    expectNear(svd(matrix([[3, 0], [4, 5]])).S, tensor([Math.sqrt(45), Math.sqrt(5)]), 1e-7); // prettier-ignore
  });

  test('results take the dtype of the matrix', () => {
    const x = randn([3, 2]);
    const { U, S, Vh } = svd(x);
    expect([U, S, Vh, pinv(x)].map(result => result.dtype)).toEqual(new Array(4).fill('float32'));
    const answer = lstsq(x, randn([3], { dtype: 'float64' }));
    expect([answer.solution.dtype, answer.residuals.dtype, answer.singularValues.dtype]).toEqual([
      'float64',
      'float64',
      'float32',
    ]);
  });

  test('lstsq of a vector gives a vector and a scalar', () => {
    const { solution, residuals } = lstsq(matrix([[1, 0], [1, 1], [1, 2]]), tensor([1, 3, 5])); // prettier-ignore
    expectNear(solution, tensor([1, 2]), 1e-14);
    expect(residuals.shape).toEqual([]);
    expect(residuals.item()).toBeLessThan(1e-28);
  });

  test('rcond and tolerance count small singular values as 0', () => {
    const x = matrix([[1, 0], [0, 1e-3]]); // prettier-ignore
    expect(matrixRank(x)).toBe(2);
    expect(matrixRank(x, { tolerance: 1e-3 })).toBe(1);
    expect(matrixRank(x, { tolerance: 0.99e-3 })).toBe(2);
    expect(pinv(x, { rcond: 1e-2 }).tolist()).toEqual([[1, 0], [0, 0]]); // prettier-ignore
    expect(pinv(x, { rcond: 0 }).at(1, 1)).toBeCloseTo(1000, 9);
  });

  test('leastSquares takes its cutoff as a share of the largest singular value', () => {
    const a = denseOf(matrix([[100, 0], [0, 1]])); // prettier-ignore
    const b = denseOf(matrix([[100], [1]]));
    expect([...leastSquares(a, b, 0.02).solution.data]).toEqual([1, 0]);
    const exact = leastSquares(a, b, defaultCutoff({ shape: [2, 2], dtype: 'float64' }));
    expect(exact.rank).toBe(2);
    exact.solution.data.forEach(value => expect(value).toBeCloseTo(1, 14));
  });

  for (const size of [5e-324, 1e-308, 1.7e308]) {
    test(`elements of ${size} neither overflow nor underflow`, () => {
      const { U, S, Vh } = svd(matrix([[size, 0], [0, 0], [0, size]])); // prettier-ignore
      expect(Array.from(S.data)).toEqual([size, size]);
      expect([...U.data, ...Vh.data].every(Number.isFinite)).toBe(true);
    });
  }

  test('elements 300 orders of magnitude apart leave the factors orthonormal', () => {
    const anyElement = fc
      .tuple(fc.integer({ min: -9, max: 9 }), fc.nat(300))
      .map(([digit, zeros]) => digit * 10 ** -zeros);
    const anyData = fc.integer({ min: 1, max: 5 }).chain(columns =>
      fc
        .integer({ min: 1, max: 5 })
        .chain(rows => fc.array(anyElement, { minLength: rows * columns, maxLength: rows * columns }))
        .map(data => ({ rows: data.length / columns, columns, data: Float64Array.from(data) })),
    );
    fc.assert(
      fc.property(anyData, a => {
        const { left, right } = decompose(a);
        for (const factor of [left, right]) {
          const gram = product(transposed(factor), factor);
          const offsets = gram.data.map((value, i) => value - (i % (gram.columns + 1) === 0 ? 1 : 0));
          expect(Math.max(...offsets.map(Math.abs))).toBeLessThan(1e-14);
        }
      }),
      RUNS,
    );
  });

  test('a column whose squares underflow still has its length', () => {
    const { triangle } = reflect(new Matrix([[0], [3e-170], [4e-170]]));
    expect(Math.abs(triangle[0]!) / 5e-170).toBeCloseTo(1, 12);
  });
});

describe('refusals', () => {
  const square = ones([2, 2]);
  const refusals: Record<string, { code: string; run: () => unknown }> = {
    'what is no tensor': { code: 'tensor/expected', run: () => svd(untyped([[1]])) },
    'a vector': { code: 'linalg/rank', run: () => svd(ones([4])) },
    'a right-hand side of three axes': { code: 'linalg/rank', run: () => lstsq(square, ones([2, 1, 1])) },
    'a matrix without elements': { code: 'linalg/empty', run: () => pinv(zeros([0, 3])) },
    integers: { code: 'linalg/dtype', run: () => matrixRank(ones([2, 2], { dtype: 'int32' })) },
    'a NaN': { code: 'linalg/not-finite', run: () => svd(full([2, 2], NaN)) },
    'an infinity': { code: 'linalg/not-finite', run: () => lstsq(square, full([2], Infinity)) },
    'another number of equations': { code: 'linalg/rows', run: () => lstsq(square, ones([3])) },
    'a negative rcond': { code: 'linalg/cutoff', run: () => pinv(square, { rcond: -1 }) },
    'a tolerance that is NaN': { code: 'linalg/cutoff', run: () => matrixRank(square, { tolerance: NaN }) },
    'a tolerance that is no number': {
      code: 'argument/number',
      run: () => matrixRank(square, { tolerance: untyped('0') }),
    },
    'an unknown option': { code: 'options/unknown', run: () => pinv(square, untyped({ rtol: 0 })) },
    'minutes of work': { code: 'linalg/too-large', run: () => svd(zeros([1200, 1200])) },
    'minutes of work for right-hand sides': {
      code: 'linalg/too-large',
      run: () => lstsq(ones([500, 500]), ones([500, 20000])),
    },
  };
  for (const [what, { code, run }] of Object.entries(refusals)) {
    test(`${what}: ${code}`, () => expect(codeOf(run)).toBe(code));
  }

  test('the message names the place of a number that is not finite', () => {
    const x = matrix([[0, 1], [2, Infinity], [NaN, 3]]); // prettier-ignore
    expect(messageOf(() => svd(x))).toContain('Infinity in row 1, column 1');
    expect(messageOf(() => lstsq(ones([3, 1]), tensor([0, 1, NaN])))).toContain('NaN in row 2, column 0');
  });

  test('the message of too much work names the shape, the sides and the limit', () => {
    const message = messageOf(() => lstsq(ones([500, 500]), ones([500, 20000])));
    expect(message).toContain('[500, 500] with 20000 right-hand sides');
    expect(message).toContain('1000 x 1000');
  });
});
