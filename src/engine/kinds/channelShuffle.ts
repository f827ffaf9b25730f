import { record } from '../autograd/record';
import { wholeNumber } from '../conv/fields';
import { ShapeError } from '../errors';
import { checkOptions } from '../options';
import { checkTensor } from '../tensor/check';
import { resolveDim, shapeText, sizeOf, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';

export interface ChannelShuffleOptions {
  /** The axis of the channels, counted from the end when negative. Default 1; -3 suits [N, C, H, W] and [C, H, W]. */
  dim?: number;
}

/**
 * Deals the channels out like cards: seen as `groups` rows of C/groups, they are read by columns. Of 12 channels
 * in 3 groups come 0 4 8 1 5 9 2 6 10 3 7 11.
 *
 * - `x` [N, C, ...]; result of the same shape
 *
 * @throws ShapeError `kinds/shuffle-groups` when groups does not divide C
 * @throws ArgumentError `conv/option-value`, `shape/axis`, `options/unknown`, `tensor/expected`
 * @source Zhang et al., ShuffleNet, arXiv:1707.01083, section 3.1
 */
export function channelShuffle(x: Tensor, groups: number, options: ChannelShuffleOptions = {}): Tensor {
  checkTensor('channelShuffle', 'the input', x);
  const dim = resolveShuffle('channelShuffle', x.shape, groups, options);
  return record(deal(x, dim, groups), {
    operation: 'channelShuffle',
    inputs: [x],
    // As many groups as each group has channels deal them back.
    backward: gradient => [deal(gradient, dim, x.shape[dim]! / groups)],
  });
}

function deal(x: Tensor, dim: number, groups: number): Tensor {
  const channels = x.shape[dim]!;
  const size = sizeOf(x.shape.slice(dim + 1));
  const rows = sizeOf(x.shape.slice(0, dim));
  const perGroup = channels / groups;
  const shuffled = Tensor.allocate(x.dtype, x.shape);
  for (let row = 0; row < rows; row++) {
    for (let channel = 0; channel < channels; channel++) {
      const source = (channel % groups) * perGroup + Math.floor(channel / groups);
      const from = (row * channels + source) * size;
      shuffled.data.set(x.data.subarray(from, from + size), (row * channels + channel) * size);
    }
  }
  return shuffled;
}

/** The axis of the channels, once everything about the shuffle is known to work. */
export function resolveShuffle(
  operation: string,
  shape: Shape,
  groups: number,
  options: ChannelShuffleOptions,
): number {
  checkOptions(operation, options, ['dim']);
  wholeNumber(`${operation}: groups`, groups, 1);
  const dim = resolveDim(operation, options.dim ?? 1, shape.length);
  const channels = shape[dim]!;
  if (channels % groups !== 0) {
    throw new ShapeError(
      'kinds/shuffle-groups',
      `${operation}: groups = ${groups} does not divide the ${channels} channels (axis ${dim} of ` +
        `${shapeText(shape)}); choose a divisor of ${channels}`,
    );
  }
  return dim;
}
