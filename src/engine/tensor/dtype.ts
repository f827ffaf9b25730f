/** The element types of a tensor, by their PyTorch names. float32 is the default, float64 the reference. */
export type DType = 'float32' | 'float64' | 'int32' | 'uint8';

/** The typed array that holds the elements of each dtype. */
export interface TypedArrayOf {
  float32: Float32Array;
  float64: Float64Array;
  int32: Int32Array;
  uint8: Uint8Array;
}

export type TypedArray = TypedArrayOf[DType];

const ARRAY_TYPES = { float32: Float32Array, float64: Float64Array, int32: Int32Array, uint8: Uint8Array };

export const DTYPES = Object.keys(ARRAY_TYPES) as readonly DType[];

export function isDType(value: unknown): value is DType {
  return typeof value === 'string' && Object.hasOwn(ARRAY_TYPES, value);
}

/** Bytes of one element. */
export function bytesPerElement(dtype: DType): number {
  return ARRAY_TYPES[dtype].BYTES_PER_ELEMENT;
}

/** A fresh, zero-filled array of `length` elements. */
export function newArray<D extends DType>(dtype: D, length: number): TypedArrayOf[D] {
  return new ARRAY_TYPES[dtype](length) as TypedArrayOf[D]; // the table pairs each dtype with its array
}

/**
 * The dtype whose elements a typed array holds, or undefined for arrays that no tensor can hold. It goes by the
 * array's tag, so that arrays made in another realm (a vm context, a frame) count as well.
 */
export function dtypeOf(array: ArrayBufferView): DType | undefined {
  const tag = (array as { [Symbol.toStringTag]?: string })[Symbol.toStringTag]; // DataView and typed arrays have one
  return DTYPES.find(dtype => ARRAY_TYPES[dtype].name === tag);
}

/**
 * The dtype of an elementwise result of two tensors: float64 over float32 over int32 over uint8.
 */
export function promote(a: DType, b: DType): DType {
  const order: readonly DType[] = ['uint8', 'int32', 'float32', 'float64'];
  return order.indexOf(a) >= order.indexOf(b) ? a : b;
}

export function isFloat(dtype: DType): boolean {
  return dtype === 'float32' || dtype === 'float64';
}
