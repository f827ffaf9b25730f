import type { TypedArray } from '../engine';

/** Elements that are read at a time: small enough for the processor's cache. */
export const CHUNK_LENGTH = 8192;

/**
 * Copies the elements from `start` on into `chunk`, as doubles, and returns how many. Long loops read tensors
 * this way, because one that has met several element types can run several times slower than one over doubles alone.
 */
export function readChunk(source: TypedArray, start: number, chunk: Float64Array): number {
  const part = source.subarray(start, start + chunk.length);
  chunk.set(part);
  return part.length;
}
