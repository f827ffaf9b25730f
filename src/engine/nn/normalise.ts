import { Tensor } from '../tensor/tensor';
import type { Lines } from './lines';

/** Mean and variance of each channel. */
export interface Moments {
  mean: Float64Array;
  variance: Float64Array;
}

/** A normalisation of [outer, channels, inner], settled. */
export interface Norm {
  /** Along the channels. */
  lines: Lines;
  mean: Float64Array;
  /** 1 / sqrt(variance + eps) of each channel. */
  scale: Float64Array;
  /** Whether mean and scale come of the elements that are normalised, and so pass gradients on to them. */
  training: boolean;
}

/** Calls `visit` with each channel of each sample: its elements are those from `start` to `end`. */
function forEachRow(
  { outer, length, inner }: Lines,
  visit: (channel: number, start: number, end: number) => void,
): void {
  for (let row = 0; row < outer * length; row++) visit(row % length, row * inner, (row + 1) * inner);
}

/** Mean and biased variance of each channel, in two passes: a difference of large sums would lose the variance. */
export function momentsOf({ data }: Tensor, lines: Lines): Moments {
  const count = lines.outer * lines.inner;
  const mean = new Float64Array(lines.length);
  const variance = new Float64Array(lines.length);
  forEachRow(lines, (channel, start, end) => {
    let sum = 0;
    for (let i = start; i < end; i++) sum += data[i]!;
    mean[channel]! += sum / count;
  });
  forEachRow(lines, (channel, start, end) => {
    const middle = mean[channel]!;
    let sum = 0;
    for (let i = start; i < end; i++) sum += (data[i]! - middle) ** 2;
    variance[channel]! += sum / count;
  });
  return { mean, variance };
}

/** (x - mean) · scale · weight + bias, rounded once. */
export function normalise(
  { data, dtype, shape }: Tensor,
  { lines, mean, scale }: Norm,
  { weight, bias }: { weight: Tensor | null; bias: Tensor | null },
): Tensor {
  const result = Tensor.allocate(dtype, shape);
  const target = result.data;
  const [weights, biases] = [weight?.data, bias?.data];
  forEachRow(lines, (channel, start, end) => {
    const factor = scale[channel]! * (weights ? weights[channel]! : 1);
    const shift = biases ? biases[channel]! : 0;
    const middle = mean[channel]!;
    for (let i = start; i < end; i++) target[i] = (data[i]! - middle) * factor + shift;
  });
  return result;
}

/** Of each channel the sum of the gradient, and that of its products with the normalised elements. */
export interface ChannelSums {
  plain: Float64Array;
  products: Float64Array;
}

export function channelSums(
  { data }: Tensor,
  { data: gradients }: Tensor,
  { lines, mean, scale }: Norm,
): ChannelSums {
  const plain = new Float64Array(lines.length);
  const products = new Float64Array(lines.length);
  forEachRow(lines, (channel, start, end) => {
    const middle = mean[channel]!;
    let [sum, product] = [0, 0];
    for (let i = start; i < end; i++) {
      sum += gradients[i]!;
      product += gradients[i]! * (data[i]! - middle);
    }
    plain[channel]! += sum;
    products[channel]! += product * scale[channel]!;
  });
  return { plain, products };
}

/**
 * The gradient by the elements. In training every element moves the mean and variance too, which takes off the
 * gradient's mean and its part along the normalised elements.
 *
 * @source Ioffe & Szegedy, arXiv:1502.03167, section 3, the equations before algorithm 2
 */
export function inputGradient(
  { data, dtype, shape }: Tensor,
  { data: gradients }: Tensor,
  { norm, weight, sums }: { norm: Norm; weight: Tensor | null; sums: ChannelSums },
): Tensor {
  const { lines, mean, scale, training } = norm;
  const result = Tensor.allocate(dtype, shape);
  const target = result.data;
  const count = lines.outer * lines.inner;
  forEachRow(lines, (channel, start, end) => {
    const [middle, own] = [mean[channel]!, scale[channel]!];
    const factor = own * (weight ? weight.data[channel]! : 1);
    const even = training ? sums.plain[channel]! / count : 0;
    const along = training ? (sums.products[channel]! * own) / count : 0;
    for (let i = start; i < end; i++) {
      target[i] = factor * (gradients[i]! - even - along * (data[i]! - middle));
    }
  });
  return result;
}
