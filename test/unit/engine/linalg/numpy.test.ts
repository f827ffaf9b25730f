import { describe, expect, test } from 'vitest';
import {
  eye,
  lstsq,
  matmul,
  matrixRank,
  mul,
  pinv,
  svd,
  to,
  transpose,
  type Tensor,
} from '../../../../src/engine';
import { unpack, type Packed } from '../conv/support';
import { expectNear, readMatrixCases } from './fixture';

interface Case {
  name: string;
  a: Packed;
  b: Packed;
  singularValues: Packed;
  rank: number;
  pinv: Packed;
  solution: Packed;
  residuals: Packed;
}

const { origin, cases } = readMatrixCases<Case>('linalg');

function expectOrthonormalColumns(x: Tensor): void {
  expectNear(matmul(transpose(x, 0, 1), x), eye(x.shape[1]!, { dtype: 'float64' }), 1e-13);
}

describe(`as ${origin} does`, () => {
  for (const wanted of cases) {
    const a = unpack(wanted.a);
    const largest = wanted.singularValues.data[0]!;

    test(`${wanted.name}: the singular values`, () => {
      const { S } = svd(a);
      expectNear(S, wanted.singularValues, 1e-14);
      expect(Array.from(S.data)).toEqual(Array.from(S.data).sort((one, other) => other - one));
    });

    test(`${wanted.name}: U and Vh are orthonormal and multiply out to the matrix`, () => {
      const { U, S, Vh } = svd(a);
      const [m, n] = a.shape as [number, number];
      const k = Math.min(m, n);
      expect([U.shape, S.shape, Vh.shape]).toEqual([[m, k], [k], [k, n]]);
      expectOrthonormalColumns(U);
      expectOrthonormalColumns(transpose(Vh, 0, 1));
      expectNear(matmul(mul(U, S), Vh), a, 1e-14);
    });

    test(`${wanted.name}: the rank and the pseudo-inverse`, () => {
      expect(matrixRank(a)).toBe(wanted.rank);
      expectNear(pinv(a), wanted.pinv, 1e-10);
    });

    test(`${wanted.name}: the shortest least squares solution`, () => {
      const answer = lstsq(a, unpack(wanted.b));
      expectNear(answer.solution, wanted.solution, 1e-10);
      expectNear(answer.residuals, wanted.residuals, 1e-10, 1);
      expect(answer.rank).toBe(wanted.rank);
      expectNear(answer.singularValues, wanted.singularValues, 1e-14);
    });

    if (largest > 1e-30 && largest < 1e30) {
      test(`${wanted.name}: the rank of its float32 rounding`, () => {
        expect(matrixRank(to(a, 'float32'))).toBe(wanted.rank);
      });
    }
  }
});
