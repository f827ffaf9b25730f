import { endInside, firstInside, tapOffset, type ResolvedAxis } from './axis';

/**
 * Which elements meet, worked out once and used for every pair of channels. A filter takes `positions` along
 * one side of each axis and covers a `field` along the other: position p and tap k meet the field element
 * stride·p + dilation·k - padBefore where that exists. A convolution sums the field into its positions; a
 * transposed one spreads its positions over the field.
 */
export interface Plan {
  /** Elements of one channel on either side, and of one filter. */
  positions: number;
  field: number;
  filter: number;
  /** Triples of the offsets where rows that meet begin: [positions row, field row, filter row]. */
  rows: Int32Array;
  /** Per filter column [first, end, start]: positions first to end meet the field from `start` on, by `stride`. */
  columns: Int32Array;
  stride: number;
}

/** The side the filter slides over: the input of a convolution, the output of a transposed one. */
export type Field = 'input' | 'output';

/** One axis by its two sides. */
interface Line {
  positions: number;
  field: number;
  filter: number;
  stride: number;
  /** Per tap [first, end, start], as in `Plan.columns`. */
  meetings: Int32Array;
}

/** An axis that a convolution of fewer dimensions does not have. */
const ABSENT: ResolvedAxis = {
  input: 1,
  filter: 1,
  stride: 1,
  dilation: 1,
  padBefore: 0,
  padAfter: 0,
  output: 1,
};

/** The plan for 1 to 3 axes, outermost first. */
export function planOf(axes: readonly ResolvedAxis[], field: Field): Plan {
  const depth = lineOf(axes.at(-3) ?? ABSENT, field);
  const height = lineOf(axes.at(-2) ?? ABSENT, field);
  const width = lineOf(axes.at(-1)!, field);
  return {
    positions: depth.positions * height.positions * width.positions,
    field: depth.field * height.field * width.field,
    filter: depth.filter * height.filter * width.filter,
    rows: rowsOf(depth, height, width),
    columns: width.meetings,
    stride: width.stride,
  };
}

function lineOf(axis: ResolvedAxis, field: Field): Line {
  const positions = field === 'input' ? axis.output : axis.input;
  const meetings = new Int32Array(3 * axis.filter);
  for (let tap = 0; tap < axis.filter; tap++) {
    const offset = tapOffset(axis, tap);
    const first = firstInside(offset, axis.stride);
    const end = endInside(offset, axis.stride, axis[field], positions);
    // Taps that meet nothing stay [0, 0, 0]: only offsets inside the arrays are sure to fit 32 bits.
    if (first < end) {
      meetings.set([first, end, axis.stride * first + offset], 3 * tap);
    }
  }
  return { positions, field: axis[field], filter: axis.filter, stride: axis.stride, meetings };
}

function rowsOf(depth: Line, height: Line, width: Line): Int32Array {
  const layers = pairsOf(depth);
  const lines = pairsOf(height);
  const rows = new Int32Array(layers.length * (lines.length / 3));
  let next = 0;
  for (let i = 0; i < layers.length; i += 3) {
    for (let j = 0; j < lines.length; j += 3) {
      rows[next++] = (layers[i]! * height.positions + lines[j]!) * width.positions;
      rows[next++] = (layers[i + 1]! * height.field + lines[j + 1]!) * width.field;
      rows[next++] = (layers[i + 2]! * height.filter + lines[j + 2]!) * width.filter;
    }
  }
  return rows;
}

/** Triples [position, field element, tap] of all that meets along one axis. */
function pairsOf({ filter, stride, meetings }: Line): Int32Array {
  const triples: number[] = [];
  for (let tap = 0; tap < filter; tap++) {
    const first = meetings[3 * tap]!;
    const end = meetings[3 * tap + 1]!;
    const start = meetings[3 * tap + 2]!;
    for (let position = first; position < end; position++) {
      triples.push(position, start + stride * (position - first), tap);
    }
  }
  return Int32Array.from(triples);
}
