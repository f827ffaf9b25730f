import { bytesPerElement, sizeOf, Tensor, type DType, type Shape } from '../engine';
import { errorAt, viewOf, type SourceFile } from './sourceFile';

type Read = (view: DataView, offset: number, littleEndian: boolean) => number | bigint;

/** One element type of a file. */
interface ElementType {
  bytes: number;
  read: Read;
  /** What its elements become, or 'fitting': int32 when it holds all of them, else float64. */
  dtype: DType | 'fitting';
}

/** The element types that files may have, by NumPy's names. */
const ELEMENT_TYPES = {
  bool: { bytes: 1, read: (view, at) => (view.getUint8(at) === 0 ? 0 : 1), dtype: 'uint8' },
  uint8: { bytes: 1, read: (view, at) => view.getUint8(at), dtype: 'uint8' },
  int8: { bytes: 1, read: (view, at) => view.getInt8(at), dtype: 'int32' },
  uint16: { bytes: 2, read: (view, at, little) => view.getUint16(at, little), dtype: 'int32' },
  int16: { bytes: 2, read: (view, at, little) => view.getInt16(at, little), dtype: 'int32' },
  uint32: { bytes: 4, read: (view, at, little) => view.getUint32(at, little), dtype: 'fitting' },
  int32: { bytes: 4, read: (view, at, little) => view.getInt32(at, little), dtype: 'int32' },
  uint64: { bytes: 8, read: (view, at, little) => view.getBigUint64(at, little), dtype: 'fitting' },
  int64: { bytes: 8, read: (view, at, little) => view.getBigInt64(at, little), dtype: 'fitting' },
  float16: { bytes: 2, read: (view, at, little) => float(view.getUint16(at, little), 10), dtype: 'float32' },
  bfloat16: { bytes: 2, read: (view, at, little) => float(view.getUint16(at, little), 7), dtype: 'float32' },
  float32: { bytes: 4, read: (view, at, little) => view.getFloat32(at, little), dtype: 'float32' },
  float64: { bytes: 8, read: (view, at, little) => view.getFloat64(at, little), dtype: 'float64' },
} satisfies Record<string, ElementType>;

export type ElementName = keyof typeof ELEMENT_TYPES;

/** Bytes of one element of a file. */
export function elementBytes(name: ElementName): number {
  return ELEMENT_TYPES[name].bytes;
}

/** Numbers of a file: row-major, one after another. They have to lie within the file. */
export interface Elements {
  type: ElementName;
  shape: Shape;
  /** The byte where they begin. */
  offset: number;
  littleEndian: boolean;
}

/**
 * The tensor of some numbers of a file.
 *
 * @param wanted its dtype; when not given, the one nearest to the file's
 * @throws ArgumentError `dtype/out-of-range` for a number that the integer dtype wanted does not hold,
 *   `formats/precision` for one that no dtype holds exactly when none is wanted, `tensor/too-large`
 */
export function readElements(file: SourceFile, elements: Elements, wanted?: DType): Tensor {
  const { bytes, read, dtype: own }: ElementType = ELEMENT_TYPES[elements.type];
  const { offset, shape, littleEndian } = elements;
  const view = viewOf(file.bytes);
  const dtype = wanted ?? (own === 'fitting' ? fittingDType(file, elements) : own);
  const tensor = Tensor.allocate(dtype, shape);
  const { data } = tensor;
  for (let i = 0; i < data.length; i++) {
    const value = Number(read(view, offset + i * bytes, littleEndian));
    if ((dtype === 'int32' || dtype === 'uint8') && !holds(dtype, value)) {
      const [least, most] = RANGES[dtype];
      throw errorAt(
        file,
        offset + i * bytes,
        'dtype/out-of-range',
        `element ${i} is ${value}, which ${dtype} does not hold (${least} to ${most}); ask for another dtype`,
      );
    }
    data[i] = value;
  }
  return tensor;
}

type IntegerDType = Extract<DType, 'int32' | 'uint8'>;

const RANGES: Record<IntegerDType, readonly [least: number, most: number]> = {
  int32: [-(2 ** 31), 2 ** 31 - 1],
  uint8: [0, 255],
};

function holds(dtype: IntegerDType, value: number | bigint): boolean {
  const [least, most] = RANGES[dtype];
  return value >= least && value <= most;
}

/** int32 when it holds all of the whole numbers, else float64. */
function fittingDType(file: SourceFile, { type, shape, offset, littleEndian }: Elements): DType {
  const { bytes, read }: ElementType = ELEMENT_TYPES[type];
  const view = viewOf(file.bytes);
  const count = sizeOf(shape);
  let dtype: DType = 'int32';
  for (let i = 0; i < count; i++) {
    const value = read(view, offset + i * bytes, littleEndian);
    if (!holds('int32', value)) dtype = 'float64';
    if (typeof value === 'bigint' && BigInt(Number(value)) !== value) {
      throw errorAt(
        file,
        offset + i * bytes,
        'formats/precision',
        `element ${i} is ${value}, which no dtype holds exactly; pass { dtype: 'float64' } to have it rounded`,
      );
    }
  }
  return dtype;
}

/** The value of a 16-bit float with `fractionBits` bits of fraction: 10 in float16, 7 in bfloat16. */
function float(bits: number, fractionBits: number): number {
  const one = 2 ** fractionBits;
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits & 0x7fff) >> fractionBits;
  const fraction = bits & (one - 1);
  const largest = 2 ** (15 - fractionBits) - 1;
  const bias = (largest - 1) / 2;
  if (exponent === largest) return fraction ? NaN : sign * Infinity;
  if (exponent === 0) return (sign * 2 ** (1 - bias) * fraction) / one;
  return sign * 2 ** (exponent - bias) * (1 + fraction / one);
}

const WRITES: Record<DType, (view: DataView, offset: number, value: number) => void> = {
  float32: (view, offset, value) => view.setFloat32(offset, value, true),
  float64: (view, offset, value) => view.setFloat64(offset, value, true),
  int32: (view, offset, value) => view.setInt32(offset, value, true),
  uint8: (view, offset, value) => view.setUint8(offset, value),
};

/** Writes the elements of a tensor into `bytes` from `offset`, row-major and little-endian. */
export function writeElements(bytes: Uint8Array, offset: number, { data, dtype }: Tensor): void {
  const view = viewOf(bytes);
  const step = bytesPerElement(dtype);
  const write = WRITES[dtype];
  for (let i = 0; i < data.length; i++) write(view, offset + i * step, data[i]!);
}
