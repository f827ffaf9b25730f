import { strToU8 } from 'fflate';
import { ArgumentError, describeValue, type DType, type Tensor } from '../engine';
import { readElements, writeElements } from './elements';
import { checkFileSize } from './limits';
import type { DecodeOptions, EncodeOptions } from './options';
import { LENGTH_BYTES, METADATA, readSafetensorsHeader } from './safetensorsHeader';
import { viewOf, type SourceFile } from './sourceFile';

/**
 * The tensors of a .safetensors file by their names, in the order of the file's bytes.
 *
 * @throws ArgumentError those of readSafetensorsHeader and of readElements
 */
export function decodeSafetensors(file: SourceFile, { dtype }: DecodeOptions): Record<string, Tensor> {
  return Object.fromEntries(
    readSafetensorsHeader(file).map(({ name, ...elements }) => [
      name,
      readElements(file, { ...elements, littleEndian: true }, dtype),
    ]),
  );
}

/** In the order that the format's own library writes them. */
const NAMES: Readonly<Record<DType, string>> = { float64: 'F64', float32: 'F32', int32: 'I32', uint8: 'U8' };
const ORDER = Object.keys(NAMES);

/**
 * A .safetensors file. Tensors with larger elements come first, so that each begins at a multiple of its element's
 * size.
 *
 * @throws ArgumentError `safetensors/metadata`, `formats/name`, `formats/too-large`
 */
export function encodeSafetensors(
  tensors: Readonly<Record<string, Tensor>>,
  name: string,
  { metadata }: EncodeOptions,
): Uint8Array {
  checkMetadata(name, metadata);
  const inOrder = Object.entries(tensors).sort(
    ([a, x], [b, y]) => ORDER.indexOf(x.dtype) - ORDER.indexOf(y.dtype) || (a < b ? -1 : 1),
  );
  let end = 0;
  const entries = inOrder.map(([key, { dtype, shape, byteLength }]) => {
    if (key === METADATA) {
      throw new ArgumentError(
        'formats/name',
        `${name}: ${key} is the name of the texts, call the tensor otherwise`,
      );
    }
    const begin = end;
    end += byteLength;
    return [key, { dtype: NAMES[dtype], shape, data_offsets: [begin, end] }] as const;
  });
  const head: [string, unknown][] = metadata ? [[METADATA, metadata]] : [];
  const text = strToU8(JSON.stringify(Object.fromEntries([...head, ...entries])));
  const dataStart = LENGTH_BYTES + Math.ceil(text.length / 8) * 8;
  checkFileSize(name, dataStart + end);
  const bytes = new Uint8Array(dataStart + end).fill(0x20, LENGTH_BYTES, dataStart);
  viewOf(bytes).setBigUint64(0, BigInt(dataStart - LENGTH_BYTES), true);
  bytes.set(text, LENGTH_BYTES);
  let offset = dataStart;
  for (const [, tensor] of inOrder) {
    writeElements(bytes, offset, tensor);
    offset += tensor.byteLength;
  }
  return bytes;
}

function checkMetadata(name: string, metadata: unknown): void {
  if (metadata === undefined) return;
  const isObject = typeof metadata === 'object' && metadata !== null && !Array.isArray(metadata);
  if (!isObject || !Object.values(metadata).every(text => typeof text === 'string')) {
    throw new ArgumentError(
      'safetensors/metadata',
      `${name}: metadata is an object of texts, got ${describeValue(metadata)}`,
    );
  }
}
