import { checkTensor } from '../tensor/check';
import type { Tensor } from '../tensor/tensor';
import type { Direction } from './channels';
import { resolveConvTranspose, type ConvTransposeOptions } from './geometry';
import { checkWeightRank } from './layout';
import { runConv } from './run';

/**
 * Transposed convolution along one axis: the adjoint of `conv1d` with the same weight and options.
 *
 * - `input` [N, Cin, L] or [Cin, L], `weight` [Cin, Cout/groups, kL], both float32 or both float64
 * - result [N, Cout, L'] or [Cout, L'], L' as `transposedOutputLength` says
 * - gradients flow to `input`, `weight` and the bias
 *
 * @throws ShapeError, ArgumentError as `resolveConvTranspose` does, and `tensor/expected`, `conv/dtype`
 */
export function convTranspose1d(input: Tensor, weight: Tensor, options: ConvTransposeOptions = {}): Tensor {
  return convTransposeNd({ operation: 'convTranspose1d', spatial: 1 }, input, weight, options);
}

/**
 * Transposed convolution along height and width: the adjoint of `conv2d` with the same weight and options.
 *
 * - `input` [N, Cin, H, W] or [Cin, H, W], `weight` [Cin, Cout/groups, kH, kW], both float32 or both float64
 * - result [N, Cout, H', W'] or [Cout, H', W'], each length as `transposedOutputLength` says
 * - gradients flow to `input`, `weight` and the bias
 *
 * @throws ShapeError, ArgumentError as `resolveConvTranspose` does, and `tensor/expected`, `conv/dtype`
 */
export function convTranspose2d(input: Tensor, weight: Tensor, options: ConvTransposeOptions = {}): Tensor {
  return convTransposeNd({ operation: 'convTranspose2d', spatial: 2 }, input, weight, options);
}

/**
 * Transposed convolution along depth, height and width: the adjoint of `conv3d` with the same weight and options.
 *
 * - `input` [N, Cin, D, H, W] or [Cin, D, H, W], `weight` [Cin, Cout/groups, kD, kH, kW], both float32 or both
 *   float64
 * - result [N, Cout, D', H', W'] or [Cout, D', H', W'], each length as `transposedOutputLength` says
 * - gradients flow to `input`, `weight` and the bias
 *
 * @throws ShapeError, ArgumentError as `resolveConvTranspose` does, and `tensor/expected`, `conv/dtype`
 */
export function convTranspose3d(input: Tensor, weight: Tensor, options: ConvTransposeOptions = {}): Tensor {
  return convTransposeNd({ operation: 'convTranspose3d', spatial: 3 }, input, weight, options);
}

interface Kind {
  operation: string;
  spatial: number;
}

function convTransposeNd(
  { operation, spatial }: Kind,
  input: Tensor,
  weight: Tensor,
  options: ConvTransposeOptions,
): Tensor {
  checkTensor(operation, 'input', input);
  checkTensor(operation, 'weight', weight);
  checkWeightRank(operation, weight.shape, spatial);
  const conv = resolveConvTranspose(operation, input.shape, weight.shape, options);
  return runConv(conv, { input, weight, bias: options.bias ?? null }, SCATTER);
}

/** Weights are [Cin, Cout/groups, ...]. */
const SCATTER: Direction = {
  kind: 'scatter',
  filterIndex: ({ channelsOut, groups }, out, channel) => {
    const channels = channelsOut / groups;
    return channel * channels + (out % channels);
  },
};
