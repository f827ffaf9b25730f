import { base64 } from '@scure/base';
import { newArray, sizeOf, type TypedArray } from '../engine';
import type { TensorPayload } from './mime';

/**
 * The elements of a payload's part, row-major in `payload.view.shape`; none for an empty tensor. Call it with
 * a payload of {@link tensorPayload} or `parseTensorPayload`, which has checked their number.
 */
export function decodePart({ view, data }: Pick<TensorPayload, 'view' | 'data'>): TypedArray {
  const values = newArray(view.dtype, data === null ? 0 : sizeOf(view.shape));
  if (data !== null) {
    new Uint8Array(values.buffer).set(base64.decode(data));
  }
  return values;
}
