import { shapeText, sizeOf, type DType, type Shape } from '../engine';
import { decodePart } from './decodePart';
import type { TensorPayload, TensorStats } from './mime';
import { countText, shortText, wordOf } from './numberText';

/** What one line tells of a tensor. */
interface TensorSummary {
  shape: Shape;
  dtype: DType;
  stats: TensorStats;
}

/** Tensors of more elements are printed with their first and last three along each axis, as PyTorch does. */
const SUMMARY_SIZE = 1000;

/** Elements printed at each end of an axis; fewer where six a side would still be a book. */
function edgeOf(rank: number): number {
  return rank > 5 ? 1 : 3;
}

/**
 * A tensor as text for terminals: its elements in nested brackets, then one line of shape, dtype, smallest,
 * largest and mean. Of an output that holds a part, only first elements are printed, of means none.
 */
export function tensorText(payload: TensorPayload): string {
  const { name, view, truncated } = payload;
  const printed = view.block.every(size => size === 1) ? [bracketsText(payload)] : [];
  const heading = name === undefined ? [] : [`${name} =`];
  return [...heading, ...printed, summaryText(payload), ...(truncated === null ? [] : [truncated])].join(
    '\n',
  );
}

/** `shape [2, 2], float32, min 1, max 4, mean 2.5`, then NaN and infinities when there are any. */
export function summaryText({ shape, dtype, stats }: TensorSummary): string {
  const { min, max, mean, nan, positiveInfinity, negativeInfinity } = stats;
  const figures = [
    `shape ${shapeText(shape)}`,
    dtype,
    ...(min === null ? [] : [`min ${shortText(min)}`]),
    ...(max === null ? [] : [`max ${shortText(max)}`]),
    ...(mean === null ? [] : [`mean ${shortText(mean)}`]),
    ...(nan > 0 ? [`${countText(nan)} NaN`] : []),
    ...(positiveInfinity > 0 ? [`${countText(positiveInfinity)} +inf`] : []),
    ...(negativeInfinity > 0 ? [`${countText(negativeInfinity)} -inf`] : []),
  ];
  return figures.join(', ');
}

/** The places printed along one axis; null stands for the dots. */
function shownPlaces(size: number, held: number, edge: number): (number | null)[] {
  const places = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
  if (held < size) return [...places(0, Math.min(edge, held)), null];
  if (size <= 2 * edge) return places(0, size);
  return [...places(0, edge), null, ...places(size - edge, size)];
}

function bracketsText(payload: TensorPayload): string {
  const { shape, view } = payload;
  const edge = sizeOf(shape) > SUMMARY_SIZE ? edgeOf(shape.length) : SUMMARY_SIZE;
  const places = shape.map((size, axis) => shownPlaces(size, view.shape[axis]!, edge));
  const data = decodePart(payload);
  const printed = printedValues(places, view.shape, data);
  const format = columnFormat(printed);
  const level = (axis: number, offset: number): string => {
    if (axis === shape.length) return format(data[offset]!);
    const items = places[axis]!.map(place =>
      place === null ? '...' : level(axis + 1, offset * view.shape[axis]! + place),
    );
    const deeper = shape.length - axis - 1;
    const separator =
      deeper === 0 ? ', ' : `,${'\n'.repeat(deeper)}${' '.repeat('tensor('.length + axis + 1)}`;
    return `[${items.join(separator)}]`;
  };
  return `tensor(${level(0, 0)})`;
}

function printedValues(
  places: readonly (readonly (number | null)[])[],
  held: readonly number[],
  data: ArrayLike<number>,
): number[] {
  if (data.length === 0) return [];
  let offsets = [0];
  places.forEach((axisPlaces, axis) => {
    const kept = axisPlaces.filter(place => place !== null);
    offsets = offsets.flatMap(offset => kept.map(place => offset * held[axis]! + place));
  });
  return offsets.map(offset => data[offset]!);
}

/** Writes numbers in one width: whole ones as they are, others to four decimals or with exponents. */
function columnFormat(values: readonly number[]): (value: number) => string {
  let whole = true;
  let largest = 0;
  let smallest = Infinity;
  for (const value of values) {
    if (!Number.isFinite(value) || value === 0) continue;
    whole &&= Number.isInteger(value);
    largest = Math.max(largest, Math.abs(value));
    smallest = Math.min(smallest, Math.abs(value));
  }
  const plain = whole && largest < 1e9;
  const exponents = largest >= 1e5 || smallest < 1e-4;
  const write = (value: number): string => {
    if (!Number.isFinite(value)) return wordOf(value);
    if (plain) return String(value);
    return exponents ? value.toExponential(4) : value.toFixed(4);
  };
  const width = values.reduce((widest, value) => Math.max(widest, write(value).length), 0);
  return value => write(value).padStart(width);
}
