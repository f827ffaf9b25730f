import { record } from '../autograd/record';
import type { ResolvedAxis } from '../conv/axis';
import { checkTensor } from '../tensor/check';
import { sizeOf } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { checkFloats } from './operands';
import { adaptiveWindow, resolveAdaptivePool, type ResolvedPool } from './poolGeometry';

/**
 * Means of as many windows as asked for along one axis, whatever its length; `adaptiveWindow` tells which.
 *
 *     adaptiveAvgPool1d(tensor([[1, 2, 3, 4, 5]]), 2)   // [[2, 4]], of 1 2 3 and 3 4 5
 *
 * - `x` [N, C, L] or [C, L], float32 or float64; result [N, C, output] or [C, output]
 *
 * @throws ShapeError, ArgumentError as `resolveAdaptivePool` does, and `tensor/expected`, `nn/dtype`
 */
export function adaptiveAvgPool1d(x: Tensor, output: number | readonly number[]): Tensor {
  return adaptiveAvgPoolNd({ operation: 'adaptiveAvgPool1d', spatial: 1 }, x, output);
}

/**
 * Means of as many windows as asked for over height and width, whatever the image's size: an output of 1 is the
 * mean of the whole channel. `adaptiveWindow` tells which elements a window has.
 *
 *     adaptiveAvgPool2d(randn([1, 64, 7, 9]), 1).shape        // [1, 64, 1, 1]
 *     adaptiveAvgPool2d(randn([1, 64, 7, 9]), [2, 4]).shape   // [1, 64, 2, 4]
 *
 * - `x` [N, C, H, W] or [C, H, W], float32 or float64; `output` a number or [H', W']
 * - result [N, C, H', W'] or [C, H', W']
 *
 * @throws ShapeError, ArgumentError as `resolveAdaptivePool` does, and `tensor/expected`, `nn/dtype`
 */
export function adaptiveAvgPool2d(x: Tensor, output: number | readonly number[]): Tensor {
  return adaptiveAvgPoolNd({ operation: 'adaptiveAvgPool2d', spatial: 2 }, x, output);
}

/**
 * Means of as many windows as asked for over depth, height and width, whatever the volume's size. `adaptiveWindow`
 * tells which elements a window has.
 *
 *     adaptiveAvgPool3d(randn([1, 64, 4, 7, 9]), 1).shape   // [1, 64, 1, 1, 1]
 *
 * - `x` [N, C, D, H, W] or [C, D, H, W], float32 or float64; `output` a number or [D', H', W']
 * - result [N, C, D', H', W'] or [C, D', H', W']
 *
 * @throws ShapeError, ArgumentError as `resolveAdaptivePool` does, and `tensor/expected`, `nn/dtype`
 */
export function adaptiveAvgPool3d(x: Tensor, output: number | readonly number[]): Tensor {
  return adaptiveAvgPoolNd({ operation: 'adaptiveAvgPool3d', spatial: 3 }, x, output);
}

function adaptiveAvgPoolNd(
  { operation, spatial }: { operation: string; spatial: number },
  x: Tensor,
  output: number | readonly number[],
): Tensor {
  checkTensor(operation, 'x', x);
  checkFloats(operation, { x });
  const pool = resolveAdaptivePool(operation, x.shape, { spatial, output });
  return record(means(x, pool), {
    operation,
    inputs: [x],
    backward: gradient => [spread(x, gradient, pool)],
  });
}

function means({ data, dtype }: Tensor, { planes, axes, outputShape }: ResolvedPool): Tensor {
  const result = Tensor.allocate(dtype, outputShape);
  const [length, positions] = [sizeOf(axes.map(axis => axis.input)), sizeOf(axes.map(axis => axis.output))];
  forEachWindow(axes, ({ position, rows, width, count }) => {
    for (let plane = 0; plane < planes; plane++) {
      let sum = 0;
      for (const row of rows) {
        const first = plane * length + row;
        for (let i = first; i < first + width; i++) sum += data[i]!;
      }
      result.data[plane * positions + position] = sum / count;
    }
  });
  return result;
}

/** The gradient by `x`: that of each mean in equal parts to its elements. */
function spread(x: Tensor, gradient: Tensor, { planes, axes }: ResolvedPool): Tensor {
  const result = Tensor.allocate(x.dtype, x.shape);
  const sums = new Float64Array(x.size);
  const [length, positions] = [sizeOf(axes.map(axis => axis.input)), sizeOf(axes.map(axis => axis.output))];
  forEachWindow(axes, ({ position, rows, width, count }) => {
    for (let plane = 0; plane < planes; plane++) {
      const part = gradient.data[plane * positions + position]! / count;
      for (const row of rows) {
        const first = plane * length + row;
        for (let i = first; i < first + width; i++) sums[i]! += part;
      }
    }
  });
  result.data.set(sums);
  return result;
}

/** One output of a plane, and where in the plane the rows of its window begin, each of `width` elements. */
interface Window {
  position: number;
  rows: number[];
  width: number;
  /** Elements in all rows. */
  count: number;
}

/** An axis that a pooling of fewer dimensions does not have. */
const ABSENT = { input: 1, output: 1 };

function forEachWindow(axes: readonly ResolvedAxis[], visit: (window: Window) => void): void {
  const [depth, height, width] = [axes.at(-3) ?? ABSENT, axes.at(-2) ?? ABSENT, axes.at(-1)!];
  let position = 0;
  for (let i = 0; i < depth.output; i++) {
    const [front, back] = adaptiveWindow(depth, i);
    for (let j = 0; j < height.output; j++) {
      const [top, bottom] = adaptiveWindow(height, j);
      for (let k = 0; k < width.output; k++) {
        const [left, right] = adaptiveWindow(width, k);
        const rows: number[] = [];
        for (let d = front; d < back; d++) {
          for (let h = top; h < bottom; h++) rows.push((d * height.input + h) * width.input + left);
        }
        visit({ position: position++, rows, width: right - left, count: rows.length * (right - left) });
      }
    }
  }
}
