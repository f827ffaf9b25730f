import { permute, shapeText, type Tensor } from '../engine';
import { elementBytes, readElements, writeElements } from './elements';
import { checkFileSize } from './limits';
import { NPY_MAGIC, readNpyHeader } from './npyHeader';
import type { DecodeOptions } from './options';
import { errorAt, type SourceFile } from './sourceFile';

/**
 * The tensor of an .npy file, versions 1 to 3, of either byte order, C or Fortran order.
 *
 * @throws ArgumentError `npy/magic`, `npy/version`, `npy/header`, `npy/dtype`, `npy/length`, and those of readElements
 */
export function decodeNpy(file: SourceFile, options: DecodeOptions): Tensor {
  const { type, littleEndian, fortranOrder, shape, size, dataOffset: offset } = readNpyHeader(file);
  const needed = size * elementBytes(type);
  const there = file.bytes.length - offset;
  if (needed !== there) {
    const elements = `${type} elements of shape ${shapeText(shape)}`;
    throw errorAt(
      file,
      Math.min(offset + needed, file.bytes.length),
      'npy/length',
      `${elements} take ${needed} bytes from byte ${offset}, the file has ${there}; it is cut off or has more than one array`,
    );
  }
  if (!fortranOrder) return readElements(file, { type, littleEndian, offset, shape }, options.dtype);
  // Seen from its fastest axis, an array in Fortran order is one in C order.
  const reversed = readElements(
    file,
    { type, littleEndian, offset, shape: [...shape].reverse() },
    options.dtype,
  );
  return permute(reversed, shape.map((_, axis) => axis).reverse());
}

const DESCRIPTIONS = { float32: '<f4', float64: '<f8', int32: '<i4', uint8: '|u1' } as const;

/** An .npy file, version 1, in C order. */
export function encodeNpy(x: Tensor, name: string): Uint8Array {
  const shape = `(${x.shape.join(', ')}${x.rank === 1 ? ',' : ''})`; // Python's tuples
  const header = `{'descr': '${DESCRIPTIONS[x.dtype]}', 'fortran_order': False, 'shape': ${shape}, }`;
  const start = `${NPY_MAGIC}\x01\x00`;
  const dataOffset = Math.ceil((start.length + 2 + header.length + 1) / 64) * 64; // where NumPy wants it
  checkFileSize(name, dataOffset + x.byteLength);
  const bytes = new Uint8Array(dataOffset + x.byteLength);
  const length = dataOffset - start.length - 2;
  const text = `${start}${String.fromCharCode(length & 255, length >> 8)}${header.padEnd(length - 1)}\n`;
  for (let i = 0; i < dataOffset; i++) bytes[i] = text.charCodeAt(i);
  writeElements(bytes, dataOffset, x);
  return bytes;
}
