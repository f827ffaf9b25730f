import { record } from '../autograd/record';
import { wholeNumbers } from '../conv/fields';
import { resolveConv, type Padding, type ResolvedConv } from '../conv/geometry';
import { planOf, type Plan } from '../conv/plan';
import { ArgumentError, ShapeError } from '../errors';
import { checkOptions } from '../options';
import { checkTensor, describeValue } from '../tensor/check';
import { shapeText, sizeOf, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { perSpatialAxis } from './spatial';

/** How a window slides; one number stands for all spatial axes. */
export interface WindowOptions {
  /** Default 1. */
  stride?: number | readonly number[];
  /** As of a convolution: a number, a list, pairs, 'same', 'valid' or 'full'. Default 0. */
  padding?: Padding;
  /** Default 1. */
  dilation?: number | readonly number[];
}

/**
 * Every window that a filter sees, as one column each: `torch.nn.functional.unfold`, for one to three spatial
 * axes. The convolution becomes one matrix product:
 *
 *     const columns = im2col(x, [3, 3], { padding: 1 });                  // [N, C·9, L]
 *     matmul(reshape(w, [Cout, -1]), columns)                             // conv2d(x, w, { padding: 1 }), [N, Cout, L]
 *
 * - `x` [N, C, spatial...] or [C, spatial...], any dtype
 * - `kernel` one length per spatial axis; a single number only where x is [N, C, H, W] or [N, C, D, H, W]
 * - result [N, C·taps, L] or [C·taps, L]: rows run over channels, then taps, as a weight's elements do, and the
 *   L = H'·W' columns over the positions of the window; taps on padding are 0
 *
 * Its gradient is `col2im`.
 *
 * @throws ShapeError, ArgumentError as `resolveConv` does, and `tensor/expected`, `matrix/axes`,
 *   `tensor/too-large`
 */
export function im2col(x: Tensor, kernel: number | readonly number[], options: WindowOptions = {}): Tensor {
  checkTensor('im2col', 'x', x);
  const filter = perSpatialAxis('im2col: kernel', kernel, x.shape);
  return gatherWindows(windowsOf('im2col', x.shape, filter, options), x);
}

/**
 * Columns added back to where their elements came from, `torch.nn.functional.fold`: the adjoint of `im2col`.
 * It does not undo it: an element that n windows share comes back n times.
 *
 * - `columns` [N, C·taps, L] or [C·taps, L], any dtype; floats are summed in float64, integers wrap around
 * - `outputSize` the lengths of the spatial axes, such as [H, W]; `kernel` and the options as of `im2col`
 * - result [N, C, spatial...] or [C, spatial...]
 *
 * Its gradient is `im2col`.
 *
 * @throws ShapeError `matrix/columns` when the columns are not those of such an `im2col`
 * @throws ShapeError, ArgumentError as `resolveConv` does, and `tensor/expected`, `matrix/axes`,
 *   `tensor/too-large`
 */
export function col2im(
  columns: Tensor,
  outputSize: readonly number[],
  kernel: number | readonly number[],
  options: WindowOptions = {},
): Tensor {
  checkTensor('col2im', 'columns', columns);
  if (!Array.isArray(outputSize)) {
    throw new ArgumentError(
      'matrix/axes',
      `col2im: outputSize is a list of one length per spatial axis such as [H, W], got ${describeValue(outputSize)}`,
    );
  }
  const size = perSpatialAxis('col2im: outputSize', outputSize, columns.shape);
  const filter = wholeNumbers('col2im: kernel', kernel, { spatial: size.length, least: 1 });
  const shape = [...imageShape(columns.shape, sizeOf(filter)), ...size];
  const windows = windowsOf('col2im', shape, filter, options);
  if (columns.shape.at(-1) !== windows.plan.positions) {
    throw new ShapeError(
      'matrix/columns',
      `col2im: the columns ${shapeText(columns.shape)} are ${columns.shape.at(-1)} windows, but a kernel ` +
        `${shapeText(filter)} takes ${windows.plan.positions} positions on ${shapeText(size)}; ` +
        'give outputSize and the options that im2col had',
    );
  }
  return scatterWindows(windows, columns);
}

/** [N, C] or [C]. */
function imageShape(columns: Shape, taps: number): number[] {
  const rows = columns.at(-2) ?? 0;
  if (columns.length < 2 || columns.length > 3 || rows === 0 || rows % taps !== 0) {
    throw new ShapeError(
      'matrix/columns',
      `col2im: the columns have shape ${shapeText(columns)}, expected [N, C·${taps}, L] or [C·${taps}, L] ` +
        `for a kernel of ${taps} taps; reshape them`,
    );
  }
  return [...columns.slice(0, -2), rows / taps];
}

/** The positions of a window on an image, and the shapes on both sides. */
interface Windows {
  conv: ResolvedConv;
  plan: Plan;
  image: Shape;
  columns: Shape;
}

function windowsOf(
  operation: string,
  image: Shape,
  filter: readonly number[],
  options: WindowOptions,
): Windows {
  checkOptions(operation, options, ['stride', 'padding', 'dilation']);
  const channels = image.at(-filter.length - 1) ?? 1; // an image of too few axes is refused by resolveConv
  const conv = resolveConv(operation, image, [1, channels, ...filter], options);
  const positions = sizeOf(conv.axes.map(axis => axis.output));
  const columns = [...image.slice(0, -filter.length - 1), channels * sizeOf(filter), positions];
  return { conv, plan: planOf(conv.axes, 'input'), image, columns };
}

function gatherWindows(windows: Windows, x: Tensor): Tensor {
  const result = Tensor.allocate(x.dtype, windows.columns);
  const [source, target] = [x.data, result.data];
  forEachStretch(windows, ({ image, column, count, stride }) => {
    for (let i = 0; i < count; i++) target[column + i] = source[image + i * stride]!;
  });
  const backward = (gradient: Tensor): Tensor[] => [scatterWindows(windows, gradient)];
  return record(result, { operation: 'im2col', inputs: [x], backward });
}

function scatterWindows(windows: Windows, columns: Tensor): Tensor {
  const result = Tensor.allocate(columns.dtype, windows.image);
  const source = columns.data;
  const sums = new Float64Array(result.size);
  forEachStretch(windows, ({ image, column, count, stride }) => {
    for (let i = 0; i < count; i++) sums[image + i * stride]! += source[column + i]!;
  });
  result.data.set(sums);
  const backward = (gradient: Tensor): Tensor[] => [gatherWindows(windows, gradient)];
  return record(result, { operation: 'col2im', inputs: [columns], backward });
}

/** `count` neighbours in a row of the columns, from offset `column`, and where they lie in the image. */
interface Stretch {
  image: number;
  column: number;
  count: number;
  stride: number;
}

/** Visits all pairs of an image element and a place in the columns. The stretch is the same object each time. */
function forEachStretch({ conv, plan }: Windows, visit: (stretch: Stretch) => void): void {
  const { rows, columns, positions, field, filter, stride } = plan;
  const stretch = { image: 0, column: 0, count: 0, stride };
  for (let plane = 0; plane < conv.batch * conv.channelsIn; plane++) {
    for (let row = 0; row < rows.length; row += 3) {
      for (let tap = 0; tap < columns.length; tap += 3) {
        const first = columns[tap]!;
        const line = plane * filter + rows[row + 2]! + tap / 3;
        stretch.column = line * positions + rows[row]! + first;
        stretch.image = plane * field + rows[row + 1]! + columns[tap + 2]!;
        stretch.count = columns[tap + 1]! - first;
        visit(stretch);
      }
    }
  }
}
