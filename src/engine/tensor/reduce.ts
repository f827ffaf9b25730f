import { record } from '../autograd/record';
import { ArgumentError, ShapeError } from '../errors';
import { checkOptions } from '../options';
import { checkTensor } from './check';
import type { DType } from './dtype';
import { resolveDims } from './permute';
import { shapeText, sizeOf, stridesOf } from './shape';
import { contiguous, forEachRun, type Strided } from './strided';
import { Tensor } from './tensor';

export interface ReduceOptions {
  /** The axis or axes to reduce; all when not given. */
  dim?: number | readonly number[];
  /** Keep reduced axes with size 1. */
  keepdim?: boolean;
}

/** A reduction with its options filled in. `keptShape` has size 1 for reduced axes. */
export interface Reduction {
  x: Tensor;
  axes: readonly number[];
  keptShape: readonly number[];
  /** The shape of the result: keptShape, or that without the reduced axes. */
  shape: readonly number[];
  /** Elements that make one element of the result. */
  count: number;
}

/**
 * Fills in the options of a reduction. An empty list of axes means all, as in PyTorch.
 *
 * @throws ArgumentError `tensor/expected`, `options/unknown`, `reduce/keepdim`, `shape/axis`, `shape/repeated-axis`
 */
export function resolveReduction(
  operation: string,
  x: Tensor,
  options: ReduceOptions,
  known: readonly string[] = ['dim', 'keepdim'],
): Reduction {
  checkTensor(operation, 'x', x);
  checkOptions(operation, options, known);
  const { dim = [], keepdim = false } = options;
  if (typeof keepdim !== 'boolean') {
    throw new ArgumentError(
      'reduce/keepdim',
      `${operation}: keepdim must be true or false, got ${String(keepdim)}`,
    );
  }
  const listed = resolveDims(operation, typeof dim === 'number' ? [dim] : dim, x.rank);
  const axes = listed.length ? listed : x.shape.map((_, axis) => axis);
  return {
    x,
    axes,
    keptShape: x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size)),
    shape: keepdim
      ? x.shape.map((size, axis) => (axes.includes(axis) ? 1 : size))
      : x.shape.filter((_, axis) => !axes.includes(axis)),
    count: axes.reduce((product, axis) => product * x.shape[axis]!, 1),
  };
}

/**
 * Refuses a reduction that has no answer for zero elements, such as an extremum.
 *
 * @throws ShapeError `reduce/empty`
 */
export function checkNotEmpty(operation: string, { x, axes, count }: Reduction): void {
  if (count === 0) {
    const empty = axes.find(axis => x.shape[axis] === 0);
    throw new ShapeError(
      'reduce/empty',
      `${operation}: axis ${empty} of ${shapeText(x.shape)} has 0 elements, at least 1 is needed; ` +
        `there is no ${operation} of nothing`,
    );
  }
}

/** What a fold starts from and how it takes in one element, given the place of its result. */
export interface Fold {
  initial: number;
  /** Totals are int32 and wrap around, instead of float64. */
  wraps?: boolean;
  step: (accumulated: number, value: number, place: number) => number;
}

/** Folds the reduced axes, elements in row-major order, into one number per element of the result. */
export function foldAxes(reduction: Reduction, fold: Fold): Float64Array | Int32Array {
  const { initial, step, wraps = false } = fold;
  const length = sizeOf(reduction.keptShape);
  const totals = wraps ? new Int32Array(length) : new Float64Array(length);
  totals.fill(initial);
  const { data } = reduction.x;
  forEachRun(reduction.x.shape, readingsOf(reduction), ({ length: run, starts, steps }) => {
    let [from, place] = starts as [number, number]; // one start per reading
    const [df, dp] = steps as [number, number];
    for (let i = 0; i < run; i++, from += df, place += dp)
      totals[place] = step(totals[place]!, data[from]!, place);
  });
  return totals;
}

/** For each element, where it lies and where its result does. */
function readingsOf({ x, axes, keptShape }: Reduction): [Strided, Strided] {
  const strides = stridesOf(keptShape).map((stride, axis) => (axes.includes(axis) ? 0 : stride));
  return [contiguous(x.shape), { offset: 0, strides }];
}

/** The numbers of a fold as a tensor of the reduction's shape. */
export function resultOf({ shape }: Reduction, dtype: DType, totals: ArrayLike<number>): Tensor {
  const result = Tensor.allocate(dtype, shape);
  result.data.set(totals);
  return result;
}

/** The gradient by an element, from that by its result, which stands at `place`. */
export type ReductionSlope = (gradient: number, value: number, place: number) => number;

/** How a reduction is differentiated. */
export interface ReductionRule {
  operation: string;
  reduction: Reduction;
  /** Makes the slope when gradients are asked for, so that what it needs costs nothing before. */
  slope: () => ReductionSlope;
}

/**
 * `record` for a reduction.
 *
 * @source PyTorch, tools/autograd/derivatives.yaml, for the slopes of the reductions
 */
export function recordReduction(result: Tensor, { operation, reduction, slope }: ReductionRule): Tensor {
  const { x } = reduction;
  const backward = (gradient: Tensor): Tensor[] => {
    const byElement = Tensor.allocate(x.dtype, x.shape);
    const [source, given, target] = [x.data, gradient.data, byElement.data];
    const at = slope();
    forEachRun(x.shape, readingsOf(reduction), ({ length, starts, steps }) => {
      let [from, place] = starts as [number, number]; // one start per reading
      const [df, dp] = steps as [number, number];
      for (let i = 0; i < length; i++, from += df, place += dp)
        target[from] = at(given[place]!, source[from]!, place);
    });
    return [byElement];
  };
  return record(result, { operation, inputs: [x], backward });
}
