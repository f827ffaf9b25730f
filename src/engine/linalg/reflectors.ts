import type { Matrix } from 'ml-matrix';

/**
 * A tall matrix [m, n] as Q · R. Q is the product of n reflections I - v·vᵀ / v[k], v from element k on being
 * row k of `vectors`; the matrix lies column after column there, so that every loop runs along memory. Where a
 * column was zero already there is no reflection, and v[k] is 0.
 */
interface Reflectors {
  vectors: Float64Array;
  length: number;
  /** R, [n, n], row by row. */
  triangle: Float64Array;
}

/**
 * Takes a matrix of at least as many rows as columns to a triangle by Householder reflections, in about
 * 2·m·n² operations: for tall matrices a tenth of the time that ml-matrix's decompositions take.
 *
 * @source Golub & Van Loan, Matrix Computations, 4th ed., algorithm 5.2.1
 */
export function reflect(matrix: Matrix): Reflectors {
  const { rows: length, columns } = matrix;
  const vectors = Float64Array.from(matrix.transpose().to1DArray());
  const triangle = new Float64Array(columns * columns);
  for (let k = 0; k < columns; k++) {
    const vector = vectors.subarray(k * length, (k + 1) * length);
    let norm = lengthFrom(k, vector);
    if (vector[k]! < 0) norm = -norm;
    for (let i = 0; i < k; i++) triangle[i * columns + k] = vector[i]!;
    triangle[k * columns + k] = -norm;
    if (norm === 0) {
      vector[k] = 0;
      continue;
    }
    for (let i = k; i < length; i++) vector[i]! /= norm;
    vector[k]! += 1;
    for (let j = k + 1; j < columns; j++) mirror(k, vector, vectors.subarray(j * length, (j + 1) * length));
  }
  return { vectors, length, triangle };
}

/** Q · u for a matrix u [n, n], as the columns of the result [m, n], one after another. */
export function applyReflectors({ vectors, length }: Reflectors, u: Matrix): Float64Array {
  const result = new Float64Array(length * u.columns);
  for (let column = 0; column < u.columns; column++) {
    const target = result.subarray(column * length, (column + 1) * length);
    target.set(u.getColumn(column));
    for (let k = u.rows - 1; k >= 0; k--) {
      const vector = vectors.subarray(k * length, (k + 1) * length);
      if (vector[k] !== 0) mirror(k, vector, target);
    }
  }
  return result;
}

/** Reflects `target` from element k on. */
function mirror(k: number, vector: Float64Array, target: Float64Array): void {
  const factor = -dotFrom(k, vector, target) / vector[k]!;
  for (let i = k; i < target.length; i++) target[i]! += factor * vector[i]!;
}

function dotFrom(start: number, a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = start; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

/** Divided by the largest element first: the squares of what is left of a dependent column may underflow. */
function lengthFrom(start: number, vector: Float64Array): number {
  let largest = 0;
  for (let i = start; i < vector.length; i++) largest = Math.max(largest, Math.abs(vector[i]!));
  if (largest === 0) return 0;
  let sum = 0;
  for (let i = start; i < vector.length; i++) sum += (vector[i]! / largest) ** 2;
  return largest * Math.sqrt(sum);
}
