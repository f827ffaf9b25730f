import { strFromU8, strToU8 } from 'fflate';
import {
  ArgumentError,
  checkOptions,
  tensor,
  type DType,
  type NestedData,
  type Shape,
  type Tensor,
} from '../engine';
import { checkTextSize } from './limits';
import type { DecodeOptions } from './options';
import { shortest } from './shortest';
import type { SourceFile } from './sourceFile';

/** Numbers that JSON has no way to write. */
const NAMED: Readonly<Record<string, number>> = { NaN, Infinity, '-Infinity': -Infinity };

/**
 * The tensor of a JSON file: nested lists of numbers, float32 when no dtype is wanted, or an object { dtype, shape,
 * data } with the numbers flat or nested. NaN and the infinities are the texts "NaN", "Infinity" and "-Infinity".
 * Working memory is at most 32 times the file.
 *
 * @throws ArgumentError `json/syntax`, `options/unknown`, `tensor/element`, `dtype/unknown`, `dtype/out-of-range`,
 *   `formats/too-large`
 * @throws ShapeError `tensor/ragged`, `tensor/size`, `tensor/too-deep`, `shape/invalid`
 */
export function decodeJson({ name, bytes }: SourceFile, options: DecodeOptions): Tensor {
  checkTextSize(name, bytes.length);
  const value = withNumbers(parse(name, bytes), 0);
  // The engine checks whatever a file has in the place of numbers, a shape or a dtype.
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return tensor(value as NestedData, { ...options });
  }
  checkOptions(name, value, ['dtype', 'shape', 'data']);
  const { dtype, shape, data } = value as { dtype?: DType; shape?: Shape; data: NestedData };
  const wanted = options.dtype ?? dtype;
  return tensor(data, {
    ...(shape !== undefined && { shape }),
    ...(wanted !== undefined && { dtype: wanted }),
  });
}

function parse(name: string, bytes: Uint8Array): unknown {
  try {
    return JSON.parse(strFromU8(bytes));
  } catch (error) {
    const why = (error as Error).message; // JSON.parse throws nothing else
    throw new ArgumentError(
      'json/syntax',
      `${name}: this is no JSON: ${why}; NaN and infinities must stand in quotes`,
    );
  }
}

/** Deeper lists are refused by the engine. */
const MAX_DEPTH = 66;

/** Puts numbers in the place of their names, in the lists of a file and in those of its object. */
function withNumbers(value: unknown, depth: number): unknown {
  if (typeof value === 'string') return Object.hasOwn(NAMED, value) && depth > 0 ? NAMED[value] : value;
  if (Array.isArray(value) && depth < MAX_DEPTH) {
    for (let i = 0; i < value.length; i++) value[i] = withNumbers(value[i], depth + 1);
  } else if (typeof value === 'object' && value !== null && 'data' in value && depth === 0) {
    value.data = withNumbers(value.data, 1);
  }
  return value;
}

/** A JSON file: an object { dtype, shape, data } with the numbers flat. */
export function encodeJson({ dtype, shape, data }: Tensor): Uint8Array {
  const numbers = Array.from(data, value => {
    const short = shortest(value, dtype);
    return Number.isFinite(short) ? short : String(short);
  });
  return strToU8(JSON.stringify({ dtype, shape, data: numbers }));
}
