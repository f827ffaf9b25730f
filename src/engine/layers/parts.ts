import type { DType } from '../tensor/dtype';
import { readSeed } from './weights';

/** What a composite layer hands on to the parts that draw weights. */
interface DrawOptions {
  seed?: number | undefined;
  dtype?: DType | undefined;
}

/** The options that were given, without those that are undefined. */
export function definedOptions<T extends object>(options: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return Object.fromEntries(given) as { [K in keyof T]?: Exclude<T[K], undefined> }; // the same names, fewer
}

/**
 * Seed and dtype for the n-th part of a layer: neighbouring seeds, because parts of one seed would repeat each
 * other's numbers.
 *
 * @throws ArgumentError `argument/integer` for a seed that is none
 */
export function drawOptions(
  kind: string,
  { seed, dtype }: DrawOptions,
  part: number,
): { seed?: number; dtype?: DType } {
  return definedOptions({ seed: (readSeed(kind, seed) + part) % 2 ** 32, dtype });
}
