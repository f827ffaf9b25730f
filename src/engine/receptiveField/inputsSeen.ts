import { ArgumentError } from '../errors';
import { asLayer, type Model } from '../layers/sequential';
import { MODEL_INPUT, traceModel } from '../model/steps';
import { adaptiveWindow } from '../nn/poolGeometry';
import { shapeText, sizeOf, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { layoutOf, placedAt, readPosition, type Layout } from './element';
import type { Move } from './moves';

/** Most positions of a step whose mask is kept: 64 MiB. */
const MOST_POSITIONS = 2 ** 26;

/**
 * Which elements of the input one output element is made of: a mask of 1 where a path through the layers' taps
 * begins and 0 elsewhere, whatever the weights. It is worked out from the geometry, step by step and with real
 * borders; nothing runs, so that it is quick for large models too. Drawn, it shows the gaps of dilated stacks.
 *
 *     const conv = new Conv2d({ in: 1, out: 1, kernel: 3, dilation: 2 });
 *     inputsSeen([conv, conv, conv], [1, 1, 17, 17])   // every second element
 *
 * - `inputShape` [N, C, spatial...] or [C, spatial...]
 * - `position` of the output element, one index per axis behind its channels; default the middle. [] behind a
 *   linear layer [N, features].
 * - result [spatial...], uint8
 *
 * What counts as seen whole `receptiveField` says.
 *
 * @throws ArgumentError `field/position`, `field/too-large` for an input or layer of more than 67,108,864 positions,
 *   `layers/not-a-layer`, `model/opaque`
 * @throws ShapeError when the input shape does not suit the layers
 */
export function inputsSeen(model: Model, inputShape: Shape, position?: readonly number[]): Tensor {
  const layout = layoutOf(traceModel(asLayer('inputsSeen', model), inputShape));
  return maskOf('inputsSeen', layout, readPosition('inputsSeen', layout, position));
}

/** The mask for a position that has been read. */
export function maskOf(operation: string, layout: Layout, position: readonly number[]): Tensor {
  const { input, graphs, steps } = layout;
  const shapeOf = (index: number): Shape =>
    index === MODEL_INPUT ? input : graphs.map(({ lengths }) => lengths[index]!);
  for (let i = MODEL_INPUT; i < steps.length; i++) checkSize(operation, shapeOf(i));
  const last = steps.length - 1;
  const wanted = new Map([[last, outputMask(layout, shapeOf(last), position)]]);
  for (let i = last; i >= 0; i--) {
    const outputs = { mask: wanted.get(i)!, shape: shapeOf(i) }; // every step is read by one behind it, or is the last
    wanted.delete(i);
    steps[i]!.inputs.forEach((index, k) => {
      const moves = graphs.map(graph => graph.steps[i]!.moves[k]!);
      const read = follow(outputs, moves, shapeOf(index));
      const known = wanted.get(index);
      if (known) read.forEach((seen, at) => (known[at]! |= seen));
      else wanted.set(index, read === outputs.mask ? read.slice() : read);
    });
  }
  const result = Tensor.allocate('uint8', input);
  result.data.set(wanted.get(MODEL_INPUT)!); // the first step reads it
  return result;
}

function checkSize(operation: string, shape: Shape): void {
  if (sizeOf(shape) > MOST_POSITIONS) {
    throw new ArgumentError(
      'field/too-large',
      `${operation}: a layer with ${shapeText(shape)} positions has more than the ${MOST_POSITIONS} that are kept; give ` +
        'a smaller input shape, the field does not depend on it',
    );
  }
}

/** The position along the axes that still are the input's; all positions along those that became channels. */
function outputMask(layout: Layout, shape: Shape, position: readonly number[]): Uint8Array {
  const places = layout.graphs.map(graph => placedAt(layout, graph, position));
  const mask = new Uint8Array(sizeOf(shape));
  const mark = (axis: number, at: number): void => {
    if (axis === shape.length) {
      mask[at] = 1;
      return;
    }
    const [from, to] = [places[axis] ?? 0, places[axis] ?? shape[axis]! - 1];
    for (let index = from; index <= to; index++) mark(axis + 1, at * shape[axis]! + index);
  };
  mark(0, 0);
  return mask;
}

interface Masked {
  mask: Uint8Array;
  shape: Shape;
}

/** The inputs that these outputs are made of, one axis after the other. */
function follow(outputs: Masked, moves: readonly Move[], inputShape: Shape): Uint8Array {
  let { mask, shape } = outputs;
  moves.forEach((move, axis) => {
    if (move.kind === 'keep') return;
    const next = shape.map((size, i) => (i === axis ? inputShape[axis]! : size));
    mask = followAlong({ mask, shape }, { axis, move, length: inputShape[axis]! });
    shape = next;
  });
  return mask;
}

type Mixing = Exclude<Move, { kind: 'keep' }>;

interface Along {
  axis: number;
  move: Mixing;
  /** Of the input. */
  length: number;
}

function followAlong({ mask, shape }: Masked, { axis, move, length }: Along): Uint8Array {
  const outer = sizeOf(shape.slice(0, axis));
  const inner = sizeOf(shape.slice(axis + 1));
  const outputs = shape[axis]!;
  const result = new Uint8Array(outer * length * inner);
  for (let row = 0; row < outer; row++) {
    // Most of a large mask is empty, which is found out fastest by whole rows.
    if (!mask.subarray(row * outputs * inner, (row + 1) * outputs * inner).includes(1)) continue;
    for (let output = 0; output < outputs; output++) {
      const from = (row * outputs + output) * inner;
      const line = mask.subarray(from, from + inner);
      if (!line.includes(1)) continue;
      for (const input of inputsAt(move, output, length)) {
        const to = (row * length + input) * inner;
        for (let i = 0; i < inner; i++) result[to + i]! |= line[i]!;
      }
    }
  }
  return result;
}

/** The elements of an axis that one output along it reads, without those on padding. */
function* inputsAt(move: Mixing, output: number, length: number): Generator<number> {
  if (move.kind === 'whole') {
    for (let input = 0; input < length; input++) yield input;
  } else if (move.kind === 'share') {
    const [first, end] = adaptiveWindow(move, output);
    for (let input = first; input < end; input++) yield input;
  } else {
    const { kind, taps, dilation, stride, padBefore } = move;
    for (let tap = 0; tap < taps; tap++) {
      const input =
        kind === 'gather'
          ? stride * output + dilation * tap - padBefore
          : (output + padBefore - dilation * tap) / stride;
      if (Number.isInteger(input) && input >= 0 && input < length) yield input;
    }
  }
}
