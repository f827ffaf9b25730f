import { base64 } from '@scure/base';
import { bytesPerElement, DTYPES, sizeOf } from '../engine';
import { Fields } from './fields';
import { TENSOR_MIME, type TensorPart, type TensorPayload, type TensorStats } from './mime';

/**
 * A tensor output as read from a notebook, checked field by field.
 *
 * @throws ArgumentError `view/version` for a version other than 1, `view/payload` for a field that is missing,
 * has another type, or contradicts another
 */
export function parseTensorPayload(value: unknown): TensorPayload {
  const fields = new Fields(value, TENSOR_MIME);
  fields.requireVersion(1);
  const shape = fields.counts('shape');
  const view = parseView(fields.object('view'), shape);
  return {
    version: 1,
    ...optional(fields, 'name'),
    ...optional(fields, 'provenance'),
    ...optional(fields, 'ref'),
    dtype: fields.oneOf('dtype', DTYPES),
    shape,
    stats: parseStats(fields.object('stats')),
    view,
    data: parseData(fields, view),
    truncated: fields.stringOrNull('truncated'),
  };
}

function optional<K extends string>(fields: Fields, key: K): Partial<Record<K, string>> {
  const text = fields.optionalString(key);
  return text === undefined ? {} : ({ [key]: text } as Record<K, string>); // the key is K by construction
}

/** Statistics as they stand in a tensor output. Throws as {@link Fields} does. */
export function parseStats(fields: Fields): TensorStats {
  return {
    min: fields.numberOrNull('min'),
    max: fields.numberOrNull('max'),
    mean: fields.numberOrNull('mean'),
    nan: fields.count('nan'),
    positiveInfinity: fields.count('positiveInfinity'),
    negativeInfinity: fields.count('negativeInfinity'),
  };
}

function parseView(fields: Fields, whole: readonly number[]): TensorPart {
  const view = {
    shape: fields.counts('shape'),
    block: fields.counts('block'),
    dtype: fields.oneOf('dtype', DTYPES),
  };
  if (view.shape.length !== whole.length || view.shape.some((size, axis) => size > whole[axis]!)) {
    throw fields.wrong('shape', `a part of [${whole.join(', ')}]`);
  }
  if (view.block.length !== whole.length || view.block.some(size => size < 1)) {
    throw fields.wrong('block', `${whole.length} whole numbers of 1 or more`);
  }
  return view;
}

function parseData(fields: Fields, view: TensorPart): string | null {
  const data = fields.stringOrNull('data');
  const expected = sizeOf(view.shape) * bytesPerElement(view.dtype);
  const given = data === null ? 0 : byteLength(data);
  if (given !== expected) throw fields.wrong('data', `base64 of ${expected} bytes`);
  return data;
}

/** Bytes that base64 text stands for; -1 when it is not base64. */
function byteLength(text: string): number {
  try {
    return base64.decode(text).length;
  } catch {
    return -1;
  }
}
