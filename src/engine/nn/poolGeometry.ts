import { outputLength, type ResolvedAxis } from '../conv/axis';
import { wholeNumbers } from '../conv/fields';
import { readLayout } from '../conv/layout';
import { ShapeError } from '../errors';
import type { Shape } from '../tensor/shape';

/** How the windows of a pooling lie; one number stands for all spatial axes. */
export interface PoolGeometry {
  kernel: number | readonly number[];
  /** Default the kernel, so that windows neither overlap nor leave gaps. */
  stride?: number | readonly number[] | undefined;
  /** Elements added on both ends of each axis, at most half the kernel. Default 0. */
  padding?: number | readonly number[] | undefined;
  /** Elements from one entry of a window to the next. Default 1. */
  dilation?: number | readonly number[] | undefined;
}

/** A pooling with every default filled and every rule checked. */
export interface ResolvedPool {
  operation: string;
  /** Samples times channels: each is pooled by itself. */
  planes: number;
  /** Spatial axes, outermost first; `filter` is the kernel. */
  axes: ResolvedAxis[];
  /** Without a batch axis where the input has none. */
  outputShape: Shape;
}

/**
 * Settles a pooling of an input [N, C, spatial...] or [C, spatial...] of `spatial` axes, 1 to 3.
 *
 *     resolvePool('maxPool2d', [1, 8, 32, 32], { spatial: 2, kernel: 2 }).outputShape   // [1, 8, 16, 16]
 *
 * @throws ShapeError `shape/invalid`, `conv/rank`, `conv/empty-axis`, `conv/filter-too-large`, `nn/pool-padding`
 *   for padding of more than half the kernel
 * @throws ArgumentError `conv/option-value`, `conv/option-count`
 */
export function resolvePool(
  operation: string,
  inputShape: Shape,
  { spatial, kernel, stride = kernel, padding = 0, dilation = 1 }: PoolGeometry & { spatial: number },
): ResolvedPool {
  const one = { spatial, least: 1 };
  const kernels = wholeNumbers(`${operation}: kernel`, kernel, one);
  const strides = wholeNumbers(`${operation}: stride`, stride, one);
  const pads = wholeNumbers(`${operation}: padding`, padding, { spatial, least: 0 });
  const dilations = wholeNumbers(`${operation}: dilation`, dilation, one);
  const { batch, channelsIn, input, names } = readLayout(operation, inputShape, [1, 1, ...kernels]);
  const axes = input.map((length, i): ResolvedAxis => {
    const where = `${operation}, axis ${names[i]}`;
    const [filter, pad] = [kernels[i]!, pads[i]!];
    checkPad(where, pad, filter);
    const sides = { stride: strides[i]!, dilation: dilations[i]!, padBefore: pad, padAfter: pad };
    const axis = { input: length, filter, ...sides };
    return { ...axis, output: outputLength(axis, where) };
  });
  return { operation, axes, ...planesOf({ batch, channels: channelsIn, axes }) };
}

function checkPad(where: string, pad: number, kernel: number): void {
  if (pad > kernel / 2) {
    throw new ShapeError(
      'nn/pool-padding',
      `${where}: padding = ${pad} is more than half the kernel, ${kernel}: a window could hold nothing but padding; ` +
        `use ${Math.floor(kernel / 2)} or less, or pad(...) the input first`,
    );
  }
}

/**
 * Settles an adaptive pooling of an input [N, C, spatial...] or [C, spatial...] to `output` elements along each of
 * `spatial` axes, whose windows `adaptiveWindow` tells.
 *
 * Where `output` divides the input, `axes` describe those windows by kernel and stride. Elsewhere no kernel and
 * stride do: then `filter` is the longest window and `stride` the least distance of two, and the windows of an axis
 * have input + output - gcd(input, output) elements together.
 *
 * @throws ShapeError `shape/invalid`, `conv/rank`, `conv/empty-axis`
 * @throws ArgumentError `conv/option-value`, `conv/option-count`
 */
export function resolveAdaptivePool(
  operation: string,
  inputShape: Shape,
  { spatial, output }: { spatial: number; output: number | readonly number[] },
): ResolvedPool {
  const outputs = wholeNumbers(`${operation}: output`, output, { spatial, least: 1 });
  const { batch, channelsIn, input } = readLayout(operation, inputShape, [1, 1, ...outputs]);
  const axes = input.map((length, i): ResolvedAxis => {
    const count = outputs[i]!;
    const stride = Math.max(1, Math.floor(length / count));
    const sides = { stride, dilation: 1, padBefore: 0, padAfter: 0 };
    return { input: length, filter: longestWindow(length, count), ...sides, output: count };
  });
  return { operation, axes, ...planesOf({ batch, channels: channelsIn, axes }) };
}

/**
 * The elements `first` to `end`, the latter not included, that output `position` of an adaptively pooled axis
 * covers: from floor(position·input / output) to ceil((position + 1)·input / output). Windows overlap where
 * `output` does not divide `input`.
 *
 * @source PyTorch, aten/src/ATen/native/AdaptivePooling.h, start_index and end_index
 */
export function adaptiveWindow(
  { input, output }: Pick<ResolvedAxis, 'input' | 'output'>,
  position: number,
): [first: number, end: number] {
  return [Math.floor((position * input) / output), Math.ceil(((position + 1) * input) / output)];
}

/** With a rest, boundaries fall inside elements; both ends of one window do unless the rest divides the output. */
function longestWindow(input: number, output: number): number {
  const rest = input % output;
  return Math.floor(input / output) + (rest === 0 ? 0 : output % rest === 0 ? 1 : 2);
}

/** What the input's outer axes make of the pooled spatial ones. */
function planesOf({
  batch,
  channels,
  axes,
}: {
  batch: number | undefined;
  channels: number;
  axes: readonly ResolvedAxis[];
}): Pick<ResolvedPool, 'planes' | 'outputShape'> {
  const image = [channels, ...axes.map(axis => axis.output)];
  return { planes: (batch ?? 1) * channels, outputShape: batch === undefined ? image : [batch, ...image] };
}
