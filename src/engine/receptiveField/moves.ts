import { filterSpan } from '../conv/axis';
import { AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d } from '../layers/adaptiveAvgPool';
import { Join } from '../layers/branching';
import { ChannelPermutation } from '../layers/channelPermutation';
import { ChannelShuffle } from '../layers/channelShuffle';
import { Flatten } from '../layers/flatten';
import { Permute } from '../layers/permute';
import type { Step } from '../model/steps';
import { resolveDim, type Shape } from '../tensor/shape';
import { placeAfter } from './axes';

/**
 * Which elements of a step's input output `o` is made of, along one axis.
 *
 * - `gather`: stride·o + dilation·tap - padBefore, for every tap
 * - `scatter`: every i with stride·i + dilation·tap = o + padBefore for a tap; there may be none
 * - `share`: those of the o-th of `output` windows that cover all `input` elements, as `adaptiveWindow` says
 * - `whole`: all `length` of them
 * - `keep`: o
 */
export type Move =
  Sliding | Shared | { readonly kind: 'whole'; readonly length: number } | { readonly kind: 'keep' };

export interface Sliding {
  readonly kind: 'gather' | 'scatter';
  readonly taps: number;
  readonly dilation: number;
  readonly stride: number;
  readonly padBefore: number;
  readonly padAfter: number;
}

interface Shared {
  readonly kind: 'share';
  readonly input: number;
  readonly output: number;
}

const KEEP: Move = { kind: 'keep' };

/** Elements from the first tap to the last, that one not included. */
export function reachOfTaps({ taps, dilation }: Sliding): number {
  return filterSpan({ filter: taps, dilation }) - 1;
}

/**
 * How a step's output depends on one of its inputs, of shape `shape`, along an axis of it. An axis that a step
 * reorders or mixes with another counts as seen whole.
 */
export function moveOf(step: Step, shape: Shape, axis: number): Move {
  const whole: Move = { kind: 'whole', length: shape[axis]! };
  const { work, layer } = step;
  switch (work.kind) {
    case 'gather':
    case 'scatter':
    case 'window':
    case 'spread':
      return slidingOf(work, shape, axis);
    case 'dense':
      return axis === shape.length - 1 ? whole : KEEP;
    case 'whole':
      if (isAdaptive(layer)) return sharedOf(work.outputShape, shape, axis);
      return layer instanceof Permute || isApart(step, axis) ? KEEP : whole;
    case 'join':
      return work.join === 'concat' && layer instanceof Join && isAxis(layer.dim, shape, axis) ? whole : KEEP;
    case 'free': {
      const reorders = layer instanceof ChannelShuffle || layer instanceof ChannelPermutation;
      return reorders && isAxis(layer.dim, shape, axis) ? whole : KEEP;
    }
    case 'scale':
      return KEEP;
  }
}

/** Spatial axes come last, then, going outwards, the channels, which a convolution sums over, and the batch. */
function slidingOf(
  work: Extract<Step['work'], { kind: 'gather' | 'scatter' | 'window' | 'spread' }>,
  shape: Shape,
  axis: number,
): Move {
  const axes = 'conv' in work ? work.conv.axes : work.axes;
  const along = axes[axis - (shape.length - axes.length)];
  if (!along) {
    return axis === shape.length - axes.length - 1 ? { kind: 'whole', length: shape[axis]! } : KEEP;
  }
  const { filter: taps, stride, dilation, padBefore, padAfter } = along;
  const kind = work.kind === 'scatter' || work.kind === 'spread' ? 'scatter' : 'gather';
  return { kind, taps, stride, dilation, padBefore, padAfter };
}

function isAdaptive(layer: unknown): layer is AdaptiveAvgPool1d | AdaptiveAvgPool2d | AdaptiveAvgPool3d {
  return [AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d].some(Class => layer instanceof Class);
}

/** Batch and channels, which an adaptive pooling leaves alone, are as many in the output. */
function sharedOf(outputShape: Shape, shape: Shape, axis: number): Move {
  const [input, output] = [shape[axis]!, outputShape[axis]!];
  return input === output ? KEEP : { kind: 'share', input, output };
}

/** Whether a flatten leaves the axis as it is. */
function isApart(step: Step, axis: number): boolean {
  return step.layer instanceof Flatten && !placeAfter(step, axis).merged;
}

function isAxis(dim: number, shape: Shape, axis: number): boolean {
  return resolveDim('', dim, shape.length) === axis;
}
