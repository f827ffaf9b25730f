import type { DType } from '../engine';

/** A number as short as it can be written and still be read as the same float32. */
export function shortest(value: number, dtype: DType): number {
  if (dtype !== 'float32' || !Number.isFinite(value)) return value;
  for (let digits = 6; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits));
    if (Math.fround(short) === value) return short;
  }
  return Number(value.toPrecision(9)); // nine digits tell any two float32 apart
}
