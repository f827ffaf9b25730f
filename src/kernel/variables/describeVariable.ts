import { conversionsOf, Layer, shapeText, summary, Tensor } from '../../engine';
import type { VariableInfo } from '../protocol';

/** The longest summary, in UTF-16 units. */
const MAX_SUMMARY = 120;

/** One variable in one line. Getters of the person's own objects are not called. */
export function describeVariable(
  { name, value }: { name: string; value: unknown },
  inspect: (value: unknown) => string,
): VariableInfo {
  if (value instanceof Tensor) return { name, type: 'Tensor', summary: tensorSummary(value) };
  if (value instanceof Layer) {
    return { name, type: value.kind, summary: layerSummary(value), ...convertible(value) };
  }
  const line = inspect(value).replace(/\s+/g, ' ');
  const short = line.length > MAX_SUMMARY ? `${line.slice(0, MAX_SUMMARY - 1)}…` : line;
  return { name, type: typeName(value), summary: short };
}

/** `float32 [1, 3, 32, 32]` */
export function tensorSummary({ dtype, shape, disposed }: Tensor): string {
  return `${dtype} ${shapeText(shape)}${disposed ? ', disposed' : ''}`;
}

/** `in 3, out 8, kernel 3 x 3, ..., 224 parameters` */
export function layerSummary(layer: Layer): string {
  const { rows, params } = summary(layer);
  const settings = rows.length === 1 ? rows[0]!.settings : rows.map(row => row.kind).join(', ');
  return [settings, `${params.toLocaleString('en')} parameters`].filter(text => text).join(', ');
}

function convertible(layer: Layer): Pick<VariableInfo, 'convertible'> {
  const conversions = conversionsOf(layer);
  return conversions && conversions.targets.length > 0 ? { convertible: conversions } : {};
}

function typeName(value: unknown): string {
  if (value === null) return 'null';
  if (typeof value !== 'object') return typeof value;
  const prototype: unknown = Object.getPrototypeOf(value);
  if (prototype === null || typeof prototype !== 'object') return 'object';
  const constructor: unknown = Object.getOwnPropertyDescriptor(prototype, 'constructor')?.value;
  return typeof constructor === 'function' && constructor.name ? constructor.name : 'object';
}
