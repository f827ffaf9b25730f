import { record } from '../autograd/record';
import { planOf, type Plan } from '../conv/plan';
import { checkOptions } from '../options';
import { checkTensor } from '../tensor/check';
import type { TypedArray } from '../tensor/dtype';
import { Tensor } from '../tensor/tensor';
import { checkFloats } from './operands';
import { resolvePool, type PoolGeometry, type ResolvedPool } from './poolGeometry';

export type MaxPoolOptions = Pick<PoolGeometry, 'stride' | 'padding' | 'dilation'>;

/**
 * The largest element of each window along one axis; NaN where a window has one. Padding is never chosen. The
 * gradient goes to the element that was chosen, the first of equal ones.
 *
 *     maxPool1d(tensor([[1, 3, 2, 5]]), 2)   // [[3, 5]]
 *
 * - `x` [N, C, L] or [C, L], float32 or float64; `kernel` the length of the windows
 * - `stride` default the kernel; `padding` default 0, at most half the kernel; `dilation` default 1
 * - result [N, C, L'] or [C, L'], L' as `outputLength` says
 *
 * @throws ShapeError, ArgumentError as `resolvePool` does, and `tensor/expected`, `nn/dtype`, `options/unknown`
 */
export function maxPool1d(
  x: Tensor,
  kernel: number | readonly number[],
  options: MaxPoolOptions = {},
): Tensor {
  return maxPoolNd({ operation: 'maxPool1d', spatial: 1 }, x, kernel, options);
}

/**
 * The largest element of each window over height and width; NaN where a window has one. Padding is never chosen.
 * The gradient goes to the element that was chosen, the first of equal ones.
 *
 *     maxPool2d(randn([1, 8, 32, 32]), 2).shape                             // [1, 8, 16, 16]
 *     maxPool2d(randn([1, 8, 32, 32]), 3, { stride: 2, padding: 1 }).shape  // [1, 8, 16, 16]
 *
 * - `x` [N, C, H, W] or [C, H, W], float32 or float64; `kernel` a number or [kH, kW]
 * - `stride` default the kernel; `padding` default 0, at most half the kernel; `dilation` default 1
 * - result [N, C, H', W'] or [C, H', W'], each length as `outputLength` says
 *
 * @throws ShapeError, ArgumentError as `resolvePool` does, and `tensor/expected`, `nn/dtype`, `options/unknown`
 */
export function maxPool2d(
  x: Tensor,
  kernel: number | readonly number[],
  options: MaxPoolOptions = {},
): Tensor {
  return maxPoolNd({ operation: 'maxPool2d', spatial: 2 }, x, kernel, options);
}

/**
 * The largest element of each window over depth, height and width; NaN where a window has one. Padding is never
 * chosen. The gradient goes to the element that was chosen, the first of equal ones.
 *
 *     maxPool3d(randn([1, 4, 8, 8, 8]), [1, 2, 2]).shape   // [1, 4, 8, 4, 4]
 *
 * - `x` [N, C, D, H, W] or [C, D, H, W], float32 or float64; `kernel` a number or [kD, kH, kW]
 * - `stride` default the kernel; `padding` default 0, at most half the kernel; `dilation` default 1
 * - result [N, C, D', H', W'] or [C, D', H', W'], each length as `outputLength` says
 *
 * @throws ShapeError, ArgumentError as `resolvePool` does, and `tensor/expected`, `nn/dtype`, `options/unknown`
 */
export function maxPool3d(
  x: Tensor,
  kernel: number | readonly number[],
  options: MaxPoolOptions = {},
): Tensor {
  return maxPoolNd({ operation: 'maxPool3d', spatial: 3 }, x, kernel, options);
}

function maxPoolNd(
  { operation, spatial }: { operation: string; spatial: number },
  x: Tensor,
  kernel: PoolGeometry['kernel'],
  options: MaxPoolOptions,
): Tensor {
  checkTensor(operation, 'x', x);
  checkOptions(operation, options, ['stride', 'padding', 'dilation']);
  checkFloats(operation, { x });
  const pool = resolvePool(operation, x.shape, { ...options, spatial, kernel });
  const { result, chosen } = run(x, pool);
  return record(result, {
    operation,
    inputs: [x],
    backward: gradient => [toChosen(x, chosen, { gradient, pool })],
  });
}

/** The maxima, and of which element of its plane each is; -1 of none, where dilation lets a window miss them all. */
function run(x: Tensor, { planes, axes, outputShape }: ResolvedPool): { result: Tensor; chosen: Int32Array } {
  const result = Tensor.allocate(x.dtype, outputShape);
  const plan = planOf(axes, 'input');
  const { data } = x;
  const chosen = new Int32Array(result.size).fill(-1);
  const [best, place] = [new Float64Array(plan.positions), new Int32Array(plan.positions)];
  for (let plane = 0; plane < planes; plane++) {
    best.fill(-Infinity);
    place.fill(-1);
    choose(plan, { data, start: plane * plan.field, best, place });
    result.data.set(best, plane * plan.positions);
    chosen.set(place, plane * plan.positions);
  }
  return { result, chosen };
}

/** One plane of the input, from `start` on, and the best of each position so far. */
interface Contest {
  data: TypedArray;
  start: number;
  best: Float64Array;
  place: Int32Array;
}

function choose({ rows, columns, stride }: Plan, { data, start, best, place }: Contest): void {
  for (let row = 0; row < rows.length; row += 3) {
    const [positionsRow, fieldRow] = [rows[row]!, rows[row + 1]!];
    for (let column = 0; column < columns.length; column += 3) {
      const end = positionsRow + columns[column + 1]!;
      let from = fieldRow + columns[column + 2]!;
      for (let position = positionsRow + columns[column]!; position < end; position++, from += stride) {
        const value = data[start + from]!;
        // A NaN wins over all but is compared with nothing; an element wins over none, though it be -Infinity.
        if (value > best[position]! || value !== value || place[position]! < 0) {
          best[position] = value;
          place[position] = from;
        }
      }
    }
  }
}

/** The gradient by `x`: that of each maximum, added to the element that it is. */
function toChosen(
  x: Tensor,
  chosen: Int32Array,
  { gradient, pool: { planes } }: { gradient: Tensor; pool: ResolvedPool },
): Tensor {
  const result = Tensor.allocate(x.dtype, x.shape);
  const positions = chosen.length / planes;
  const sums = new Float64Array(x.size / planes);
  for (let plane = 0; plane < planes; plane++) {
    sums.fill(0);
    for (let i = plane * positions; i < (plane + 1) * positions; i++) {
      if (chosen[i]! >= 0) sums[chosen[i]!]! += gradient.data[i]!;
    }
    result.data.set(sums, plane * sums.length);
  }
  return result;
}
