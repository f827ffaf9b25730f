import { ArgumentError, ShapeError } from '../errors';
import { checkInteger, checkTensor, describeValue } from './check';
import { shapeText, stridesOf } from './shape';
import { pick } from './strided';
import type { Tensor } from './tensor';

/**
 * What to take of one axis: all of it (null), one index, which drops the axis, or [start, end, step] with the
 * end left out. Start and end may be null (as far as it goes) or negative (from the back); out of range they
 * are cut to the axis, as in PyTorch and Python.
 */
export type SliceRange =
  null | number | readonly [start?: number | null, end?: number | null, step?: number | null];

/** One axis after its range is worked out; `drop` for a single index. */
interface Taken {
  start: number;
  length: number;
  step: number;
  drop: boolean;
}

/**
 * A part of `x`, one range per axis, outermost first; axes without a range are taken whole. A copy.
 *
 *     slice(x, [0])                         // x[0]
 *     slice(x, [null, 1, [2, -1], [0, null, 2]]) // x[:, 1, 2:-1, ::2]
 *
 * @throws ShapeError `slice/rank` for more ranges than axes, `slice/index` for an index outside its axis
 * @throws ArgumentError `slice/range` for anything that is no range, `argument/integer` for a step below 1:
 *   use `flip` to reverse an axis
 */
export function slice(x: Tensor, ranges: readonly SliceRange[]): Tensor {
  checkTensor('slice', 'x', x);
  if (!Array.isArray(ranges)) {
    throw new ArgumentError(
      'slice/range',
      `slice: ranges is a list with one entry per axis such as [0, [1, 3]], got ${describeValue(ranges)}`,
    );
  }
  if (ranges.length > x.rank) {
    throw new ShapeError(
      'slice/rank',
      `slice: ${ranges.length} ranges for the ${x.rank} axes of ${shapeText(x.shape)}; give one per axis`,
    );
  }
  const strides = stridesOf(x.shape);
  const taken = x.shape.map((size, axis) => resolveRange((ranges[axis] as unknown) ?? null, size, axis));
  const kept = taken.flatMap((part, axis) => (part.drop ? [] : [axis]));
  return pick(x, {
    operation: 'slice',
    shape: kept.map(axis => taken[axis]!.length),
    offset: taken.reduce((sum, part, axis) => sum + part.start * strides[axis]!, 0),
    strides: kept.map(axis => strides[axis]! * taken[axis]!.step),
  });
}

function resolveRange(range: unknown, size: number, axis: number): Taken {
  if (range === null) return { start: 0, length: size, step: 1, drop: false };
  if (typeof range === 'number')
    return { start: resolveIndex(range, size, axis), length: 1, step: 1, drop: true };
  if (!Array.isArray(range) || range.length > 3) {
    throw new ArgumentError(
      'slice/range',
      `slice: axis ${axis} takes an index, null or [start, end, step], got ${describeValue(range)}`,
    );
  }
  const [first, last, by] = range as unknown[];
  const what = `slice: axis ${axis}:`;
  const start = clampBound(checkInteger(`${what} start`, first ?? 0), size);
  const end = clampBound(checkInteger(`${what} end`, last ?? size), size);
  const step = checkInteger(`${what} step`, by ?? 1, { least: 1 });
  return { start, length: Math.max(0, Math.ceil((end - start) / step)), step, drop: false };
}

function resolveIndex(index: number, size: number, axis: number): number {
  if (!Number.isInteger(index) || index < -size || index >= size) {
    throw new ShapeError(
      'slice/index',
      `slice: index ${index} is outside axis ${axis} of size ${size}; use ${-size} to ${size - 1}`,
    );
  }
  return index < 0 ? index + size : index;
}

function clampBound(bound: number, size: number): number {
  return Math.min(Math.max(bound < 0 ? bound + size : bound, 0), size);
}
