import type { TypedArray } from '../engine';
import { CHUNK_LENGTH, readChunk } from './chunks';
import type { TensorStats } from './mime';

/** Smallest, largest and mean of the finite elements, and how many are not finite. One pass, no large memory. */
export function statsOf(data: TypedArray): TensorStats {
  const { length } = data;
  const chunk = new Float64Array(Math.min(length, CHUNK_LENGTH));
  let min = Infinity;
  let max = -Infinity;
  let sum = 0;
  let nan = 0;
  let positiveInfinity = 0;
  let negativeInfinity = 0;
  for (let start = 0; start < length; start += CHUNK_LENGTH) {
    const count = readChunk(data, start, chunk);
    for (let i = 0; i < count; i++) {
      const value = chunk[i]!;
      if (value - value === 0) {
        if (value < min) min = value;
        if (value > max) max = value;
        sum += value;
      } else if (value > 0) positiveInfinity++;
      else if (value < 0) negativeInfinity++;
      else nan++;
    }
  }
  const finite = length - nan - positiveInfinity - negativeInfinity;
  const counts = { nan, positiveInfinity, negativeInfinity };
  if (finite === 0) return { min: null, max: null, mean: null, ...counts };
  const mean = Number.isFinite(sum) ? sum / finite : meanOfHuge(data, finite);
  return { min, max, mean, ...counts };
}

/** The mean of elements whose sum is more than the largest double. */
function meanOfHuge(data: TypedArray, finite: number): number {
  let mean = 0;
  for (const value of data) {
    if (Number.isFinite(value)) mean += value / finite;
  }
  return mean;
}
