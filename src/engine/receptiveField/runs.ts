import { adaptiveWindow } from '../nn/poolGeometry';
import type { AxisStep } from './graph';
import { reachOfTaps, type Move, type Sliding } from './moves';

/** Positions along one axis, as runs of neighbours. */
export interface Runs {
  /** First and last position of each run, both included, in rising order; no two runs touch. */
  readonly bounds: readonly (readonly [first: number, last: number])[];
  /** False where the runs were too many to keep and the gaps between them were filled. */
  readonly exact: boolean;
}

type Bounds = [first: number, last: number][];

const NONE: Runs = { bounds: [], exact: true };

/** More runs than this become one. */
const MOST_RUNS = 2 ** 14;

function point(position: number): Runs {
  return { bounds: [[position, position]], exact: true };
}

/** From the first position to the last, or null for none. */
export function extentOf({ bounds }: Runs): [first: number, last: number] | null {
  return bounds.length === 0 ? null : [bounds[0]![0], bounds.at(-1)![1]];
}

/** The positions of a model's input, along one axis, that output `output` of its last step is made of. */
export function inputsOf(steps: readonly AxisStep[], output: number): Runs {
  const wanted: (Runs | undefined)[] = [];
  wanted[steps.length - 1] = point(output);
  let seen = NONE;
  for (let i = steps.length - 1; i >= 0; i--) {
    const outputs = wanted[i];
    if (!outputs) continue;
    const { inputs, moves } = steps[i]!;
    inputs.forEach((input, k) => {
      const read = follow(outputs, moves[k]!);
      if (input < 0) seen = union(seen, read);
      else wanted[input] = union(wanted[input] ?? NONE, read);
    });
  }
  return seen;
}

/** The inputs that these outputs are made of. */
function follow(outputs: Runs, move: Move): Runs {
  if (outputs.bounds.length === 0) return NONE;
  switch (move.kind) {
    case 'keep':
      return outputs;
    case 'share':
      return merged(
        outputs.bounds.map(([first, last]) => {
          return [adaptiveWindow(move, first)[0], adaptiveWindow(move, last)[1] - 1];
        }),
        outputs.exact,
      );
    case 'whole':
      return { bounds: [[0, move.length - 1]], exact: outputs.exact };
    case 'gather':
      return gathered(outputs, move);
    case 'scatter':
      return scattered(outputs, move);
  }
}

function union(a: Runs, b: Runs): Runs {
  if (a.bounds.length === 0) return b;
  return merged([...a.bounds, ...b.bounds], a.exact && b.exact);
}

function gathered({ bounds, exact }: Runs, move: Sliding): Runs {
  const { stride, taps, dilation } = move;
  // The windows of neighbours touch, so that a run of outputs reads a run of inputs.
  const touching = stride === 1 || (dilation === 1 && taps >= stride);
  const count = touching ? bounds.length : bounds.reduce((sum, [first, last]) => sum + last - first + 1, 0);
  if (count * taps > MOST_RUNS) return filled(bounds, move);
  const placed = bounds.flatMap(([first, last]): Bounds => {
    if (touching) return [[stride * first, stride * last]];
    return Array.from({ length: last - first + 1 }, (_, i) => [stride * (first + i), stride * (first + i)]);
  });
  return merged(tapped(placed, move, 1), exact);
}

function scattered({ bounds, exact }: Runs, move: Sliding): Runs {
  if (bounds.length * move.taps > MOST_RUNS) return filled(bounds, move);
  return merged(multiples(tapped(bounds, move, -1), move.stride), exact);
}

/** Each run moved by every tap, forwards or backwards, and by the padding. */
function tapped(bounds: Runs['bounds'], move: Sliding, sign: 1 | -1): Bounds {
  const { taps, dilation, padBefore } = move;
  const reach = reachOfTaps(move);
  return bounds.flatMap(([first, last]): Bounds => {
    const [from, to] = [first - sign * padBefore, last - sign * padBefore];
    if (dilation <= last - first + 1) return [sign > 0 ? [from, to + reach] : [from - reach, to]];
    return Array.from({ length: taps }, (_, tap) => [
      from + sign * dilation * tap,
      to + sign * dilation * tap,
    ]);
  });
}

/** Those positions of each run that are multiples of the stride, divided by it. */
function multiples(bounds: Runs['bounds'], stride: number): Bounds {
  return bounds
    .map(([first, last]): [number, number] => [Math.ceil(first / stride), Math.floor(last / stride)])
    .filter(([first, last]) => first <= last);
}

/** As if every position between the first output and the last were among them, and every tap between two. */
function filled(bounds: Runs['bounds'], move: Sliding): Runs {
  const [first, last] = [bounds[0]![0], bounds.at(-1)![1]]; // there is a run
  const { stride, padBefore } = move;
  const reach = reachOfTaps(move);
  const all: [number, number] =
    move.kind === 'gather'
      ? [stride * first - padBefore, stride * last - padBefore + reach]
      : [Math.ceil((first + padBefore - reach) / stride), Math.floor((last + padBefore) / stride)];
  return { bounds: all[0] <= all[1] ? [all] : [], exact: false };
}

function merged(bounds: Bounds | Runs['bounds'], exact: boolean): Runs {
  const sorted = [...bounds].sort(([a], [b]) => a - b);
  const joined: Bounds = [];
  for (const [first, last] of sorted) {
    const before = joined.at(-1);
    if (before && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else joined.push([first, last]);
  }
  return { bounds: joined, exact };
}
