import { ArgumentError } from '../errors';
import { describeValue } from './check';
import { checkNotEmpty, foldAxes, recordReduction, resolveReduction, resultOf } from './reduce';
import type { ReduceOptions, Reduction, ReductionSlope } from './reduce';
import { sizeOf } from './shape';
import { Tensor } from './tensor';

/** For argmax and argmin, which look along one axis or through all elements. */
export interface ArgOptions {
  dim?: number;
  keepdim?: boolean;
}

/**
 * The largest element, NaN if there is one among them (PyTorch's `amax`; positions are those of `argmax`). Elements
 * that tie for it share the gradient evenly, as in `amax` and unlike in PyTorch's `max` along an axis, which gives
 * all of it to one.
 *
 * @throws ShapeError `reduce/empty` for the maximum of no elements
 * @throws ArgumentError `shape/axis`, `options/unknown`
 */
export function max(x: Tensor, options: ReduceOptions = {}): Tensor {
  const reduction = resolveReduction('max', x, options);
  checkNotEmpty('max', reduction);
  const largest = foldAxes(reduction, { initial: -Infinity, step: (a, b) => Math.max(a, b) });
  return recordReduction(resultOf(reduction, x.dtype, largest), {
    operation: 'max',
    reduction,
    slope: () => extremumSlope(reduction, largest),
  });
}

/**
 * The smallest element, NaN if there is one among them (PyTorch's `amin`; positions are those of `argmin`). Elements
 * that tie for it share the gradient evenly, as in `amin` and unlike in PyTorch's `min` along an axis, which gives
 * all of it to one.
 *
 * @throws ShapeError `reduce/empty` for the minimum of no elements
 * @throws ArgumentError `shape/axis`, `options/unknown`
 */
export function min(x: Tensor, options: ReduceOptions = {}): Tensor {
  const reduction = resolveReduction('min', x, options);
  checkNotEmpty('min', reduction);
  const smallest = foldAxes(reduction, { initial: Infinity, step: (a, b) => Math.min(a, b) });
  return recordReduction(resultOf(reduction, x.dtype, smallest), {
    operation: 'min',
    reduction,
    slope: () => extremumSlope(reduction, smallest),
  });
}

/** An even share of the gradient for those that tie; NaN, which ties with nothing, leaves 0 / 0 everywhere. */
function extremumSlope(reduction: Reduction, extrema: ArrayLike<number>): ReductionSlope {
  const ties = foldAxes(reduction, {
    initial: 0,
    step: (sofar, value, place) => sofar + Number(value === extrema[place]),
  });
  return (g, value, place) => (value === extrema[place] ? g : 0) / ties[place]!;
}

/**
 * The position of the first largest element along `dim`, or in the flat tensor when no axis is given; a NaN
 * counts as the largest. int32, so that no gradient passes.
 *
 * @throws ShapeError `reduce/empty` for an axis without elements
 * @throws ArgumentError `reduce/one-axis` for a list of axes, `shape/axis`, `options/unknown`
 */
export function argmax(x: Tensor, options: ArgOptions = {}): Tensor {
  return position('argmax', x, options, (value, best) => value > best);
}

/**
 * The position of the first smallest element along `dim`, or in the flat tensor when no axis is given; a NaN
 * counts as the smallest. int32, so that no gradient passes.
 *
 * @throws ShapeError `reduce/empty` for an axis without elements
 * @throws ArgumentError `reduce/one-axis` for a list of axes, `shape/axis`, `options/unknown`
 */
export function argmin(x: Tensor, options: ArgOptions = {}): Tensor {
  return position('argmin', x, options, (value, best) => value < best);
}

function position(
  operation: string,
  x: Tensor,
  options: ArgOptions,
  beats: (value: number, best: number) => boolean,
): Tensor {
  const reduction = resolveReduction(operation, x, options);
  if (options.dim !== undefined && typeof options.dim !== 'number') {
    throw new ArgumentError(
      'reduce/one-axis',
      `${operation}: dim is one axis, got ${describeValue(options.dim)}; leave it out to look through all elements`,
    );
  }
  checkNotEmpty(operation, reduction);
  const { axes, count, shape } = reduction;
  const inner = options.dim === undefined ? 1 : sizeOf(x.shape.slice(axes[0]! + 1)); // elements from one to the next
  const result = Tensor.allocate('int32', shape);
  const { data } = x;
  for (let place = 0; place < result.size; place++) {
    const first = Math.floor(place / inner) * inner * count + (place % inner);
    let best = 0;
    for (let i = 1; i < count && !Number.isNaN(data[first + best * inner]); i++) {
      const value = data[first + i * inner]!;
      if (Number.isNaN(value) || beats(value, data[first + best * inner]!)) best = i;
    }
    result.data[place] = best;
  }
  return result;
}
