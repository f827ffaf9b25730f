import type { InspectorRequest } from '../inspector/protocol';
import { propertyAt } from './unknown';

/**
 * A webview's message as the request it should be.
 *
 * @throws Error naming the field that is wrong
 */
export function parseInspectorRequest(message: unknown, id: number): InspectorRequest {
  const call = propertyAt(message, 'call');
  switch (call) {
    case 'tensor/open':
      return { type: 'request', id, call, params: {} };
    case 'tensor/plane':
      return { type: 'request', id, call, params: parsePlane(propertyAt(message, 'params')) };
    default:
      throw new Error(`the tensor inspector sent an unknown call: ${String(call)}`);
  }
}

function parsePlane(params: unknown) {
  const index = propertyAt(params, 'index');
  if (!Array.isArray(index)) throw new Error('tensor/plane: `index` is not a list');
  return {
    rowAxis: wholeNumber(propertyAt(params, 'rowAxis'), 'rowAxis'),
    columnAxis: wholeNumber(propertyAt(params, 'columnAxis'), 'columnAxis'),
    index: index.map((value: unknown, axis) => wholeNumber(value, `index[${axis}]`)),
  };
}

/** Whether an axis or index exists is for the kernel, which knows the shape, to say. */
function wholeNumber(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isInteger(value)) return value;
  throw new Error(`tensor/plane: \`${field}\` is not a whole number: ${String(value)}`);
}
