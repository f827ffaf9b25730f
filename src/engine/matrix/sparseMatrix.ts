import { record } from '../autograd/record';
import { ArgumentError, ShapeError } from '../errors';
import { checkOptions } from '../options';
import { to } from '../tensor/cast';
import { describeValue } from '../tensor/check';
import { isFloat, promote } from '../tensor/dtype';
import { shapeText } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { checkMatrixShape, inOrder, readEntries, type Numbers } from './entries';
import { timesDense, timesSparse } from './products';

export type SparseDType = 'float32' | 'float64';

/** What a sparse matrix is made of: entry i is values[i] in row rows[i] and column columns[i]. */
export interface SparseEntries {
  /** [rows, columns] of the matrix. */
  shape: readonly number[];
  rows: Numbers;
  columns: Numbers;
  values: Numbers;
  /** That of `values` if it is a Float64Array, else float32. */
  dtype?: SparseDType;
}

/** The largest matrix that `toDense` writes out: 128 MiB in float64. */
const MOST_ELEMENTS = 2 ** 24;

/**
 * A matrix of which only the entries that matter are kept, in coordinate form as `scipy.sparse.coo_matrix`.
 *
 *     const C = new SparseMatrix({ shape: [2, 3], rows: [0, 1], columns: [2, 0], values: [5, 7] });
 *     C.toDense()                        // [[0, 0, 5], [7, 0, 0]]
 *     C.multiply(tensor([1, 2, 3]))      // [15, 7]
 *
 * Entries stand in row-major order; those given for one place are summed. A 0 that is given is kept as an entry:
 * what counts is the pattern, not the value.
 */
export class SparseMatrix {
  /** [m, n]. */
  readonly shape: readonly [number, number];
  /** The row of each entry, in ascending order. */
  readonly rows: Int32Array;
  /** The column of each entry, ascending within its row. */
  readonly columns: Int32Array;
  /** The value of each entry. */
  readonly values: Float32Array | Float64Array;

  /**
   * @throws ShapeError `shape/invalid`, `matrix/shape`, `matrix/too-large` above 2^24 rows, columns or entries
   * @throws ArgumentError `matrix/entries`, `matrix/index`, `matrix/dtype`, `options/unknown`,
   *   `options/not-an-object`
   */
  constructor(entries: SparseEntries) {
    const operation = 'SparseMatrix';
    checkOptions(operation, entries, ['shape', 'rows', 'columns', 'values', 'dtype']);
    const { dtype = entries.values instanceof Float64Array ? 'float64' : 'float32' } = entries;
    if (!isFloat(dtype)) {
      throw new ArgumentError(
        'matrix/dtype',
        `${operation}: dtype must be 'float32' or 'float64', got ${describeValue(dtype)}`,
      );
    }
    this.shape = Object.freeze(checkMatrixShape(operation, entries.shape));
    const { rows, columns, values } = inOrder(readEntries(operation, entries, this.shape), this.shape);
    this.rows = rows;
    this.columns = columns;
    this.values = dtype === 'float64' ? values : Float32Array.from(values);
  }

  get dtype(): SparseDType {
    return this.values instanceof Float64Array ? 'float64' : 'float32';
  }

  /** Entries that are kept, zeros that were given among them; `nnz` in SciPy. */
  get nonZeros(): number {
    return this.values.length;
  }

  /** Share of the elements that are entries, from 0 to 1; 0 for a matrix without elements. */
  get density(): number {
    const size = this.shape[0] * this.shape[1];
    return size === 0 ? 0 : this.nonZeros / size;
  }

  /**
   * All elements, as a tensor [m, n].
   *
   * @throws ShapeError `matrix/too-dense` above 2^24 elements
   */
  toDense(): Tensor {
    const [height, width] = this.shape;
    if (height * width > MOST_ELEMENTS) {
      throw new ShapeError(
        'matrix/too-dense',
        `SparseMatrix.toDense: ${shapeText(this.shape)} has ${height * width} elements, the most is ` +
          `${MOST_ELEMENTS} (2^24); use a smaller input, or multiply without writing it out`,
      );
    }
    const result = Tensor.allocate(this.dtype, this.shape);
    const { data } = result;
    this.values.forEach((value, i) => {
      data[this.rows[i]! * width + this.columns[i]!] = value;
    });
    return result;
  }

  /** The matrix [n, m] with rows and columns exchanged. */
  transpose(): SparseMatrix {
    const [height, width] = this.shape;
    return new SparseMatrix({
      shape: [width, height],
      rows: this.columns,
      columns: this.rows,
      values: this.values,
      dtype: this.dtype,
    });
  }

  /**
   * The matrix product with a vector, a matrix or a sparse matrix, summed in float64 from the first column to the
   * last and rounded once to the wider dtype.
   *
   * - `other` a tensor [n] -> [m], a tensor [n, p] -> [m, p], or a sparse matrix [n, p] -> a sparse matrix [m, p]
   *
   * A tensor's gradient passes through; the matrix is a constant.
   *
   * @throws ShapeError `matrix/inner` when `other` has not n rows, `matrix/too-large` for a sparse product of
   *   more than 2^24 entries
   * @throws ArgumentError `matrix/operand`, `matrix/products` for a sparse product of more than 2^30 multiplications
   */
  multiply(other: Tensor): Tensor;
  multiply(other: SparseMatrix): SparseMatrix;
  multiply(other: Tensor | SparseMatrix): Tensor | SparseMatrix {
    if (!(other instanceof Tensor) && !(other instanceof SparseMatrix)) {
      throw new ArgumentError(
        'matrix/operand',
        `SparseMatrix.multiply: takes a tensor or a SparseMatrix, got ${describeValue(other)}`,
      );
    }
    this.#checkInner(other.shape);
    return other instanceof Tensor ? this.#timesTensor(other) : this.#timesSparse(other);
  }

  #checkInner(other: readonly number[]): void {
    if ((other.length !== 1 && other.length !== 2) || other[0] !== this.shape[1]) {
      throw new ShapeError(
        'matrix/inner',
        `SparseMatrix.multiply: ${shapeText(this.shape)} times ${shapeText(other)}, expected ` +
          `[${this.shape[1]}] or [${this.shape[1]}, p]; an image is flattened first, with flatten(x)`,
      );
    }
  }

  #timesTensor(other: Tensor): Tensor {
    const [height] = this.shape;
    const width = other.shape[1] ?? 1;
    const result = Tensor.allocate(promote(this.dtype, other.dtype), [height, ...other.shape.slice(1)]);
    result.data.set(timesDense(this, other.data, [height, width]));
    return record(result, {
      operation: 'SparseMatrix.multiply',
      inputs: [other],
      backward: gradient => [to(this.transpose().multiply(gradient), other.dtype)],
    });
  }

  #timesSparse(other: SparseMatrix): SparseMatrix {
    const width = other.shape[1];
    return new SparseMatrix({
      shape: [this.shape[0], width],
      ...timesSparse({ left: this, right: other, inner: this.shape[1], width }),
      dtype: promote(this.dtype, other.dtype) as SparseDType, // the wider of two float dtypes
    });
  }
}
