import type { ReceptiveField } from '../cost/types';
import type { Step } from '../model/steps';
import { courseOf, valueOf, type Course } from './course';
import { graphsOf, spatialAxesOf, type AxisGraph } from './graph';
import { extentOf, inputsOf, type Runs } from './runs';

export { spatialAxesOf };

/** Most outputs whose fields are looked at along one axis; fewer in a model of more than 16 steps. */
const MOST_OUTPUTS = 2 ** 16;

/** Most outputs times steps. */
const MOST_LOOKS = 2 ** 20;

/**
 * The receptive field, on the model's input, of one output element of the step at `index`. How it is defined
 * `receptiveField` says.
 */
export function fieldOf(steps: readonly Step[], index: number, spatialAxes: number): ReceptiveField {
  const field: ReceptiveField = { size: [], stride: [], padding: [], start: [] };
  for (const graph of graphsOf(steps, index, spatialAxes)) {
    const course = courseOf(graph.steps);
    const { size, before, middle } = reachOf(graph, course);
    field.size.push(size);
    field.stride.push(valueOf(course.rate));
    field.padding.push(before);
    field.start.push(middle + 0.5);
  }
  return field;
}

interface Reach {
  /** Elements that an output sees at most. */
  size: number;
  /** How far the first output that sees any reaches before the input. */
  before: number;
  /** Of the first output's field, if all were spaced evenly. */
  middle: number;
}

function reachOf(graph: AxisGraph, course: Course): Reach {
  const { first, last, rate } = course;
  const outputs = course.exact ? null : outputsToLookAt(graph, course);
  if (!outputs) {
    return { size: Math.floor(last - first) + 1, before: 0 - Math.ceil(first), middle: (first + last) / 2 };
  }
  const extents = outputs
    .map(output => extentOf(inputsOf(graph.steps, output)))
    .filter(extent => extent !== null);
  const [from, to] = extents[0] ?? [0, 0];
  // Where all outputs see the same, this is the middle; elsewhere their fields may not be spaced evenly.
  const middle = valueOf(rate) === 0 ? (from + to) / 2 : (first + last) / 2;
  return {
    size: extents.reduce((most, extent) => Math.max(most, sizeOf(extent)), 0),
    before: 0 - from,
    middle,
  };
}

function sizeOf([first, last]: readonly [number, number]): number {
  return last - first + 1;
}

/** The output that sees the farthest, the first of equals, and what it sees; null where there are too many to look at. */
export function farthest(graph: AxisGraph, course: Course): Runs | null {
  const outputs = outputsToLookAt(graph, course);
  if (!outputs) return null;
  let most = inputsOf(graph.steps, 0);
  for (const output of outputs) {
    const seen = inputsOf(graph.steps, output);
    if (spanOf(seen) > spanOf(most)) most = seen;
  }
  return most;
}

function spanOf(runs: Runs): number {
  const extent = extentOf(runs);
  return extent ? sizeOf(extent) : 0;
}

/**
 * The outputs among whose fields the largest is: those of one period; where branches of different strides meet, all
 * of them, or when they are too many those at both ends, as fields grow towards these. null for too long a period.
 */
function outputsToLookAt({ steps, lengths }: AxisGraph, { aligned, period }: Course): number[] | null {
  const most = Math.max(2, Math.min(MOST_OUTPUTS, Math.floor(MOST_LOOKS / steps.length)));
  if (aligned) return period > most ? null : Array.from({ length: period }, (_, i) => i);
  const length = lengths.at(-1)!; // a model has a step
  const count = Math.min(length, most);
  const half = Math.ceil(count / 2);
  return Array.from({ length: count }, (_, i) => (i < half ? i : length - count + i));
}
