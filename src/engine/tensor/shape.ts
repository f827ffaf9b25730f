import { ArgumentError, ShapeError } from '../errors';

/** Sizes of the axes, outermost first, as in PyTorch: [N, C, H, W] for a batch of images. */
export type Shape = readonly number[];

/** `[2, 3, 4]`, as shapes are written in every message and drawing. */
export function shapeText(shape: Shape): string {
  return `[${shape.join(', ')}]`;
}

/** Number of elements; 1 for a scalar's empty shape. */
export function sizeOf(shape: Shape): number {
  return shape.reduce((product, size) => product * size, 1);
}

/** Elements to step over for a step of one along each axis of a contiguous tensor. */
export function stridesOf(shape: Shape): number[] {
  const strides = new Array<number>(shape.length);
  let step = 1;
  for (let axis = shape.length - 1; axis >= 0; axis--) {
    strides[axis] = step;
    step *= shape[axis]!;
  }
  return strides;
}

/**
 * Checks that `shape` is a list of whole numbers, none negative, and returns a copy.
 *
 * @throws ShapeError `shape/invalid`
 */
export function checkShape(operation: string, shape: unknown): number[] {
  if (!Array.isArray(shape)) {
    throw new ShapeError(
      'shape/invalid',
      `${operation}: a shape is a list of sizes such as [1, 3, 32, 32], got ${String(shape)}`,
    );
  }
  return shape.map((size: unknown, axis) => {
    if (typeof size !== 'number' || !Number.isInteger(size) || size < 0) {
      throw new ShapeError(
        'shape/invalid',
        `${operation}: axis ${axis} of a shape must be a whole number of 0 or more, got ${String(size)}`,
      );
    }
    return size;
  });
}

/**
 * The axis counted from the front, for one that may count from the back (-1 is the last).
 *
 * @throws ArgumentError `shape/axis` when there is no such axis
 */
export function resolveDim(operation: string, dim: number, rank: number): number {
  const resolved = dim < 0 ? dim + rank : dim;
  if (!Number.isInteger(dim) || resolved < 0 || resolved >= rank) {
    const use = rank === 0 ? 'a scalar has no axes' : `use ${-rank} to ${rank - 1}`;
    throw new ArgumentError(
      'shape/axis',
      `${operation}: dim = ${dim} is not an axis of a tensor of ${rank} dimensions; ${use}`,
    );
  }
  return resolved;
}
