import { checkTensor } from '../tensor/check';
import type { Tensor } from '../tensor/tensor';
import { resolveConvTranspose, type ConvTransposeOptions } from './geometry';
import { checkWeightRank } from './layout';
import type { Plan } from './plan';
import { runConv, type ChannelPair, type Direction } from './run';

/**
 * Transposed convolution along one axis: the adjoint of `conv1d` with the same weight and options.
 *
 * - `input` [N, Cin, L] or [Cin, L], `weight` [Cin, Cout/groups, kL], both float32 or both float64
 * - result [N, Cout, L'] or [Cout, L'], L' as `transposedOutputLength` says
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
  field: 'output',
  filterIndex: ({ channelsOut, groups }, out, channel) => {
    const channels = channelsOut / groups;
    return channel * channels + (out % channels);
  },
  accumulate: scatter,
};

/** Each position spreads its input element over the field elements under the filter. */
function scatter(
  { rows, columns, stride }: Plan,
  { input, inputStart, weight, weightStart, sums }: ChannelPair,
): void {
  for (let row = 0; row < rows.length; row += 3) {
    const inputRow = inputStart + rows[row]!;
    const sumsRow = rows[row + 1]!;
    const weightRow = weightStart + rows[row + 2]!;
    for (let column = 0; column < columns.length; column += 3) {
      const tap = weight[weightRow + column / 3]!;
      const end = columns[column + 1]!;
      let to = sumsRow + columns[column + 2]!;
      for (let position = columns[column]!; position < end; position++, to += stride) {
        sums[to]! += tap * input[inputRow + position]!;
      }
    }
  }
}
