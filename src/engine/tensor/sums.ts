import { checkFinite } from './check';
import { isFloat } from './dtype';
import { floatType } from './elementwise';
import { foldAxes, recordReduction, resolveReduction, resultOf } from './reduce';
import type { ReduceOptions, Reduction, ReductionSlope } from './reduce';
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
  const result = resultOf(reduction, wraps ? 'int32' : x.dtype, totals);
  return recordReduction(result, { operation: 'sum', reduction, slope: () => g => g });
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
  const totals = foldAxes(reduction, { initial: 1, step, wraps });
  const result = resultOf(reduction, wraps ? 'int32' : x.dtype, totals);
  return recordReduction(result, { operation: 'prod', reduction, slope: () => productSlope(reduction) });
}

/** The product of the other elements, which is not product / element when one is 0. */
function productSlope(reduction: Reduction): ReductionSlope {
  const zeros = foldAxes(reduction, { initial: 0, step: (sofar, value) => sofar + Number(value === 0) });
  const rest = foldAxes(reduction, {
    initial: 1,
    step: (sofar, value) => (value === 0 ? sofar : sofar * value),
  });
  return (g, value, place) => {
    if (zeros[place] === 0) return (g * rest[place]!) / value;
    return zeros[place] === 1 && value === 0 ? g * rest[place]! : 0;
  };
}

/**
 * The mean of elements, NaN of none. Integers give float32.
 *
 * @throws ArgumentError `shape/axis`, `options/unknown`
 */
export function mean(x: Tensor, options: ReduceOptions = {}): Tensor {
  const reduction = resolveReduction('mean', x, options);
  const result = resultOf(reduction, floatType('mean', x), meansOf(reduction));
  return recordReduction(result, { operation: 'mean', reduction, slope: () => g => g / reduction.count });
}

/**
 * The variance of elements: their squared distances from the mean, summed and divided by count - correction
 * (NaN where that gives 0 / 0). Integers give float32. It is called `var` in PyTorch, a keyword here.
 *
 * @throws ArgumentError `shape/axis`, `options/unknown`, `argument/number`
 */
export function variance(x: Tensor, options: VarianceOptions = {}): Tensor {
  const { result, reduction, means, divisor } = spread('variance', x, options, value => value);
  return recordReduction(result, {
    operation: 'variance',
    reduction,
    slope: () => (g, value, place) => (2 * g * (value - means[place]!)) / divisor,
  });
}

/**
 * The standard deviation, the square root of `variance`. Its gradient is 0 where it is 0, as in PyTorch.
 *
 * @throws ArgumentError `shape/axis`, `options/unknown`, `argument/number`
 */
export function std(x: Tensor, options: VarianceOptions = {}): Tensor {
  const { result, reduction, means, divisor } = spread('std', x, options, Math.sqrt);
  const { data } = result;
  return recordReduction(result, {
    operation: 'std',
    reduction,
    slope: () => (g, value, place) =>
      data[place] === 0 ? 0 : (g * (value - means[place]!)) / (divisor * data[place]!),
  });
}

function meansOf(reduction: Reduction): Float64Array {
  const totals = foldAxes(reduction, { initial: 0, step: (sofar, value) => sofar + value });
  return Float64Array.from(totals, value => value / reduction.count);
}

/** What came of a variance, and what its gradient needs. */
interface Spread {
  result: Tensor;
  reduction: Reduction;
  means: Float64Array;
  divisor: number;
}

/** Two passes, since the difference of two large sums would lose what is looked for. */
function spread(
  operation: string,
  x: Tensor,
  options: VarianceOptions,
  finish: (variance: number) => number,
): Spread {
  const reduction = resolveReduction(operation, x, options, ['dim', 'keepdim', 'correction']);
  const correction = checkFinite(`${operation}: correction`, options.correction ?? 1);
  const means = meansOf(reduction);
  const squares = foldAxes(reduction, {
    initial: 0,
    step: (sofar, value, place) => sofar + (value - means[place]!) ** 2,
  });
  const divisor = Math.max(0, reduction.count - correction);
  const values = Float64Array.from(squares, value => finish(value / divisor));
  return { result: resultOf(reduction, floatType(operation, x), values), reduction, means, divisor };
}
