import { ArgumentError } from '../errors';
import { describeValue } from '../tensor/check';
import type { DType } from '../tensor/dtype';
import { Tensor } from '../tensor/tensor';
import { checkLayer, Layer } from './layer';
import { readSeed } from './weights';

/**
 * The layers of a list, named 0, 1, ..., or of an object, under its names. `taken` are names that the layer
 * itself gives to steps of its own, so that those of a model stay apart.
 *
 * @throws ArgumentError `layers/parts`, `layers/empty`, `layers/not-a-layer`, `layers/part-name`
 */
export function readParts(
  kind: string,
  parts: unknown,
  taken: readonly string[] = [],
): Readonly<Record<string, Layer>> {
  if (typeof parts !== 'object' || parts === null || parts instanceof Layer || parts instanceof Tensor) {
    throw new ArgumentError(
      'layers/parts',
      `${kind}: expected a list of layers, or an object of layers by name, got ${described(parts)}`,
    );
  }
  const entries = Object.entries(parts).map(([name, part]) => {
    checkName(kind, name, taken);
    return [name, checkLayer(kind, part)] as const;
  });
  if (entries.length === 0) {
    throw new ArgumentError('layers/empty', `${kind}: expected one layer or more, got none`);
  }
  return Object.fromEntries(entries);
}

function described(value: unknown): string {
  if (value instanceof Layer) return 'one layer by itself; put it in a list';
  return value instanceof Tensor ? 'a tensor' : describeValue(value);
}

function checkName(kind: string, name: string, taken: readonly string[]): void {
  if (name === '' || name.includes('.') || taken.includes(name)) {
    const why = taken.includes(name) ? 'is the name of its own step' : 'is empty or has a dot in it';
    throw new ArgumentError(
      'layers/part-name',
      `${kind}: the name '${name}' of a part ${why}, so names such as block.weight would not be clear; rename it`,
    );
  }
}

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
