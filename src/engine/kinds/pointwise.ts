import { checkOptions } from '../options';
import type { Tensor } from '../tensor/tensor';
import { checkPointwiseFilter } from './filters';
import { namedConv2d, requireOption } from './named';

/** Options of a 1x1 convolution that leaves every position where it is. */
export interface PointwiseOptions {
  /** One number per output channel, [Cout]. Default none. */
  bias?: Tensor | null | undefined;
}

export interface PointwiseGroupedOptions extends PointwiseOptions {
  /** Sets of channels that do not meet. */
  groups: number;
}

/**
 * 1x1 convolution: the same matrix applied to the channels at every position.
 *
 * - `x` [N, Cin, H, W] or [Cin, H, W], `w` [Cout, Cin, 1, 1] or [Cout, Cin]
 * - result [N, Cout, H, W]
 *
 * @throws ShapeError `kinds/weight`, and as `conv2d`
 */
export function pointwise(x: Tensor, w: Tensor, options: PointwiseOptions = {}): Tensor {
  checkOptions('pointwise', options, ['bias']);
  return namedConv2d('pointwise', x, checkPointwiseFilter('pointwise', 'the weight', w), options);
}

/**
 * 1x1 convolution in groups: one smaller matrix per group of channels.
 *
 * - `x` [N, Cin, H, W] or [Cin, H, W], `w` [Cout, Cin/groups, 1, 1] or [Cout, Cin/groups]
 * - result [N, Cout, H, W]
 *
 * @throws ShapeError `kinds/weight`, `conv/groups`, and as `conv2d`
 */
export function pointwiseGrouped(x: Tensor, w: Tensor, options: PointwiseGroupedOptions): Tensor {
  checkOptions('pointwiseGrouped', options, ['bias', 'groups']);
  const filters = checkPointwiseFilter('pointwiseGrouped', 'the weight', w);
  return namedConv2d('pointwiseGrouped', x, filters, requireOption('pointwiseGrouped', options, 'groups'));
}
