import type { SeparableConv2d } from '../layers/separable';
import type { TypedArray } from '../tensor/dtype';

/**
 * The weight [Cout, Cin, kH, kW] of the dense convolution that a depthwise separable one amounts to:
 * weight[o, c] = sum over m of pointwise[o, c·multiplier + m] · depthwise[c·multiplier + m].
 */
export function denseWeight({ parts: { depthwise, pointwise } }: SeparableConv2d): Float64Array {
  const { in: channels, out: filters, kernel } = depthwise.geometry;
  const { out } = pointwise.geometry;
  const multiplier = filters / channels;
  const taps = kernel[0]! * kernel[1]!;
  const dense = new Float64Array(out * channels * taps);
  for (let o = 0; o < out; o++) {
    for (let filter = 0; filter < filters; filter++) {
      const factor = pointwise.weight.data[o * filters + filter]!;
      const to = (o * channels + Math.floor(filter / multiplier)) * taps;
      for (let tap = 0; tap < taps; tap++) {
        dense[to + tap]! += factor * depthwise.weight.data[filter * taps + tap]!;
      }
    }
  }
  return dense;
}

/** The Frobenius norm of the difference over that of `exact`; 0 for two that are all zero. */
export function relativeError(exact: TypedArray, approximate: TypedArray): number {
  let difference = 0;
  let total = 0;
  for (let i = 0; i < exact.length; i++) {
    difference += (exact[i]! - approximate[i]!) ** 2;
    total += exact[i]! ** 2;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / total);
}
