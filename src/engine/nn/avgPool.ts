import { record } from '../autograd/record';
import { gather, scatter } from '../conv/loops';
import { planOf, type Plan } from '../conv/plan';
import { checkOptions } from '../options';
import { checkBoolean, checkTensor } from '../tensor/check';
import { Tensor } from '../tensor/tensor';
import { checkFloats } from './operands';
import { resolvePool, type PoolGeometry, type ResolvedPool } from './poolGeometry';

export interface AvgPoolOptions extends Pick<PoolGeometry, 'stride' | 'padding'> {
  /** Whether padding counts as zeros, or the mean is that of the input's elements alone. Default true. */
  countIncludePad?: boolean;
}

/**
 * The mean of each window along one axis.
 *
 *     avgPool1d(tensor([[1, 3, 2, 6]]), 2)   // [[2, 4]]
 *
 * - `x` [N, C, L] or [C, L], float32 or float64; `kernel` the length of the windows
 * - `stride` default the kernel; `padding` default 0, at most half the kernel; `countIncludePad` default true
 * - result [N, C, L'] or [C, L'], L' as `outputLength` says
 *
 * @throws ShapeError, ArgumentError as `resolvePool` does, and `tensor/expected`, `nn/dtype`, `options/unknown`,
 *   `argument/boolean`
 */
export function avgPool1d(
  x: Tensor,
  kernel: number | readonly number[],
  options: AvgPoolOptions = {},
): Tensor {
  return avgPoolNd({ operation: 'avgPool1d', spatial: 1 }, x, kernel, options);
}

/**
 * The mean of each window over height and width.
 *
 *     avgPool2d(randn([1, 8, 32, 32]), 2).shape   // [1, 8, 16, 16]
 *
 * - `x` [N, C, H, W] or [C, H, W], float32 or float64; `kernel` a number or [kH, kW]
 * - `stride` default the kernel; `padding` default 0, at most half the kernel; `countIncludePad` default true
 * - result [N, C, H', W'] or [C, H', W'], each length as `outputLength` says
 *
 * @throws ShapeError, ArgumentError as `resolvePool` does, and `tensor/expected`, `nn/dtype`, `options/unknown`,
 *   `argument/boolean`
 */
export function avgPool2d(
  x: Tensor,
  kernel: number | readonly number[],
  options: AvgPoolOptions = {},
): Tensor {
  return avgPoolNd({ operation: 'avgPool2d', spatial: 2 }, x, kernel, options);
}

/**
 * The mean of each window over depth, height and width.
 *
 *     avgPool3d(randn([1, 4, 8, 8, 8]), 2).shape   // [1, 4, 4, 4, 4]
 *
 * - `x` [N, C, D, H, W] or [C, D, H, W], float32 or float64; `kernel` a number or [kD, kH, kW]
 * - `stride` default the kernel; `padding` default 0, at most half the kernel; `countIncludePad` default true
 * - result [N, C, D', H', W'] or [C, D', H', W'], each length as `outputLength` says
 *
 * @throws ShapeError, ArgumentError as `resolvePool` does, and `tensor/expected`, `nn/dtype`, `options/unknown`,
 *   `argument/boolean`
 */
export function avgPool3d(
  x: Tensor,
  kernel: number | readonly number[],
  options: AvgPoolOptions = {},
): Tensor {
  return avgPoolNd({ operation: 'avgPool3d', spatial: 3 }, x, kernel, options);
}

function avgPoolNd(
  { operation, spatial }: { operation: string; spatial: number },
  x: Tensor,
  kernel: PoolGeometry['kernel'],
  options: AvgPoolOptions,
): Tensor {
  checkTensor(operation, 'x', x);
  checkOptions(operation, options, ['stride', 'padding', 'countIncludePad']);
  checkFloats(operation, { x });
  const { countIncludePad = true, stride, padding } = options;
  checkBoolean(`${operation}: countIncludePad`, countIncludePad);
  const pool = resolvePool(operation, x.shape, { spatial, kernel, stride, padding });
  const plan = planOf(pool.axes, 'input');
  // A mean is a convolution of each plane by a filter of ones, divided by what it has summed.
  const ones = new Float64Array(plan.filter).fill(1);
  const counts = countIncludePad
    ? new Float64Array(plan.positions).fill(plan.filter)
    : elementsOf(plan, ones);
  return record(means(x, pool, { plan, ones, counts }), {
    operation,
    inputs: [x],
    backward: gradient => [spread(x, gradient, { plan, ones, counts })],
  });
}

interface Windows {
  plan: Plan;
  ones: Float64Array;
  /** What the sum of each window is divided by. */
  counts: Float64Array;
}

/** Elements of the input in each window. */
function elementsOf(plan: Plan, ones: Float64Array): Float64Array {
  const sums = new Float64Array(plan.positions);
  const source = new Float64Array(plan.field).fill(1);
  gather(plan, { source, sourceStart: 0, weight: ones, weightStart: 0, sums });
  return sums;
}

function means(x: Tensor, { planes, outputShape }: ResolvedPool, { plan, ones, counts }: Windows): Tensor {
  const result = Tensor.allocate(x.dtype, outputShape);
  const sums = new Float64Array(plan.positions);
  for (let plane = 0; plane < planes; plane++) {
    sums.fill(0);
    gather(plan, { source: x.data, sourceStart: plane * plan.field, weight: ones, weightStart: 0, sums });
    for (let i = 0; i < sums.length; i++) sums[i]! /= counts[i]!;
    result.data.set(sums, plane * plan.positions);
  }
  return result;
}

/** The gradient by `x`: that of each mean in equal parts to its elements. */
function spread(x: Tensor, gradient: Tensor, { plan, ones, counts }: Windows): Tensor {
  const result = Tensor.allocate(x.dtype, x.shape);
  const parts = new Float64Array(plan.positions);
  const sums = new Float64Array(plan.field);
  for (let from = 0, to = 0; to < x.size; from += plan.positions, to += plan.field) {
    for (let i = 0; i < parts.length; i++) parts[i] = gradient.data[from + i]! / counts[i]!;
    sums.fill(0);
    scatter(plan, { source: parts, sourceStart: 0, weight: ones, weightStart: 0, sums });
    result.data.set(sums, to);
  }
  return result;
}
