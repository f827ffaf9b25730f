import { decompose, type Decomposition } from './decompose';
import type { Tensor } from '../tensor/tensor';
import { product, transposed, type Dense } from './dense';

/** The x [n, r] that brings a · x nearest to b [m, r], and what it is made of. */
export interface LeastSquares {
  solution: Dense;
  /** Singular values above the cutoff. */
  rank: number;
  values: Float64Array;
}

/** The gap between 1 and the next number. */
const EPSILON = { float32: 2 ** -23, float64: 2 ** -52 };

/** The share of the largest singular value up to which those of a float tensor [m, n] are rounding alone. */
export function defaultCutoff({ shape, dtype }: Pick<Tensor, 'shape' | 'dtype'>): number {
  return Math.max(...shape) * EPSILON[dtype === 'float32' ? 'float32' : 'float64'];
}

/**
 * Solves a · x = b for each column of b in the least squares sense; of all x equally near, the shortest. Exact
 * dependencies among the columns of `a` do no harm.
 *
 * - `a` [m, n], `b` [m, r]; `cutoff` is the share of the largest singular value up to which one counts as 0
 */
export function leastSquares(a: Dense, b: Dense, cutoff: number): LeastSquares {
  const parts = decompose(a);
  const { values, right } = parts;
  const coordinates = product(transposed(parts.left), b);
  return {
    solution: product(right, divided(coordinates, parts, cutoff)),
    rank: rankOf(values, cutoff * values[0]!),
    values,
  };
}

/** The pseudo-inverse [n, m] of a matrix [m, n], as `leastSquares` would use it. */
export function pseudoInverse(a: Dense, cutoff: number): Dense {
  const parts = decompose(a);
  return product(parts.right, divided(transposed(parts.left), parts, cutoff));
}

/** How many singular values are above `tolerance`. */
export function rankOf(values: Float64Array, tolerance: number): number {
  return values.reduce((rank, value) => rank + (value > tolerance ? 1 : 0), 0);
}

/** Row i divided by singular value i; a row of zeros where that counts as 0. */
function divided({ rows, columns, data }: Dense, { values }: Decomposition, cutoff: number): Dense {
  const tolerance = cutoff * values[0]!;
  const result = data.map((value, i) => {
    const singular = values[Math.floor(i / columns)]!;
    return singular > tolerance ? value / singular : 0;
  });
  return { rows, columns, data: result };
}
