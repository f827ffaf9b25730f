import { ArgumentError } from '../errors';
import { checkCount, startsOf } from './entries';

/** The entries of a matrix in row-major order. */
export interface Ordered {
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  readonly values: Float32Array | Float64Array;
}

/** matrix · other, row by row and summed in float64, for a dense other; the product is [height, width]. */
export function timesDense(
  { rows, columns, values }: Ordered,
  other: ArrayLike<number>,
  [height, width]: readonly [number, number],
): Float64Array {
  const sums = new Float64Array(height * width);
  for (let i = 0; i < values.length; i++) {
    const [to, from, value] = [rows[i]! * width, columns[i]! * width, values[i]!];
    for (let j = 0; j < width; j++) sums[to + j]! += value * other[from + j]!;
  }
  return sums;
}

/** Products of two entries that one product of matrices may take: some seconds. */
const MOST_PRODUCTS = 2 ** 30;

/** The sparse operands of a product: `left` [m, inner] in row-major order, `right` [inner, width] too. */
export interface SparseProduct {
  left: Ordered;
  right: Ordered;
  inner: number;
  width: number;
}

/**
 * The product, each row of the result gathered from the rows of `right` that a row of `left` names. A sum that
 * comes out as 0 stays an entry, so that the pattern does not depend on the values.
 *
 * @throws ArgumentError `matrix/products`
 * @throws ShapeError `matrix/too-large`
 * @source Gustavson, "Two fast algorithms for sparse matrices", ACM TOMS 4 (1978)
 */
export function timesSparse(product: SparseProduct): Ordered {
  const starts = startsOf(product.right.rows, product.inner);
  checkProducts(product, starts);
  const rows: number[] = [];
  const columns: number[] = [];
  const values: number[] = [];
  const sums = new Float64Array(product.width);
  const met = new Uint8Array(product.width);
  const { left, right } = product;
  for (let i = 0; i < left.values.length;) {
    const row = left.rows[i]!;
    const touched: number[] = [];
    for (; left.rows[i] === row; i++) {
      const from = left.columns[i]!;
      for (let j = starts[from]!; j < starts[from + 1]!; j++) {
        const column = right.columns[j]!;
        if (met[column] === 0) {
          met[column] = 1;
          touched.push(column);
        }
        sums[column]! += left.values[i]! * right.values[j]!;
      }
    }
    checkCount('SparseMatrix.multiply', rows.length + touched.length, 'entries of the product');
    for (const column of touched.sort((a, b) => a - b)) {
      rows.push(row);
      columns.push(column);
      values.push(sums[column]!);
      sums[column] = met[column] = 0;
    }
  }
  return {
    rows: Int32Array.from(rows),
    columns: Int32Array.from(columns),
    values: Float64Array.from(values),
  };
}

function checkProducts({ left }: SparseProduct, starts: Uint32Array): void {
  let count = 0;
  for (const column of left.columns) count += starts[column + 1]! - starts[column]!;
  if (count > MOST_PRODUCTS) {
    throw new ArgumentError(
      'matrix/products',
      `SparseMatrix.multiply: the product takes ${count} multiplications, the most is ${MOST_PRODUCTS} (2^30); ` +
        'multiply by a vector instead, one matrix after the other',
    );
  }
}
