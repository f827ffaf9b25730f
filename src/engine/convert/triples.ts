import { Matrix, SingularValueDecomposition } from 'ml-matrix';

/** One term of a sum of outer products: scale · left · rightᵀ, with left and right of length one. */
export interface SingularTriple {
  scale: number;
  left: Float64Array;
  right: Float64Array;
}

/**
 * The `count` terms of the best approximation of a matrix by a sum of as many outer products, largest first.
 * A matrix of lower rank has fewer: the rest have scale 0.
 *
 * @source Eckart & Young, "The approximation of one matrix by another of lower rank", Psychometrika 1 (1936)
 */
export function leadingTriples(rows: readonly (readonly number[])[], count: number): SingularTriple[] {
  const matrix = new Matrix(rows.map(row => [...row]));
  const svd = new SingularValueDecomposition(matrix, { autoTranspose: true });
  return Array.from({ length: count }, (_, i) => ({
    scale: svd.diagonal[i] ?? 0,
    left: column(svd.leftSingularVectors, i),
    right: column(svd.rightSingularVectors, i),
  }));
}

/** Zeros where there is no such column. */
function column(matrix: Matrix, index: number): Float64Array {
  return index < matrix.columns ? Float64Array.from(matrix.getColumn(index)) : new Float64Array(matrix.rows);
}
