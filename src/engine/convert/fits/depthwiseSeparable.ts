import type { Conv2d } from '../../layers/conv';
import { SeparableConv2d } from '../../layers/separable';
import { singularTriples } from '../../linalg/decompose';
import { sizeOf, type Shape } from '../../tensor/shape';
import { Tensor } from '../../tensor/tensor';
import type { Question } from '../types';
import { defineFit } from './defineFit';
import { denseMacs, extentOf, largestRank, readRank } from './ranks';
import { copyBias } from '../source';

const NAME = 'depthwise-separable';

/**
 * A sum of `rank` pairs of a depthwise and a pointwise convolution. For each input channel the Cout x kH·kW matrix
 * of its filters is replaced by the leading terms of its singular value decomposition: the right vectors become
 * depthwise filters, the left ones, scaled, columns of the 1x1 matrix. No other weights of the form come nearer.
 * It is exact from min(kH·kW, Cout) pairs on, and saves MACs below kH·kW·Cout / (kH·kW + Cout).
 *
 * @source Guo et al., "Network decoupling", arXiv:1808.05517, theorem 1
 */
export const depthwiseSeparable = defineFit({
  name: NAME,
  title: 'Depthwise separable',
  description: 'a filter or more for each channel, then a 1x1 convolution: the nearest by SVD',
  options: ['rank'],
  asks: question,
  plan: (conv, { rank: asked, inputShape }) => {
    const { value, most, breakEven } = question(conv, inputShape);
    const rank = readRank(NAME, asked, { value, most });
    return {
      rank,
      breakEvenRank: breakEven,
      draw: seed =>
        new SeparableConv2d({
          ...optionsOf(conv, rank),
          bias: conv.bias !== null,
          seed,
          dtype: conv.weight.dtype,
        }),
      fit: () => ({ layer: fit(conv, rank) }),
    };
  },
});

function question(conv: Conv2d, inputShape: Shape): Question & { breakEven: number } {
  const { in: channels, out, kernel } = conv.geometry;
  const taps = sizeOf(kernel);
  const extent = extentOf(conv, inputShape);
  const most = Math.min(taps, out);
  const macs = (rank: number) => rank * channels * (taps + out) * extent.output;
  const breakEven = largestRank(macs, denseMacs(conv, extent), most);
  return { option: 'rank', value: 1, most, breakEven };
}

function optionsOf(conv: Conv2d, multiplier: number) {
  const { in: channels, out, kernel, stride, padding, dilation } = conv.geometry;
  return { in: channels, out, kernel, stride, padding, dilation, multiplier };
}

function fit(conv: Conv2d, multiplier: number): SeparableConv2d {
  const { in: channels, out, kernel } = conv.geometry;
  const { dtype } = conv.weight;
  const taps = sizeOf(kernel);
  const depthwiseWeight = Tensor.allocate(dtype, [channels * multiplier, 1, ...kernel]);
  const pointwiseWeight = Tensor.allocate(dtype, [out, channels * multiplier, 1, 1]);
  for (let channel = 0; channel < channels; channel++) {
    singularTriples(filtersOf(conv, channel), multiplier).forEach(({ scale, left, right }, term) => {
      const filter = channel * multiplier + term;
      depthwiseWeight.data.set(right, filter * taps);
      left.forEach((value, o) => {
        pointwiseWeight.data[o * channels * multiplier + filter] = scale * value;
      });
    });
  }
  const weights = { depthwiseWeight, pointwiseWeight, bias: copyBias(conv.bias) };
  return new SeparableConv2d({ ...optionsOf(conv, multiplier), ...weights });
}

/** The filters of one input channel, one row of kH·kW taps per output channel. */
function filtersOf({ weight, geometry }: Conv2d, channel: number) {
  const taps = sizeOf(geometry.kernel);
  const data = new Float64Array(geometry.out * taps);
  for (let o = 0; o < geometry.out; o++) {
    const from = (o * geometry.in + channel) * taps;
    data.set(weight.data.subarray(from, from + taps), o * taps);
  }
  return { rows: geometry.out, columns: taps, data };
}
