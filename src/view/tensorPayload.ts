import { base64 } from '@scure/base';
import { bytesPerElement, sizeOf, type Tensor } from '../engine';
import { MAX_DATA_BYTES, type TensorPart, type TensorPayload } from './mime';
import { choosePart, describePart, partDType, takePart } from './part';
import { statsOf } from './stats';

/** Elements along an axis of a map of means: a drawing has no room for more. */
const MEANS_SIDE = 2048;

/**
 * A tensor as a notebook output: its statistics, and its elements or the part of them that fits 256 KiB.
 *
 * @param about name in the notebook, reference to the live tensor, and how it came about
 * @throws DisposedError `tensor/disposed`
 */
export function tensorPayload(
  tensor: Tensor,
  about: Pick<TensorPayload, 'name' | 'ref' | 'provenance'> = {},
): TensorPayload {
  const { data, dtype } = tensor;
  const shape = [...tensor.shape];
  const view = payloadPart(tensor);
  return {
    version: 1,
    ...about,
    dtype,
    shape,
    stats: statsOf(data),
    view,
    data: sizeOf(shape) === 0 ? null : encodeElements(takePart(data, shape, view)),
    truncated: describePart(shape, view),
  };
}

function payloadPart({ shape, dtype }: Tensor): TensorPart {
  const unlimited = { perAxis: Infinity, maps: Infinity };
  const elements = MAX_DATA_BYTES / bytesPerElement(dtype);
  const copied = choosePart(shape, { ...unlimited, elements, side: Infinity });
  if (copied.block.every(size => size === 1)) return { ...copied, dtype };
  const meanDType = partDType(dtype, copied.block);
  const meanElements = MAX_DATA_BYTES / Math.max(bytesPerElement(meanDType), bytesPerElement(dtype));
  const part = choosePart(shape, { ...unlimited, elements: meanElements, side: MEANS_SIDE });
  return { ...part, dtype: partDType(dtype, part.block) };
}

/** Typed arrays hold bytes in the machine's order; every machine that runs VS Code is little-endian. */
function encodeElements(values: ArrayBufferView): string {
  return base64.encode(new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
}
