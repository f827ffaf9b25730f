import { ArgumentError, ShapeError } from '../errors';
import { checkInteger, checkTensor } from './check';
import { checkShape, resolveDim, shapeText, sizeOf, type Shape } from './shape';
import type { Tensor } from './tensor';

/**
 * The elements of `x`, in the same order, under another shape; one size may be -1, which is worked out. The
 * result shares the storage of `x`.
 *
 * @throws ShapeError `reshape/size` when the shape has another number of elements
 */
export function reshape(x: Tensor, shape: Shape): Tensor {
  checkTensor('reshape', 'x', x);
  return x.withShape(resolveShape(x.shape, shape));
}

function resolveShape(from: Shape, shape: Shape): number[] {
  const open = Array.isArray(shape) ? shape.indexOf(-1) : -1;
  const sizes = checkShape(
    'reshape',
    open < 0 ? shape : shape.map((size, axis) => (axis === open ? 1 : size)),
  );
  const [have, known] = [sizeOf(from), sizeOf(sizes)];
  const fits = open < 0 ? have === known : have % known === 0; // x % 0 is NaN, so -1 beside a 0 never fits
  if (!fits) {
    throw new ShapeError(
      'reshape/size',
      `reshape: ${shapeText(from)} has ${have} elements, ${shapeText(shape)} ` +
        (open < 0
          ? `has ${known}; the number of elements must stay`
          : `needs a multiple of ${known} for axis ${open} to be worked out`),
    );
  }
  if (open >= 0) sizes[open] = have / known;
  return sizes;
}

/**
 * `x` with the axes from `startDim` to `endDim`, both included, made one; a scalar gives shape [1]. The result
 * shares the storage of `x`.
 *
 * @throws ArgumentError `shape/axis` for an axis that `x` does not have, `flatten/order` when start is after end
 */
export function flatten(x: Tensor, startDim = 0, endDim = -1): Tensor {
  checkTensor('flatten', 'x', x);
  const shape = x.rank === 0 ? [1] : x.shape;
  const [start, end] = [
    resolveDim('flatten', startDim, shape.length),
    resolveDim('flatten', endDim, shape.length),
  ];
  if (start > end) {
    throw new ArgumentError(
      'flatten/order',
      `flatten: startDim = ${start} comes after endDim = ${end}; give the outer axis first`,
    );
  }
  const merged = sizeOf(shape.slice(start, end + 1));
  return x.withShape([...shape.slice(0, start), merged, ...shape.slice(end + 1)]);
}

/**
 * `x` without its axes of size 1, or without the axis `dim` if that has size 1. The result shares the storage
 * of `x`.
 *
 * @throws ArgumentError `shape/axis` for an axis that `x` does not have
 */
export function squeeze(x: Tensor, dim?: number): Tensor {
  checkTensor('squeeze', 'x', x);
  const axis = dim === undefined ? undefined : resolveDim('squeeze', dim, x.rank);
  return x.withShape(x.shape.filter((size, i) => size !== 1 || (axis !== undefined && i !== axis)));
}

/**
 * `x` with an axis of size 1 put in at `dim`; -1 puts it last. The result shares the storage of `x`.
 *
 * @throws ArgumentError `argument/integer` for a place outside the axes
 */
export function unsqueeze(x: Tensor, dim: number): Tensor {
  checkTensor('unsqueeze', 'x', x);
  checkInteger('unsqueeze: dim', dim, { least: -x.rank - 1, most: x.rank });
  const at = dim < 0 ? dim + x.rank + 1 : dim;
  return x.withShape([...x.shape.slice(0, at), 1, ...x.shape.slice(at)]);
}
