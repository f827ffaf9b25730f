import { checkTensor } from '../tensor/check';
import type { Tensor } from '../tensor/tensor';
import type { Direction } from './channels';
import { resolveConv, type ConvOptions } from './geometry';
import { checkWeightRank } from './layout';
import { runConv } from './run';

/**
 * Cross-correlation along one axis, as deep learning means by convolution.
 *
 * - `input` [N, Cin, L] or [Cin, L], `weight` [Cout, Cin/groups, kL], both float32 or both float64
 * - result [N, Cout, L'] or [Cout, L'], L' as `outputLength` says
 * - gradients flow to `input`, `weight` and the bias
 *
 * @throws ShapeError, ArgumentError as `resolveConv` does, and `tensor/expected`, `conv/dtype`
 */
export function conv1d(input: Tensor, weight: Tensor, options: ConvOptions = {}): Tensor {
  return convNd({ operation: 'conv1d', spatial: 1 }, input, weight, options);
}

/**
 * Cross-correlation along height and width.
 *
 * - `input` [N, Cin, H, W] or [Cin, H, W], `weight` [Cout, Cin/groups, kH, kW], both float32 or both float64
 * - result [N, Cout, H', W'] or [Cout, H', W'], each length as `outputLength` says
 * - gradients flow to `input`, `weight` and the bias
 *
 * @throws ShapeError, ArgumentError as `resolveConv` does, and `tensor/expected`, `conv/dtype`
 */
export function conv2d(input: Tensor, weight: Tensor, options: ConvOptions = {}): Tensor {
  return convNd({ operation: 'conv2d', spatial: 2 }, input, weight, options);
}

/**
 * Cross-correlation along depth, height and width; it still sums over the input channels.
 *
 * - `input` [N, Cin, D, H, W] or [Cin, D, H, W], `weight` [Cout, Cin/groups, kD, kH, kW], both float32 or both
 *   float64
 * - result [N, Cout, D', H', W'] or [Cout, D', H', W'], each length as `outputLength` says
 * - gradients flow to `input`, `weight` and the bias
 *
 * @throws ShapeError, ArgumentError as `resolveConv` does, and `tensor/expected`, `conv/dtype`
 */
export function conv3d(input: Tensor, weight: Tensor, options: ConvOptions = {}): Tensor {
  return convNd({ operation: 'conv3d', spatial: 3 }, input, weight, options);
}

interface Kind {
  operation: string;
  spatial: number;
}

function convNd({ operation, spatial }: Kind, input: Tensor, weight: Tensor, options: ConvOptions): Tensor {
  checkTensor(operation, 'input', input);
  checkTensor(operation, 'weight', weight);
  checkWeightRank(operation, weight.shape, spatial);
  const conv = resolveConv(operation, input.shape, weight.shape, options);
  return runConv(conv, { input, weight, bias: options.bias ?? null }, GATHER);
}

/** Weights are [Cout, Cin/groups, ...]. */
const GATHER: Direction = {
  kind: 'gather',
  filterIndex: ({ channelsIn, groups }, out, channel) => {
    const channels = channelsIn / groups;
    return out * channels + (channel % channels);
  },
};
