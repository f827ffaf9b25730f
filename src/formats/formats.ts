import { ArgumentError, checkDType, checkOptions, describeValue, Layer, Tensor } from '../engine';
import type { DecodeOptions, EncodeOptions } from './options';
import { checkBytes } from './sourceFile';
import { FILE_FORMATS, type FileFormat } from './table';

/** Names of files that hold one tensor. */
export type TensorFileName = `${string}.${'npy' | 'png' | 'jpg' | 'jpeg' | 'csv' | 'json'}`;
/** Names of files that hold tensors by name. */
export type TensorsFileName = `${string}.${'npz' | 'safetensors'}`;

/**
 * The format of a file, by the ending of its name in upper or lower case.
 *
 * @throws ArgumentError `formats/ending` with the list of all endings
 */
export function formatOf(name: string): FileFormat {
  const lower = name.toLowerCase();
  const format = FILE_FORMATS.find(({ endings }) => endings.some(ending => lower.endsWith(ending)));
  if (!format) {
    throw new ArgumentError(
      'formats/ending',
      `${name}: the name must end with ${FILE_FORMATS.flatMap(({ endings }) => endings).join(', ')}`,
    );
  }
  return format;
}

/**
 * The contents of a file as a tensor, or for .npz and .safetensors as an object of tensors by name. The tensors
 * have memory of their own. They take at most 8 times the bytes of the file, more only when it is compressed or
 * text: then see the format.
 *
 * @param name path or name of the file; its ending says what the bytes are
 * @throws ArgumentError `formats/ending`, `formats/bytes`, `options/unknown`, `dtype/unknown`, `tensor/too-large`, and
 *   those of the format for a file that is damaged or has what cannot be read; they name the byte or line
 */
export function decode(bytes: Uint8Array, name: TensorFileName, options?: DecodeOptions): Tensor;
export function decode(
  bytes: Uint8Array,
  name: TensorsFileName,
  options?: DecodeOptions,
): Record<string, Tensor>;
export function decode(
  bytes: Uint8Array,
  name: string,
  options?: DecodeOptions,
): Tensor | Record<string, Tensor>;
export function decode(
  bytes: Uint8Array,
  name: string,
  options: DecodeOptions = {},
): Tensor | Record<string, Tensor> {
  const format = formatOf(name);
  checkOptions(name, options, format.decodeOptions);
  if (options.dtype !== undefined) checkDType(name, options.dtype);
  return format.decode({ name, bytes: checkBytes(name, bytes) }, options);
}

/**
 * The bytes of a file with a tensor, or with tensors by name in .npz and .safetensors.
 *
 * @param name path or name of the file; its ending says what the bytes will be
 * @throws ArgumentError `formats/ending`, `formats/value`, `options/unknown`, `formats/too-large`, and those of the
 *   format for what it cannot hold
 */
export function encode(
  value: Tensor | Readonly<Record<string, Tensor>>,
  name: string,
  options: EncodeOptions = {},
): Uint8Array {
  const format = formatOf(name);
  checkEncodeOptions(name, options, format.encodeOptions);
  if (format.holds === 'tensor') return format.encode(checkOneTensor(name, value), name, options);
  return format.encode(checkTensors(name, value), name, options);
}

function checkEncodeOptions(name: string, options: object, known: readonly string[]): void {
  if (known.length > 0) return checkOptions(name, options, known);
  const [unknown] = Object.keys(options);
  if (unknown !== undefined) {
    throw new ArgumentError(
      'options/unknown',
      `${name}: unknown option ${unknown}; this kind of file is written without options`,
    );
  }
}

function checkOneTensor(name: string, value: unknown): Tensor {
  if (value instanceof Tensor) return value;
  throw new ArgumentError(
    'formats/value',
    `${name}: this kind of file holds one tensor, got ${describeValue(value)}; ` +
      'several of them, by name, go into .npz or .safetensors',
  );
}

function checkTensors(name: string, value: unknown): Record<string, Tensor> {
  const isObject = typeof value === 'object' && value !== null && !Array.isArray(value);
  if (!isObject || value instanceof Tensor || value instanceof Layer) {
    const given =
      value instanceof Tensor ? 'a tensor' : value instanceof Layer ? 'a layer' : describeValue(value);
    const instead = value instanceof Layer ? 'use layer.stateDict()' : 'such as { x: tensor([1, 2]) }';
    throw new ArgumentError(
      'formats/value',
      `${name}: this kind of file holds an object of tensors by name, got ${given}; ${instead}`,
    );
  }
  for (const [key, entry] of Object.entries(value)) {
    if (!(entry instanceof Tensor)) {
      throw new ArgumentError(
        'formats/value',
        `${name}: ${key} is ${describeValue(entry)}, expected a tensor`,
      );
    }
  }
  return value as Record<string, Tensor>; // just checked
}
