import { ShapeError } from '../errors';
import { promote } from '../tensor/dtype';
import { shapeText } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { checkMatrix, checkWork } from './checks';
import { columnVector, denseOf, product, tensorOf, type Dense } from './dense';
import { defaultCutoff, leastSquares } from './solve';

export interface Lstsq {
  /** [n] or [n, r], the shortest of the x that bring a · x nearest to b. */
  solution: Tensor;
  /** [] or [r], the sum of the squares of a · x - b for each right-hand side. */
  residuals: Tensor;
  rank: number;
  /** [min(m, n)], largest first. */
  singularValues: Tensor;
}

/**
 * Solves a · x = b in the least squares sense, as `torch.linalg.lstsq` with the driver `gelsd`: dependent
 * columns do no harm, and of many solutions the shortest is taken.
 *
 * - `a` [m, n], `b` [m] or [m, r], float32 or float64; results of the wider dtype
 * - `residuals` are always given; torch leaves them out unless m > n and the columns are independent
 *
 *       lstsq(tensor([[1, 0], [1, 1], [1, 2]]), tensor([1, 3, 5])).solution   // 1 2: the line 1 + 2 t
 *
 * @throws ShapeError, ArgumentError as `svd` does, and `linalg/rows` when b has another number of rows
 */
export function lstsq(a: Tensor, b: Tensor): Lstsq {
  checkMatrix('lstsq', 'a', a);
  checkMatrix('lstsq', 'b', b, true);
  const [left, right] = [denseOf(a), denseOf(b)];
  if (left.rows !== right.rows) {
    throw new ShapeError(
      'linalg/rows',
      `lstsq: a has ${left.rows} rows (shape ${shapeText(a.shape)}) and b ${right.rows} (shape ` +
        `${shapeText(b.shape)}), expected as many; each row is one equation`,
    );
  }
  checkWork('lstsq', [left.rows, left.columns], right.columns);
  const dtype = promote(a.dtype, b.dtype);
  const { solution, rank, values } = leastSquares(left, right, defaultCutoff(a));
  const sides = b.shape.slice(1);
  return {
    solution: tensorOf(solution, dtype, [left.columns, ...sides]),
    residuals: tensorOf(squaredResiduals(left, solution, right), dtype, sides),
    rank,
    singularValues: tensorOf(columnVector(values), a.dtype, [values.length]),
  };
}

/** The sum of the squares of each column of a · x - b. */
function squaredResiduals(a: Dense, x: Dense, b: Dense): Dense {
  const sums = new Float64Array(b.columns);
  product(a, x).data.forEach((value, i) => {
    sums[i % b.columns]! += (value - b.data[i]!) ** 2;
  });
  return columnVector(sums);
}
