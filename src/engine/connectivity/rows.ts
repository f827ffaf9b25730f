import type { ResolvedConv } from '../conv/geometry';
import { channelShuffle } from '../kinds/channelShuffle';
import { Join } from '../layers/branching';
import { ChannelPermutation } from '../layers/channelPermutation';
import { ChannelShuffle } from '../layers/channelShuffle';
import { Flatten } from '../layers/flatten';
import type { Step } from '../model/steps';
import { placeAfter } from '../receptiveField/axes';
import { resolveDim, sizeOf, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';

/**
 * How the channels of a step's output depend on those of the model's input: [C, Cin], the number of paths for each
 * pair. `axis` is the axis of the channels; `inputs` has the same of each input of the step.
 */
export function channelsThrough(step: Step, inputs: readonly Tensor[], axis: number): Tensor {
  const { work, layer } = step;
  const rows = inputs[0]!; // a step reads at least one
  const shape = step.inputShapes[0]!;
  switch (work.kind) {
    case 'gather':
    case 'scatter':
      return grouped(rows, work.conv);
    case 'dense':
      return axis === shape.length - 1 ? grouped(rows, { channelsOut: work.out, groups: 1 }) : rows;
    case 'window':
    case 'spread':
      return repeated(rows, work.outputShape[axis]! / rows.shape[0]!);
    case 'whole':
      return merged(step, rows, axis);
    case 'join':
      return joined(step, inputs, axis);
    case 'free': {
      const isAlong = (dim: number): boolean => resolveDim('', dim, shape.length) === axis;
      if (layer instanceof ChannelShuffle && isAlong(layer.dim))
        return channelShuffle(rows, layer.groups, { dim: 0 });
      if (layer instanceof ChannelPermutation && isAlong(layer.dim)) return reordered(rows, layer.order);
      return rows;
    }
    case 'scale':
      return rows;
  }
}

/** Every channel of a group is made of all input channels of that group. */
function grouped(
  rows: Tensor,
  { channelsOut, groups }: Pick<ResolvedConv, 'channelsOut' | 'groups'>,
): Tensor {
  const [given, columns] = rows.shape as [number, number]; // a matrix
  const [taken, made] = [given / groups, channelsOut / groups];
  const result = Tensor.allocate('float64', [channelsOut, columns]);
  for (let group = 0; group < groups; group++) {
    const sums = new Float64Array(columns);
    for (let row = group * taken; row < (group + 1) * taken; row++) {
      for (let i = 0; i < columns; i++) sums[i]! += rows.data[row * columns + i]!;
    }
    for (let row = group * made; row < (group + 1) * made; row++) result.data.set(sums, row * columns);
  }
  return result;
}

/** Each channel several times, as when the elements of windows are put side by side. */
function repeated(rows: Tensor, times: number): Tensor {
  return times === 1 ? rows : picked(rows, rows.shape[0]! * times, row => Math.floor(row / times));
}

/** `count` rows, each that of `rows` which `from` tells. */
function picked(rows: Tensor, count: number, from: (row: number) => number): Tensor {
  const columns = rows.shape[1]!;
  const result = Tensor.allocate('float64', [count, columns]);
  for (let row = 0; row < count; row++) {
    const start = from(row) * columns;
    result.data.set(rows.data.subarray(start, start + columns), row * columns);
  }
  return result;
}

function reordered(rows: Tensor, order: readonly number[]): Tensor {
  return picked(rows, order.length, row => order[row]!);
}

/** A flatten makes channels of what it merges with them; other layers that move elements keep to their channel. */
function merged(step: Step, rows: Tensor, axis: number): Tensor {
  const { work, layer, inputShapes } = step;
  const shape = inputShapes[0]!; // a step reads at least one
  const place = placeAfter(step, axis);
  const channelsOut = work.outputShape[place.axis]!;
  if (!(layer instanceof Flatten && place.merged)) {
    return channelsOut === rows.shape[0] ? rows : grouped(rows, { channelsOut, groups: 1 });
  }
  const within = sizeOf(shape.slice(axis + 1, resolveDim('', layer.endDim, shape.length) + 1));
  return picked(rows, channelsOut, row => Math.floor(row / within) % shape[axis]!);
}

function joined({ layer, inputShapes }: Step, inputs: readonly Tensor[], axis: number): Tensor {
  const first = inputs[0]!; // a step reads at least one
  const columns = first.shape[1]!;
  if (stacksChannels(layer, inputShapes[0]!, axis)) {
    const result = Tensor.allocate('float64', [
      inputs.reduce((sum, { shape }) => sum + shape[0]!, 0),
      columns,
    ]);
    let at = 0;
    for (const { data } of inputs) {
      result.data.set(data, at);
      at += data.length;
    }
    return result;
  }
  const result = Tensor.allocate('float64', first.shape);
  for (const { data } of inputs) data.forEach((paths, i) => (result.data[i]! += paths));
  return result;
}

function stacksChannels(layer: Step['layer'], { length }: Shape, axis: number): boolean {
  return layer instanceof Join && layer.name === 'concat' && resolveDim('', layer.dim, length) === axis;
}
