import { record } from '../autograd/record';
import { ShapeError } from '../errors';
import { broadcastReading, broadcastShapes, sumTo } from './broadcast';
import { to } from './cast';
import { checkTensor } from './check';
import { isFloat, promote, type TypedArray } from './dtype';
import { transpose } from './permute';
import { shapeText, type Shape } from './shape';
import { forEachRun } from './strided';
import { Tensor } from './tensor';

/**
 * The matrix product as `torch.matmul` defines it:
 *
 *     [k]         x [k]         -> []            the dot product
 *     [..., m, k] x [k]         -> [..., m]
 *     [k]         x [..., k, n] -> [..., n]
 *     [..., m, k] x [..., k, n] -> [..., m, n]   the leading axes broadcast
 *
 * Floats are summed in float64 and rounded once; int32 and uint8 wrap around. Mixed dtypes are promoted.
 *
 * @throws ShapeError `matmul/scalar`, `matmul/inner` when the summed axes differ, `broadcast/mismatch`
 */
export function matmul(a: Tensor, b: Tensor): Tensor {
  const dtype = promote(checkTensor('matmul', 'a', a).dtype, checkTensor('matmul', 'b', b).dtype);
  checkInner(a.shape, b.shape);
  // A vector is one row on the left and one column on the right; that axis of the product is dropped again.
  const left = to(a.rank === 1 ? a.withShape([1, ...a.shape]) : a, dtype);
  const right = to(b.rank === 1 ? b.withShape([...b.shape, 1]) : b, dtype);
  const product = record(multiplyBatch(left, right), {
    operation: 'matmul',
    inputs: [left, right],
    backward: gradient => [
      left.requiresGrad ? sumTo(multiplyBatch(gradient, transpose(right, -2, -1)), left.shape) : null,
      right.requiresGrad ? sumTo(multiplyBatch(transpose(left, -2, -1), gradient), right.shape) : null,
    ],
  });
  if (a.rank > 1 && b.rank > 1) return product;
  const batch = product.shape.slice(0, -2);
  const [rows, columns] = [product.shape.at(-2)!, product.shape.at(-1)!];
  return product.withShape([...batch, ...(a.rank === 1 ? [] : [rows]), ...(b.rank === 1 ? [] : [columns])]);
}

function checkInner(a: Shape, b: Shape): void {
  const shapes = `${shapeText(a)} x ${shapeText(b)}`;
  if (a.length === 0 || b.length === 0) {
    throw new ShapeError(
      'matmul/scalar',
      `matmul: ${shapes}: a scalar has no axis to sum over; use mul(a, b)`,
    );
  }
  const axis = b.length === 1 ? 0 : b.length - 2;
  if (a.at(-1) !== b[axis]) {
    throw new ShapeError(
      'matmul/inner',
      `matmul: ${shapes}: axis ${a.length - 1} of the left has ${a.at(-1)}, axis ${axis} of the right has ` +
        `${b[axis]}; the summed axes must be equal`,
    );
  }
}

/** [..., m, k] x [..., k, n] -> [..., m, n] for two tensors of one dtype. */
function multiplyBatch(left: Tensor, right: Tensor): Tensor {
  const [rows, inner, columns] = [left.shape.at(-2)!, left.shape.at(-1)!, right.shape.at(-1)!];
  const [leftBatch, rightBatch] = [left.shape.slice(0, -2), right.shape.slice(0, -2)];
  const batch = broadcastShapes('matmul', [leftBatch, rightBatch]);
  const result = Tensor.allocate(left.dtype, [...batch, rows, columns]);
  const multiply = isFloat(left.dtype) ? multiplyFloats : multiplyIntegers;
  const matrix = (x: Tensor, index: number, size: number): TypedArray =>
    x.data.subarray(index * size, (index + 1) * size);
  let at = 0;
  const readings = [broadcastReading(leftBatch, batch), broadcastReading(rightBatch, batch)];
  forEachRun(batch, readings, ({ length, starts, steps }) => {
    for (let i = 0; i < length; i++) {
      const a = matrix(left, starts[0]! + i * steps[0]!, rows * inner);
      const b = matrix(right, starts[1]! + i * steps[1]!, inner * columns);
      multiply(a, b, matrix(result, at++, rows * columns), { rows, inner, columns });
    }
  });
  return result;
}

interface MatrixSizes {
  rows: number;
  inner: number;
  columns: number;
}

/** A row of the product is summed as a whole, so that all three matrices are read along their rows. */
function multiplyFloats(a: TypedArray, b: TypedArray, out: TypedArray, sizes: MatrixSizes): void {
  const { rows, inner, columns } = sizes;
  const sums = new Float64Array(columns);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    for (let k = 0; k < inner; k++) {
      const factor = a[row * inner + k]!;
      for (let column = 0; column < columns; column++) sums[column]! += factor * b[k * columns + column]!;
    }
    out.set(sums, row * columns);
  }
}

/** The same modulo 2^32: products of int32 do not fit a double. */
function multiplyIntegers(a: TypedArray, b: TypedArray, out: TypedArray, sizes: MatrixSizes): void {
  const { rows, inner, columns } = sizes;
  const sums = new Int32Array(columns);
  for (let row = 0; row < rows; row++) {
    sums.fill(0);
    for (let k = 0; k < inner; k++) {
      const factor = a[row * inner + k]!;
      for (let column = 0; column < columns; column++) {
        sums[column]! += Math.imul(factor, b[k * columns + column]!);
      }
    }
    out.set(sums, row * columns);
  }
}
