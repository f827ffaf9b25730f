import { checkFinite } from './check';
import { isFloat } from './dtype';
import { floatType } from './elementwise';
import { foldAxes, resolveReduction, resultOf, type ReduceOptions, type Reduction } from './reduce';
import type { Tensor } from './tensor';

export interface VarianceOptions extends ReduceOptions {
  /** Taken off the number of elements in the divisor; 1 (Bessel's correction) when not given. */
  correction?: number;
}

/**
 * The sum of elements, 0 of none. Floats are summed in float64. uint8 gives int32, and int32 wraps around:
 * there is no int64 as in PyTorch; convert to float64 for larger sums.
 *
 * @throws ArgumentError `shape/axis`, `options/unknown`
 */
export function sum(x: Tensor, options: ReduceOptions = {}): Tensor {
  const reduction = resolveReduction('sum', x, options);
  const wraps = !isFloat(x.dtype);
  const totals = foldAxes(reduction, { initial: 0, step: (sofar, value) => sofar + value, wraps });
  return resultOf(reduction, wraps ? 'int32' : x.dtype, totals);
}

/**
 * The product of elements, 1 of none; dtypes as for `sum`.
 *
 * @throws ArgumentError `shape/axis`, `options/unknown`
 */
export function prod(x: Tensor, options: ReduceOptions = {}): Tensor {
  const reduction = resolveReduction('prod', x, options);
  const wraps = !isFloat(x.dtype);
  const step = wraps ? Math.imul : (sofar: number, value: number): number => sofar * value;
  return resultOf(reduction, wraps ? 'int32' : x.dtype, foldAxes(reduction, { initial: 1, step, wraps }));
}

/**
 * The mean of elements, NaN of none. Integers give float32.
 *
 * @throws ArgumentError `shape/axis`, `options/unknown`
 */
export function mean(x: Tensor, options: ReduceOptions = {}): Tensor {
  const reduction = resolveReduction('mean', x, options);
  return resultOf(reduction, floatType('mean', x), meansOf(reduction));
}

/**
 * The variance of elements: their squared distances from the mean, summed and divided by count - correction
 * (NaN where that gives 0 / 0). Integers give float32. It is called `var` in PyTorch, a keyword here.
 *
 * @throws ArgumentError `shape/axis`, `options/unknown`, `argument/number`
 */
export function variance(x: Tensor, options: VarianceOptions = {}): Tensor {
  return spread('variance', x, options, value => value);
}

/**
 * The standard deviation, the square root of `variance`.
 *
 * @throws ArgumentError `shape/axis`, `options/unknown`, `argument/number`
 */
export function std(x: Tensor, options: VarianceOptions = {}): Tensor {
  return spread('std', x, options, Math.sqrt);
}

function meansOf(reduction: Reduction): Float64Array {
  const totals = foldAxes(reduction, { initial: 0, step: (sofar, value) => sofar + value });
  return Float64Array.from(totals, value => value / reduction.count);
}

/** Two passes, since the difference of two large sums would lose what is looked for. */
function spread(
  operation: string,
  x: Tensor,
  options: VarianceOptions,
  finish: (variance: number) => number,
): Tensor {
  const reduction = resolveReduction(operation, x, options, ['dim', 'keepdim', 'correction']);
  const correction = checkFinite(`${operation}: correction`, options.correction ?? 1);
  const means = meansOf(reduction);
  const squares = foldAxes(reduction, {
    initial: 0,
    step: (sofar, value, place) => sofar + (value - means[place]!) ** 2,
  });
  const divisor = Math.max(0, reduction.count - correction);
  return resultOf(
    reduction,
    floatType(operation, x),
    Float64Array.from(squares, value => finish(value / divisor)),
  );
}
