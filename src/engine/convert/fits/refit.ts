import { ArgumentError } from '../../errors';
import { detach } from '../../autograd/detach';
import { ChannelPermutation, inverseOrder } from '../../layers/channelPermutation';
import type { Conv2d } from '../../layers/conv';
import type { Layer, SingleLayer } from '../../layers/layer';
import { im2col } from '../../matrix/im2col';
import type { Tensor } from '../../tensor/tensor';
import { isConv } from '../linear/kernel';
import { addRow, emptyEquations, solveEquations, type NormalEquations } from './normalEquations';

/** Steps that summing up and solving may take: some seconds. */
const MOST_STEPS = 1e10;

/** The norm of the difference of two layers' outputs on some inputs, over that of the first's; 0 for two of 0. */
export function outputError(source: Layer, layer: Layer, data: readonly Tensor[]): number {
  let difference = 0;
  let total = 0;
  for (const x of data) {
    const expected = source.forward(x).data;
    layer.forward(x).data.forEach((value, i) => {
      difference += (value - expected[i]!) ** 2;
      total += expected[i]! ** 2;
    });
  }
  return difference === 0 ? 0 : Math.sqrt(difference / total);
}

/** The last convolution of a stack, and what comes before it. */
interface Last {
  before: SingleLayer[];
  conv: Conv2d;
  /** Where each output channel of the convolution ends up; in order when nothing moves it. */
  outputs: readonly number[];
}

/**
 * Solves the last convolution of a stack anew, weight and bias in place, so that the stack's outputs on `data`
 * come as near to the source's as this part can bring them: least squares over all output elements, one problem
 * per group of channels. The parts before it stay as they are.
 *
 * What is solved for is the change of the weight, so that at worst nothing changes. Returns what undoes it.
 *
 * @throws ArgumentError `convert/too-large`
 */
export function refit(source: Layer, parts: readonly SingleLayer[], data: readonly Tensor[]): () => void {
  const last = lastOf(parts);
  const kept = Object.values(last.conv.parameters()).map(tensor => ({ tensor, values: tensor.data.slice() }));
  const { groups, in: channels, out, kernel } = last.conv.geometry;
  const taps = kernel.reduce((product, length) => product * length, 1);
  const features = (channels / groups) * taps;
  const unknowns = features + (last.conv.bias ? 1 : 0);
  const sides = out / groups;
  const inputs = data.map(x => detach(last.before.reduce((y, part) => part.forward(y), x)));
  checkWork(inputs, last.conv, { unknowns, sides });
  const equations = Array.from({ length: groups }, () => emptyEquations(unknowns, sides));
  data.forEach((x, i) => {
    const rest = remaining(source.forward(x), last.conv.forward(inputs[i]!), last.outputs);
    addImage(equations, { columns: columnsOf(last.conv, inputs[i]!), rest, features, sides });
  });
  equations.forEach((group, g) => {
    change(last.conv, solveEquations(group), { g, features, sides });
  });
  return () => kept.forEach(({ tensor, values }) => tensor.data.set(values));
}

function lastOf(parts: readonly SingleLayer[]): Last {
  const at = parts.reduce((last, part, i) => (isConv(part) ? i : last), 0);
  const conv = parts[at] as Conv2d; // a fit ends with one, but for moves
  const identity = Array.from({ length: conv.geometry.out }, (_, i) => i);
  const outputs = parts
    .slice(at + 1)
    .filter(part => part instanceof ChannelPermutation)
    .reduce((places, { order }) => places.map(place => inverseOrder(order)[place]!), identity);
  return { before: parts.slice(0, at), conv, outputs };
}

function checkWork(
  inputs: readonly Tensor[],
  conv: Conv2d,
  { unknowns, sides }: { unknowns: number; sides: number },
): void {
  const { groups, out } = conv.geometry;
  const rows = inputs.reduce((sum, x) => sum + conv.outputShape(x.shape).reduce((a, b) => a * b, 1) / out, 0);
  const steps =
    groups * unknowns * (rows * (unknowns / 2 + sides) + unknowns ** 2 / 3 + 8 * unknowns * sides);
  if (steps > MOST_STEPS) {
    throw new ArgumentError(
      'convert/too-large',
      `convert: fitting ${unknowns} weights per output to ${rows} output positions takes about ` +
        `${steps.toExponential(0)} steps, the most is ${MOST_STEPS.toExponential(0)}; give fewer or smaller inputs`,
    );
  }
}

/** [N, features of all groups, positions], flat, and N. */
interface Columns {
  data: Tensor['data'];
  images: number;
  rows: number;
  positions: number;
}

function columnsOf(conv: Conv2d, x: Tensor): Columns {
  const { kernel, stride, padding, dilation } = conv.geometry;
  const { data, shape } = im2col(x, kernel, { stride, padding, dilation });
  return { data, images: shape.length === 3 ? shape[0]! : 1, rows: shape.at(-2)!, positions: shape.at(-1)! };
}

/** The source's outputs in the order of the convolution's channels, less what it makes of them now. */
function remaining(expected: Tensor, now: Tensor, outputs: readonly number[]): Float64Array {
  const channels = outputs.length;
  const size = expected.shape.slice(-2).reduce((product, length) => product * length, 1);
  const rest = new Float64Array(expected.size);
  for (let plane = 0; plane * size < rest.length; plane++) {
    const from = (plane - (plane % channels) + outputs[plane % channels]!) * size;
    for (let i = 0; i < size; i++)
      rest[plane * size + i] = expected.data[from + i]! - now.data[plane * size + i]!;
  }
  return rest;
}

function addImage(
  equations: readonly NormalEquations[],
  {
    columns,
    rest,
    features,
    sides,
  }: { columns: Columns; rest: Float64Array; features: number; sides: number },
): void {
  const { data, images, rows, positions } = columns;
  const out = equations.length * sides;
  const a = new Float64Array(equations[0]!.unknowns).fill(1); // the last one, of a bias, stays 1
  const b = new Float64Array(sides);
  for (let image = 0; image < images; image++) {
    equations.forEach((group, g) => {
      const [fromA, fromB] = [image * rows + g * features, image * out + g * sides];
      for (let position = 0; position < positions; position++) {
        for (let i = 0; i < features; i++) a[i] = data[(fromA + i) * positions + position]!;
        for (let j = 0; j < sides; j++) b[j] = rest[(fromB + j) * positions + position]!;
        addRow(group, a, b);
      }
    });
  }
}

/** Adds a solution, [features and perhaps the bias, sides], to the weight and bias of a group. */
function change(
  { weight, bias }: Conv2d,
  solution: Float64Array,
  { g, features, sides }: { g: number; features: number; sides: number },
): void {
  for (let j = 0; j < sides; j++) {
    const o = g * sides + j;
    for (let i = 0; i < features; i++) weight.data[o * features + i]! += solution[i * sides + j]!;
    if (bias) bias.data[o]! += solution[features * sides + j]!;
  }
}
