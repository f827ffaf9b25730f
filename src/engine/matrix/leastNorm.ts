import { ArgumentError } from '../errors';
import { lstsq } from '../linalg/lstsq';
import { describeValue } from '../tensor/check';
import type { Tensor } from '../tensor/tensor';
import { SparseMatrix } from './sparseMatrix';

/**
 * The shortest x that C takes to y, which is C^T (C C^T)^-1 y when the rows of C are independent, and pinv(C) · y
 * always. Against it stands `C.transpose().multiply(y)`, the transposed convolution: that has the same shape but
 * other values, and C does not take it back to y.
 *
 *     const C = toeplitz(w, [1, 4, 4]);
 *     const x = leastNorm(C, y);             // C.multiply(x) is y
 *     C.multiply(C.transpose().multiply(y)); // is not
 *
 * - `C` [m, n], `y` [m] or [m, r]; result [n] or [n, r]. Where no x is taken to y, the nearest is taken.
 *
 * @throws ArgumentError `matrix/operand` when C is no SparseMatrix
 * @throws ShapeError, ArgumentError as `lstsq` does, and `matrix/too-dense`
 */
export function leastNorm(C: SparseMatrix, y: Tensor): Tensor {
  if (!(C instanceof SparseMatrix)) {
    throw new ArgumentError(
      'matrix/operand',
      `leastNorm: C must be a SparseMatrix, got ${describeValue(C)}; make one with toeplitz(w, inputShape)`,
    );
  }
  return lstsq(C.toDense(), y).solution;
}
