import { Matrix } from 'ml-matrix';
import type { DType } from '../tensor/dtype';
import type { Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';

/** A matrix in float64, row by row: element (i, j) is data[i·columns + j]. */
export interface Dense {
  rows: number;
  columns: number;
  data: Float64Array;
}

/** A tensor [m, n], or a vector [m] as one column, in float64. Checks nothing: the operations do. */
export function denseOf({ data, shape: [rows = 1, columns = 1] }: Tensor): Dense {
  return { rows, columns, data: Float64Array.from(data) };
}

/** The matrix as a tensor of `shape`, by default [m, n], rounded to `dtype`. */
export function tensorOf(
  { rows, columns, data }: Dense,
  dtype: DType,
  shape: Shape = [rows, columns],
): Tensor {
  const result = Tensor.allocate(dtype, shape);
  result.data.set(data);
  return result;
}

export function columnVector(data: Float64Array): Dense {
  return { rows: data.length, columns: 1, data };
}

export function transposed({ rows, columns, data }: Dense): Dense {
  const result = new Float64Array(data.length);
  for (let i = 0; i < rows; i++) {
    for (let j = 0; j < columns; j++) result[j * rows + i] = data[i * columns + j]!;
  }
  return { rows: columns, columns: rows, data: result };
}

/** The matrix product a · b. */
export function product(a: Dense, b: Dense): Dense {
  const result = new Float64Array(a.rows * b.columns);
  for (let i = 0; i < a.rows; i++) {
    for (let k = 0; k < a.columns; k++) {
      const factor = a.data[i * a.columns + k]!;
      if (factor === 0) continue;
      const [from, to] = [k * b.columns, i * b.columns];
      for (let j = 0; j < b.columns; j++) result[to + j]! += factor * b.data[from + j]!;
    }
  }
  return { rows: a.rows, columns: b.columns, data: result };
}

export function fromMatrix(matrix: Matrix): Dense {
  return { rows: matrix.rows, columns: matrix.columns, data: Float64Array.from(matrix.to1DArray()) };
}

/** A matrix as ml-matrix takes it, and the power of two that its elements were divided by. */
export interface Scaled {
  matrix: Matrix;
  scale: number;
}

/** Elements this far below the largest cannot show in float64, but make ml-matrix underflow to NaN. */
const NEGLIGIBLE = 2 ** -300;

/**
 * A matrix ready for ml-matrix: its largest element about 1, so that no square over- or underflows and
 * none of its loops runs into a NaN. The division by a power of two is exact.
 */
export function scaled({ rows, columns, data }: Dense): Scaled {
  let largest = 0;
  for (const value of data) largest = Math.max(largest, Math.abs(value));
  // The exponents of normal numbers: the largest and the denormal elements are only brought near to 1.
  const exponent = Math.min(1023, Math.max(-1022, Math.ceil(Math.log2(largest))));
  const scale = 2 ** exponent;
  const values = data.map(value => {
    const fraction = value / scale;
    return Math.abs(fraction) < NEGLIGIBLE ? 0 : fraction;
  });
  return { matrix: Matrix.from1DArray(rows, columns, values), scale };
}
