import { ShapeError } from '../errors';
import { checkTensor } from './check';
import { checkShape, shapeText, stridesOf, type Shape } from './shape';
import { addStrided, pick, type Strided } from './strided';
import type { Tensor } from './tensor';

/**
 * The shape to which all the given shapes stretch: they are lined up at their last axes, and an axis of size 1
 * or a missing one takes the size of the others.
 *
 * @throws ShapeError `broadcast/mismatch`
 * @source NumPy, "Broadcasting", general rules; PyTorch keeps to them
 */
export function broadcastShapes(operation: string, shapes: readonly Shape[]): number[] {
  const rank = Math.max(0, ...shapes.map(shape => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sizes = shapes.map(shape => shape[axis - rank + shape.length] ?? 1);
    const size = sizes.find(s => s !== 1) ?? 1;
    const other = sizes.find(s => s !== 1 && s !== size);
    if (other !== undefined) {
      throw new ShapeError(
        'broadcast/mismatch',
        `${operation}: shapes ${shapes.map(shapeText).join(' and ')} do not broadcast: axis ${axis - rank} ` +
          `has ${size} and ${other}; sizes must be equal or 1`,
      );
    }
    return size;
  });
}

/** How a tensor of shape `from` is read under the shape `target` that it stretches to. */
export function broadcastReading(from: Shape, target: Shape): Strided {
  const own = stridesOf(from);
  const missing = target.length - from.length;
  const strides = target.map((_, axis) => {
    const place = axis - missing;
    return place < 0 || from[place] === 1 ? 0 : own[place]!;
  });
  return { offset: 0, strides };
}

/**
 * `x` stretched to `shape`, its elements repeated along axes of size 1 and new outer axes. A copy, whose gradients
 * are summed where elements were repeated.
 *
 * @throws ShapeError `broadcast/mismatch` when it does not stretch to that shape
 */
export function broadcastTo(x: Tensor, shape: Shape): Tensor {
  checkTensor('broadcastTo', 'x', x);
  const target = checkShape('broadcastTo', shape);
  const common = broadcastShapes('broadcastTo', [x.shape, target]);
  const axis = common.findIndex((size, i) => size !== target[i - common.length + target.length]);
  if (axis >= 0) {
    throw new ShapeError(
      'broadcast/mismatch',
      `broadcastTo: ${shapeText(x.shape)} does not stretch to ${shapeText(target)}: axis ${axis - common.length} ` +
        `has ${common[axis]} and ${target[axis - common.length + target.length] ?? 'is missing'}; only a size of 1 stretches`,
    );
  }
  return pick(x, { operation: 'broadcastTo', shape: target, ...broadcastReading(x.shape, target) });
}

/**
 * A gradient summed over the axes along which its tensor, of the given shape, was stretched by broadcasting: the
 * opposite of `broadcastTo`. Sums are taken in float64.
 */
export function sumTo(gradient: Tensor, shape: Shape): Tensor {
  const same = gradient.rank === shape.length && gradient.shape.every((size, axis) => size === shape[axis]);
  return same ? gradient : addStrided(gradient, shape, broadcastReading(shape, gradient.shape));
}
