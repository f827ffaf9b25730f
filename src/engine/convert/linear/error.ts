import type { DType } from '../../tensor/dtype';
import type { Layer } from '../../layers/layer';
import type { TypedArray } from '../../tensor/dtype';
import type { ConvNd } from './kernel';
import { multiplyOut, withGroups } from './stack';

/** The Frobenius norm of the difference over that of `exact`; 0 for two that are all zero. */
function relativeError(exact: TypedArray, approximate: TypedArray): number {
  let difference = 0;
  let total = 0;
  for (let i = 0; i < exact.length; i++) {
    difference += (exact[i]! - approximate[i]!) ** 2;
    total += exact[i]! ** 2;
  }
  return difference === 0 ? 0 : Math.sqrt(difference / total);
}

/** How far the weights of a stack that stands for a dense convolution, multiplied out, are from its own. */
export function weightError(source: ConvNd, layer: Layer): number {
  const { in: channels, kernel } = source.geometry;
  const multiplied = multiplyOut(layer, { channels, spatial: kernel.length });
  return relativeError(source.weight.data, withGroups(multiplied, 1).weight);
}

/** What rounding float64 numbers to a dtype changes, relative to their norm. */
export function roundingError(numbers: readonly (Float64Array | null)[], dtype: DType): number {
  if (dtype === 'float64') return 0;
  return Math.max(0, ...numbers.map(array => (array ? relativeError(array, Float32Array.from(array)) : 0)));
}
