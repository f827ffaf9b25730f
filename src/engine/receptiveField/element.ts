import { ArgumentError } from '../errors';
import type { Step } from '../model/steps';
import { checkInteger, describeValue } from '../tensor/check';
import { shapeText, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { graphsOf, inputShapeOf, spatialAxesOf, type AxisGraph } from './graph';

/** First and last element along one axis, both included; before 0 and past the end they lie on padding. */
export type Extent = [first: number, last: number];

/** A model's run on an input, and how the axes of input and output are divided. */
export interface Layout {
  steps: readonly Step[];
  /** One per spatial axis of the input, outermost first. */
  graphs: readonly AxisGraph[];
  /** Sizes of the spatial axes of the input. */
  input: Shape;
  outputShape: Shape;
  /** The axis of the output's channels, which those of positions follow; -1 for a scalar. */
  channelAxis: number;
}

/** [N, C, spatial...] or [C, spatial...], as the model's layers have it. */
export function layoutOf(steps: readonly Step[]): Layout {
  const spatialAxes = spatialAxesOf(steps);
  const graphs = graphsOf(steps, steps.length - 1, spatialAxes);
  const { outputShape } = steps.at(-1)!.work;
  const leading = Math.min(inputShapeOf(steps).length - spatialAxes, outputShape.length);
  const input = graphs.map(graph => graph.input);
  return { steps, graphs, input, outputShape, channelAxis: leading - 1 };
}

/** Where a position of the output lies along a spatial axis of the input; undefined where that became something else. */
export function placedAt(
  { channelAxis }: Layout,
  { place }: AxisGraph,
  position: readonly number[],
): number | undefined {
  return place > channelAxis ? position[place - channelAxis - 1] : undefined;
}

/** Sizes of the output's axes of positions: none for [N, features]. */
function positionsOf({ outputShape, channelAxis }: Layout): Shape {
  return outputShape.slice(channelAxis + 1);
}

/**
 * The position of an output element, one index per axis behind the channels; the middle when it is not given.
 *
 * @throws ArgumentError `field/position`
 */
export function readPosition(operation: string, layout: Layout, position: unknown): number[] {
  const sizes = positionsOf(layout);
  const given: unknown = position === undefined ? sizes.map(size => Math.floor(size / 2)) : position;
  const refuse = (got: string): ArgumentError =>
    new ArgumentError(
      'field/position',
      `${operation}: position is a list of ${sizes.length} whole numbers within ${shapeText(sizes)}, the positions of ` +
        `the output ${shapeText(layout.outputShape)}; got ${got}`,
    );
  if (!Array.isArray(given) || given.length !== sizes.length) throw refuse(describeValue(given));
  return given.map((index: unknown, axis) => {
    if (typeof index !== 'number' || !Number.isInteger(index) || index < 0 || index >= sizes[axis]!) {
      throw refuse(`${describeValue(index)} along axis ${axis}`);
    }
    return index;
  });
}

/**
 * Ones at one position of the first sample, in one output channel or, for null, in all of them; zeros elsewhere.
 */
export function marked(
  { outputShape, channelAxis }: Layout,
  { position, channel }: { position: readonly number[]; channel: number | null },
  dtype: 'float32' | 'float64',
): Tensor {
  const result = Tensor.allocate(dtype, outputShape);
  const sizes = outputShape.slice(channelAxis + 1);
  const place = sizes.reduce((at, size, axis) => at * size + position[axis]!, 0);
  const plane = sizes.reduce((product, size) => product * size, 1);
  const channels = outputShape[channelAxis] ?? 1;
  for (let i = 0; i < channels; i++) {
    if (channel === null || channel === i) result.data[i * plane + place] = 1;
  }
  return result;
}

/**
 * One output channel, or null for all of them.
 *
 * @throws ArgumentError `field/channel`
 */
export function readChannel(operation: string, layout: Layout, channel: unknown): number | null {
  if (channel === undefined) return null;
  const most = (layout.outputShape[layout.channelAxis] ?? 1) - 1;
  return checkInteger(`${operation}: channel of the output ${shapeText(layout.outputShape)}`, channel, {
    least: 0,
    most,
    code: 'field/channel',
  });
}

/** The smallest box around the elements of a mask that are not 0, per axis; null for none. */
export function extentsOf(mask: Tensor): Extent[] | null {
  const { data, shape } = mask;
  const box = shape.map((size): Extent => [size, -1]);
  let any = false;
  data.forEach((value, i) => {
    if (value === 0) return;
    any = true;
    for (let axis = shape.length - 1, rest = i; axis >= 0; axis--) {
      const [size, extent] = [shape[axis]!, box[axis]!];
      const index = rest % size;
      rest = (rest - index) / size;
      extent[0] = Math.min(extent[0], index);
      extent[1] = Math.max(extent[1], index);
    }
  });
  return any ? box : null;
}
