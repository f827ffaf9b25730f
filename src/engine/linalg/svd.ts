import { checkOptions } from '../options';
import type { Tensor } from '../tensor/tensor';
import { checkCutoff, checkMatrix, checkWork } from './checks';
import { decompose } from './decompose';
import { columnVector, denseOf, tensorOf, transposed, type Dense } from './dense';
import { defaultCutoff, pseudoInverse, rankOf } from './solve';

export interface Svd {
  /** [m, k], columns of length one at right angles to each other. */
  U: Tensor;
  /** [k], the singular values, largest first. */
  S: Tensor;
  /** [k, n], rows of length one at right angles to each other. */
  Vh: Tensor;
}

/**
 * The singular value decomposition of a matrix: x = U · diag(S) · Vh, as `torch.linalg.svd(x,
 * full_matrices=False)`.
 *
 * - `x` [m, n], float32 or float64; computed in float64, the results are of its dtype
 * - U [m, k], S [k], Vh [k, n] with k = min(m, n); the signs of a column of U and its row of Vh are free
 *
 *       const { S } = svd(tensor([[3, 0], [4, 5]]));   // 6.708 2.236
 *
 * No gradient passes.
 *
 * @throws ShapeError `linalg/rank`, `linalg/empty`
 * @throws ArgumentError `tensor/expected`, `linalg/dtype`, `linalg/not-finite`, `linalg/too-large` for more than
 *   about a minute of work (1000 x 1000, or 20000 x 600)
 */
export function svd(x: Tensor): Svd {
  const a = readMatrix('svd', x);
  const { left, values, right } = decompose(a);
  return {
    U: tensorOf(left, x.dtype),
    S: tensorOf(columnVector(values), x.dtype, [values.length]),
    Vh: tensorOf(transposed(right), x.dtype),
  };
}

export interface PinvOptions {
  /**
   * Share of the largest singular value up to which one counts as 0. Default max(m, n) times the dtype's epsilon,
   * as in `torch.linalg.pinv`.
   */
  rcond?: number;
}

/**
 * The Moore-Penrose pseudo-inverse of a matrix, as `torch.linalg.pinv`: pinv(x) · b is the shortest of the
 * vectors that x takes nearest to b.
 *
 * - `x` [m, n], float32 or float64; result [n, m] of its dtype
 *
 * x · pinv(x) is the identity where the rows of x are independent; x · transpose(x) hardly ever is.
 *
 * @throws ShapeError, ArgumentError as `svd` does, and `linalg/cutoff` for a negative rcond,
 *   `argument/number`, `options/unknown`
 */
export function pinv(x: Tensor, options: PinvOptions = {}): Tensor {
  checkOptions('pinv', options, ['rcond']);
  const rcond = checkCutoff('pinv: rcond', options.rcond);
  const a = readMatrix('pinv', x);
  return tensorOf(pseudoInverse(a, rcond ?? defaultCutoff(x)), x.dtype);
}

export interface RankOptions {
  /** Singular values up to it count as 0. Default the largest one times max(m, n) times the dtype's epsilon. */
  tolerance?: number;
}

/**
 * The rank of a matrix: how many of its singular values are above a tolerance, as `numpy.linalg.matrix_rank`.
 *
 * - `x` [m, n], float32 or float64; result a whole number from 0 to min(m, n)
 *
 * @throws ShapeError, ArgumentError as `svd` does, and `linalg/cutoff` for a negative tolerance,
 *   `argument/number`, `options/unknown`
 */
export function matrixRank(x: Tensor, options: RankOptions = {}): number {
  checkOptions('matrixRank', options, ['tolerance']);
  const tolerance = checkCutoff('matrixRank: tolerance', options.tolerance);
  const a = readMatrix('matrixRank', x);
  const { values } = decompose(a);
  return rankOf(values, tolerance ?? values[0]! * defaultCutoff(x));
}

function readMatrix(operation: string, x: Tensor): Dense {
  checkMatrix(operation, 'x', x);
  const a = denseOf(x);
  checkWork(operation, [a.rows, a.columns]);
  return a;
}
