import { ArgumentError } from '../errors';
import type { Conv2d } from '../layers/conv';
import { SeparableConv2d } from '../layers/separable';
import { Tensor } from '../tensor/tensor';
import { denseWeight, relativeError } from './dense';
import { leadingTriples } from './triples';

/** A conversion's new layer and how far its weights, multiplied out, are from the old ones. */
export interface Fit {
  layer: SeparableConv2d;
  /** Relative Frobenius error of the weights. */
  error: number;
}

/**
 * The depthwise separable layer nearest to a dense one: for each input channel the Cout x kH·kW matrix of its
 * filters is replaced by the `multiplier` leading terms of its singular value decomposition. The right vectors
 * become depthwise filters, the left ones, scaled, columns of the 1x1 matrix. No other choice of weights comes
 * nearer; stride, padding, dilation and bias stay.
 *
 * @throws ArgumentError `convert/not-finite`
 */
export function fitDepthwiseSeparable(conv: Conv2d, multiplier: number): Fit {
  const { in: channels, out, kernel, stride, padding, dilation } = conv.geometry;
  const { dtype } = conv.weight;
  checkFinite(conv.weight);
  const taps = kernel[0]! * kernel[1]!;
  const depthwiseWeight = Tensor.allocate(dtype, [channels * multiplier, 1, ...kernel]);
  const pointwiseWeight = Tensor.allocate(dtype, [out, channels * multiplier, 1, 1]);
  for (let channel = 0; channel < channels; channel++) {
    leadingTriples(filtersOf(conv, channel), multiplier).forEach(({ scale, left, right }, term) => {
      const filter = channel * multiplier + term;
      depthwiseWeight.data.set(right, filter * taps);
      left.forEach((value, o) => {
        pointwiseWeight.data[o * channels * multiplier + filter] = scale * value;
      });
    });
  }
  const layer = new SeparableConv2d({
    ...{ in: channels, out, kernel, stride, padding, dilation, multiplier },
    ...{ bias: conv.bias, depthwiseWeight, pointwiseWeight },
  });
  return { layer, error: relativeError(conv.weight.data, denseWeight(layer)) };
}

/** The filters of one input channel, one row of kH·kW taps per output channel. */
function filtersOf({ weight, geometry }: Conv2d, channel: number): number[][] {
  const taps = geometry.kernel[0]! * geometry.kernel[1]!;
  return Array.from({ length: geometry.out }, (_, o) => {
    const from = (o * geometry.in + channel) * taps;
    return Array.from(weight.data.subarray(from, from + taps));
  });
}

function checkFinite({ data }: Tensor): void {
  const bad = data.find(value => !Number.isFinite(value));
  if (bad !== undefined) {
    throw new ArgumentError(
      'convert/not-finite',
      `convert: the weight holds ${bad}, and no fit to it exists; replace it by a finite number first`,
    );
  }
}
