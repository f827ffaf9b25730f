import type { ConvOptions } from '../conv/geometry';
import { checkOptions } from '../options';
import type { Tensor } from '../tensor/tensor';
import { channelShuffle } from './channelShuffle';
import { namedConv2d, requireOption } from './named';

export interface GroupedOptions extends ConvOptions {
  /** Sets of channels that do not meet; divides Cin and Cout. */
  groups: number;
}

export interface DilatedOptions extends ConvOptions {
  /** Elements from one tap to the next; 1 is the standard convolution. */
  dilation: number | readonly number[];
}

const OPTIONS = ['bias', 'stride', 'padding', 'dilation', 'groups'] as const;

/**
 * Grouped convolution: `groups` convolutions side by side, each of its own channels.
 *
 * - `x` [N, Cin, H, W] or [Cin, H, W], `w` [Cout, Cin/groups, kH, kW]
 * - result [N, Cout, H', W']
 *
 * @throws ShapeError `conv/groups` when groups does not divide Cin or Cout, and as `conv2d`
 * @throws ArgumentError `options/missing` without `groups`
 */
export function grouped(x: Tensor, w: Tensor, options: GroupedOptions): Tensor {
  return runGrouped('grouped', x, w, options);
}

/**
 * Grouped convolution, then a channel shuffle of its output by the same groups, so that a grouped layer that
 * follows sees all of them.
 *
 * - `x` [N, Cin, H, W] or [Cin, H, W], `w` [Cout, Cin/groups, kH, kW]
 * - result [N, Cout, H', W']
 *
 * @throws ShapeError, ArgumentError as `grouped`
 * @source Zhang et al., ShuffleNet, arXiv:1707.01083, section 3.1
 */
export function shuffledGrouped(x: Tensor, w: Tensor, options: GroupedOptions): Tensor {
  return channelShuffle(runGrouped('shuffledGrouped', x, w, options), options.groups, { dim: -3 });
}

/**
 * Dilated convolution: `dilation` - 1 elements are passed over between neighbouring taps.
 *
 * - `x` [N, Cin, H, W] or [Cin, H, W], `w` [Cout, Cin/groups, kH, kW]
 * - result [N, Cout, H', W']
 *
 * @throws ShapeError, ArgumentError as `conv2d`, and `options/missing` without `dilation`
 */
export function dilated(x: Tensor, w: Tensor, options: DilatedOptions): Tensor {
  checkOptions('dilated', options, OPTIONS);
  return namedConv2d('dilated', x, w, requireOption('dilated', options, 'dilation'));
}

function runGrouped(operation: string, x: Tensor, w: Tensor, options: GroupedOptions): Tensor {
  checkOptions(operation, options, OPTIONS);
  return namedConv2d(operation, x, w, requireOption(operation, options, 'groups'));
}
