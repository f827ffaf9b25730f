import { record } from '../autograd/record';
import { stridesOf, type Shape } from './shape';
import { Tensor } from './tensor';

/**
 * A way to read a buffer under some shape: the element at index i lies at offset + sum(i[axis] * strides[axis]).
 * A stride of 0 repeats an axis (broadcasting), a negative one runs backwards (flip).
 */
export interface Strided {
  offset: number;
  strides: readonly number[];
}

/** The plain row-major reading of a tensor. */
export function contiguous(shape: Shape): Strided {
  return { offset: 0, strides: stridesOf(shape) };
}

/** One run of elements: operand k is read at starts[k], starts[k] + steps[k], ..., `length` times. */
export interface Run {
  length: number;
  starts: readonly number[];
  steps: readonly number[];
}

/**
 * Walks `shape` in row-major order for several operands at once, calling `visit` for each run of the last
 * axis. Axes that every operand crosses evenly are merged first, so operands of equal shape make one run.
 * The run is the same object each time, with its starts updated: read it, do not keep it.
 */
export function forEachRun(shape: Shape, operands: readonly Strided[], visit: (run: Run) => void): void {
  if (shape.includes(0)) return;
  const merged = mergeAxes(shape, operands);
  const last = merged.shape.length - 1;
  const length = merged.shape[last]!;
  const starts = operands.map(operand => operand.offset);
  const run: Run = { length, starts, steps: merged.strides.map(strides => strides[last]!) };
  const index = new Array<number>(last).fill(0);
  for (;;) {
    visit(run);
    let axis = last - 1;
    for (; axis >= 0; axis--) {
      const carries = ++index[axis]! === merged.shape[axis];
      const steps = carries ? 1 - index[axis]! : 1;
      merged.strides.forEach((strides, k) => (starts[k]! += steps * strides[axis]!));
      if (!carries) break;
      index[axis] = 0;
    }
    if (axis < 0) return;
  }
}

/** The same walk with as few axes as possible, at least one. */
function mergeAxes(shape: Shape, operands: readonly Strided[]): { shape: number[]; strides: number[][] } {
  const sizes: number[] = [];
  const strides: number[][] = operands.map(() => []);
  shape.forEach((size, axis) => {
    if (size === 1) return;
    const outer = sizes.length - 1;
    const even = operands.every((o, k) => outer >= 0 && strides[k]![outer] === o.strides[axis]! * size);
    if (even) sizes[outer]! *= size;
    else sizes.push(size);
    operands.forEach((o, k) => (strides[k]![sizes.length - 1] = o.strides[axis]!));
  });
  return sizes.length ? { shape: sizes, strides } : { shape: [1], strides: operands.map(() => [0]) };
}

/** A new tensor of `shape` and the dtype of `x`, with the elements that `reading` finds in `x`. */
export function copyStrided(x: Tensor, shape: Shape, reading: Strided): Tensor {
  const result = Tensor.allocate(x.dtype, shape);
  const source = x.data;
  const target = result.data;
  let at = 0;
  forEachRun(shape, [reading], ({ length, starts, steps }) => {
    const step = steps[0]!;
    for (let i = 0, from = starts[0]!; i < length; i++, from += step) target[at++] = source[from]!;
  });
  return result;
}

/**
 * The opposite of `copyStrided`: zeros of `shape` to which every element of `x` is added where `reading` finds it,
 * those that meet at one place in float64.
 */
export function addStrided(x: Tensor, shape: Shape, reading: Strided): Tensor {
  const result = Tensor.allocate(x.dtype, shape);
  const totals = new Float64Array(result.size);
  const source = x.data;
  let at = 0;
  forEachRun(x.shape, [reading], ({ length, starts, steps }) => {
    const step = steps[0]!;
    for (let i = 0, to = starts[0]!; i < length; i++, to += step) totals[to]! += source[at++]!;
  });
  result.data.set(totals);
  return result;
}

/** What a differentiable function picks from its input. */
export interface Picked extends Strided {
  operation: string;
  shape: Shape;
}

/** `copyStrided`, recorded: gradients go back to where the elements were found. */
export function pick(x: Tensor, { operation, shape, ...reading }: Picked): Tensor {
  const backward = (gradient: Tensor): Tensor[] => [addStrided(gradient, x.shape, reading)];
  return record(copyStrided(x, shape, reading), { operation, inputs: [x], backward });
}
