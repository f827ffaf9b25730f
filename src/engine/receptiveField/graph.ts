import { MODEL_INPUT, type Step } from '../model/steps';
import type { Shape } from '../tensor/shape';
import { placeAfter } from './axes';
import { moveOf, type Move } from './moves';

/** A step of a model's graph along one axis. */
export interface AxisStep {
  /** As those of a `Step`. */
  readonly inputs: readonly number[];
  /** One per entry of `inputs`. */
  readonly moves: readonly Move[];
}

/** A model along one spatial axis of its input. */
export interface AxisGraph {
  readonly steps: readonly AxisStep[];
  /** Elements along it of the model's input, and of each step's output; 1 where the axis was merged with others. */
  readonly input: number;
  readonly lengths: readonly number[];
  /** Which axis of the last output it is; -1 where it was merged. */
  readonly place: number;
}

/**
 * Number of spatial axes that layers work on. Where none says so before the axes are merged, they are what follows
 * N and C.
 */
export function spatialAxesOf(steps: readonly Pick<Step, 'work' | 'inputShapes'>[]): number {
  for (const { work } of steps) {
    if ('conv' in work) return work.conv.axes.length;
    if ('axes' in work) return work.axes.length;
    if (work.kind === 'whole') break;
  }
  return Math.max(0, inputShapeOf(steps).length - 2);
}

/** The shape of the model's input. */
export function inputShapeOf(steps: readonly Pick<Step, 'inputShapes'>[]): Shape {
  return steps[0]!.inputShapes[0]!; // a model has a step, and its first one reads the input
}

/** The steps up to the one at `index` along each of the last `spatialAxes` axes of the input, outermost first. */
export function graphsOf(steps: readonly Step[], index: number, spatialAxes: number): AxisGraph[] {
  const first = inputShapeOf(steps).length - spatialAxes;
  const upTo = steps.slice(0, index + 1);
  return Array.from({ length: spatialAxes }, (_, axis) => graphAlong(upTo, first + axis));
}

/** The steps along one axis of the model's input. */
function graphAlong(steps: readonly Step[], axis: number): AxisGraph {
  const places: number[] = [];
  const along = steps.map((step): AxisStep => {
    const { inputs, inputShapes } = step;
    const from = inputs[0]! === MODEL_INPUT ? axis : places[inputs[0]!]!; // branches end with the same axes
    const place = from < 0 ? null : placeAfter(step, from);
    places.push(place && !place.merged ? place.axis : -1);
    return {
      inputs,
      moves: inputShapes.map(shape => (place ? moveOf(step, shape, from) : { kind: 'keep' })),
    };
  });
  const lengths = steps.map(({ work }, i) => (places[i]! < 0 ? 1 : work.outputShape[places[i]!]!));
  return { steps: along, input: inputShapeOf(steps)[axis]!, lengths, place: places.at(-1)! };
}
