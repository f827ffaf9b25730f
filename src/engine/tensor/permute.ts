import { ArgumentError, ShapeError } from '../errors';
import { checkTensor, describeValue } from './check';
import { resolveDim, shapeText, stridesOf } from './shape';
import { pick } from './strided';
import type { Tensor } from './tensor';

/**
 * `x` with its axes in another order: axis i of the result is axis dims[i] of `x`. A copy.
 *
 * @throws ShapeError `permute/dims` unless every axis is named exactly once
 * @throws ArgumentError `shape/axis` for an axis that `x` does not have
 */
export function permute(x: Tensor, dims: readonly number[]): Tensor {
  checkTensor('permute', 'x', x);
  const order = resolveDims('permute', dims, x.rank);
  if (order.length !== x.rank) {
    throw new ShapeError(
      'permute/dims',
      `permute: ${shapeText(dims)} names ${order.length} axes, ${shapeText(x.shape)} has ${x.rank}; ` +
        'name every axis once',
    );
  }
  const strides = stridesOf(x.shape);
  return pick(x, {
    operation: 'permute',
    shape: order.map(axis => x.shape[axis]!),
    offset: 0,
    strides: order.map(axis => strides[axis]!),
  });
}

/**
 * `x` with two of its axes swapped. A copy.
 *
 * @throws ArgumentError `shape/axis` for an axis that `x` does not have
 */
export function transpose(x: Tensor, dim0: number, dim1: number): Tensor {
  checkTensor('transpose', 'x', x);
  const [first, second] = [resolveDim('transpose', dim0, x.rank), resolveDim('transpose', dim1, x.rank)];
  const order = x.shape.map((_, axis) => (axis === first ? second : axis === second ? first : axis));
  return permute(x, order);
}

/**
 * `x` with the order of its elements reversed along the given axes. A copy.
 *
 * @throws ArgumentError `shape/axis` for an axis that `x` does not have, `shape/repeated-axis`
 */
export function flip(x: Tensor, dims: number | readonly number[]): Tensor {
  checkTensor('flip', 'x', x);
  const strides = stridesOf(x.shape);
  let offset = 0;
  for (const axis of resolveDims('flip', typeof dims === 'number' ? [dims] : dims, x.rank)) {
    offset += (x.shape[axis]! - 1) * strides[axis]!;
    strides[axis]! *= -1;
  }
  return pick(x, { operation: 'flip', shape: x.shape, offset, strides });
}

/**
 * The axes of a list that may count from the back, each named once.
 *
 * @throws ArgumentError `shape/axis-list`, `shape/axis`, `shape/repeated-axis`
 */
export function resolveDims(operation: string, dims: readonly number[], rank: number): number[] {
  if (!Array.isArray(dims)) {
    throw new ArgumentError(
      'shape/axis-list',
      `${operation}: dims is a list of axes such as [0, 1], got ${describeValue(dims)}`,
    );
  }
  const axes = dims.map(dim => resolveDim(operation, dim as number, rank));
  const repeated = axes.find((axis, i) => axes.indexOf(axis) !== i);
  if (repeated !== undefined) {
    throw new ArgumentError(
      'shape/repeated-axis',
      `${operation}: ${shapeText(dims)} names axis ${repeated} twice; name each axis once`,
    );
  }
  return axes;
}
