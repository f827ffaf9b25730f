import { filterSpan } from '../conv/axis';
import type { ReceptiveField } from '../cost/types';
import type { Step } from '../model/steps';

/** What one layer does to positions along one axis. */
interface Move {
  kind: 'gather' | 'scatter';
  /** Elements from the first tap to the last, that one not included. */
  reach: number;
  stride: number;
  padBefore: number;
}

/** The input elements from `first` to `last`, both included; those outside the input lie on padding. */
interface Interval {
  first: number;
  last: number;
}

/** Behind transposed layers fields repeat after the product of their strides; no more of them are looked at. */
const MOST_PHASES = 2 ** 16;

/** Number of spatial axes that layers work on; what follows N and C where none of them has filters. */
export function spatialAxesOf(steps: readonly Pick<Step, 'work'>[]): number {
  for (const { work } of steps) {
    if ('conv' in work) return work.conv.axes.length;
    if ('axes' in work) return work.axes.length;
  }
  return Math.max(0, steps[0]!.work.outputShape.length - 2);
}

/** The receptive field, on the model's input, of one output element of the step at `index`. */
export function fieldOf(
  steps: readonly Pick<Step, 'work'>[],
  index: number,
  spatialAxes: number,
): ReceptiveField {
  const field: ReceptiveField = { size: [], stride: [], padding: [], start: [] };
  for (let axis = 0; axis < spatialAxes; axis++) {
    const moves = movesBackwards(steps.slice(0, index + 1), axis);
    field.size.push(largestSize(moves));
    field.stride.push(moves.reduce((stride, move) => stride * inputsPerOutput(move), 1));
    field.padding.push(0 - intervalOf(0, moves).first);
    field.start.push(centreOf(0, moves) + 0.5);
  }
  return field;
}

/** From the last layer to the first, the way a field is followed. */
function movesBackwards(steps: readonly Pick<Step, 'work'>[], axis: number): Move[] {
  const moves: Move[] = [];
  for (const { work } of steps) {
    const axes = 'conv' in work ? work.conv.axes : 'axes' in work ? work.axes : [];
    const along = axes[axis];
    if (!along) continue;
    const { stride, padBefore } = along;
    moves.unshift({
      kind: work.kind === 'scatter' || work.kind === 'spread' ? 'scatter' : 'gather',
      reach: filterSpan(along) - 1,
      stride,
      padBefore,
    });
  }
  return moves;
}

function inputsPerOutput({ kind, stride }: Move): number {
  return kind === 'gather' ? stride : 1 / stride;
}

function largestSize(moves: readonly Move[]): number {
  const period = moves.reduce(
    (product, { kind, stride }) => (kind === 'scatter' ? product * stride : product),
    1,
  );
  let largest = 0;
  for (let output = 0; output < Math.min(period, MOST_PHASES); output++) {
    const { first, last } = intervalOf(output, moves);
    largest = Math.max(largest, last - first + 1);
  }
  return largest;
}

/**
 * What output `position` sees. Gathering, output o sees elements stride·o - padBefore + (0 ... reach);
 * scattering, those i with stride·i + (0 ... reach) = o + padBefore, which may be none: then last < first.
 */
function intervalOf(position: number, moves: readonly Move[]): Interval {
  let interval: Interval = { first: position, last: position };
  for (const { kind, reach, stride, padBefore } of moves) {
    const { first, last } = interval;
    interval =
      kind === 'gather'
        ? { first: stride * first - padBefore, last: stride * last - padBefore + reach }
        : {
            first: Math.ceil((first + padBefore - reach) / stride),
            last: Math.floor((last + padBefore) / stride),
          };
  }
  return interval;
}

/** Where the middle of the filters puts the centre of output `position`; element i has its centre at i. */
function centreOf(position: number, moves: readonly Move[]): number {
  return moves.reduce(
    (centre, { kind, reach, stride, padBefore }) =>
      kind === 'gather' ? stride * centre + reach / 2 - padBefore : (centre + padBefore - reach / 2) / stride,
    position,
  );
}
