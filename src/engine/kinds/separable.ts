import type { Tensor } from '../tensor/tensor';
import { runDepthwise } from './depthwise';
import { checkPointwiseFilter } from './filters';
import { checkUngrouped, namedConv2d, type UngroupedOptions } from './named';

/**
 * Depthwise separable convolution: a depthwise convolution, which takes stride, padding and dilation, then a
 * 1x1 convolution, which takes the bias.
 *
 * - `x` [N, Cin, H, W] or [Cin, H, W], `depthwiseWeight` [Cin·multiplier, 1, kH, kW],
 *   `pointwiseWeight` [Cout, Cin·multiplier, 1, 1] or [Cout, Cin·multiplier]
 * - result [N, Cout, H', W']
 *
 * It equals the dense convolution of weight[o, c] = sum over m of pointwise[o, c·multiplier + m] ·
 * depthwise[c·multiplier + m].
 *
 * @throws ShapeError `kinds/weight`, `kinds/multiplier`, and as `conv2d`
 * @source Howard et al., MobileNets, arXiv:1704.04861, section 3.1
 */
export function separable(
  x: Tensor,
  depthwiseWeight: Tensor,
  pointwiseWeight: Tensor,
  options: UngroupedOptions = {},
): Tensor {
  checkUngrouped('separable', options);
  const { bias, ...spatial } = options;
  const filters = checkPointwiseFilter('separable', 'pointwiseWeight', pointwiseWeight);
  const depth = runDepthwise('separable', x, { name: 'depthwiseWeight', w: depthwiseWeight }, spatial);
  return namedConv2d('separable', depth, filters, { bias });
}
