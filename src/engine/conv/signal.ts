import { ArgumentError, ShapeError } from '../errors';
import { checkTensor } from '../tensor/check';
import { flip } from '../tensor/permute';
import { shapeText } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { conv1d, conv2d, conv3d } from './conv';
import { axisNames, valueText } from './fields';
import { checkDTypes } from './operands';
import type { Pads } from './padding';

/** How much of the sliding is kept: all of it, the middle as long as the first operand, or full overlaps only. */
export type ConvolveMode = 'full' | 'same' | 'valid';

/**
 * Convolution of two signals, images or volumes: the second is reversed along every axis before it slides over
 * the first. Follows scipy.signal.convolve.
 *
 * - `a` and `b`: both 1-D, 2-D or 3-D, both float32 or both float64
 * - `'full'`: length a + b - 1 along each axis; `'same'`: the length of `a`, centred in the full result;
 *   `'valid'`: |a - b| + 1, for which one operand must be at least as long as the other along every axis
 *
 * @throws ShapeError `signal/rank`, `signal/empty`, `signal/valid`
 * @throws ArgumentError `tensor/expected`, `conv/dtype`, `signal/mode`
 */
export function convolve(a: Tensor, b: Tensor, mode: ConvolveMode = 'full'): Tensor {
  checkOperands('convolve', a, b, mode);
  return slide('convolve', a, reversed(b), mode);
}

/**
 * Cross-correlation of two signals, images or volumes: `b` slides over `a` as it is. Follows
 * scipy.signal.correlate; with `b` the larger in mode `'valid'` the result runs backwards, as there.
 *
 * Operands, modes and shapes are those of `convolve`.
 *
 * @throws ShapeError `signal/rank`, `signal/empty`, `signal/valid`
 * @throws ArgumentError `tensor/expected`, `conv/dtype`, `signal/mode`
 */
export function correlate(a: Tensor, b: Tensor, mode: ConvolveMode = 'full'): Tensor {
  checkOperands('correlate', a, b, mode);
  return slide('correlate', a, b, mode);
}

const MODES: readonly ConvolveMode[] = ['full', 'same', 'valid'];

const CONV_OF_RANK = [undefined, conv1d, conv2d, conv3d] as const;

function checkOperands(operation: string, a: Tensor, b: Tensor, mode: ConvolveMode): void {
  checkTensor(operation, 'a', a);
  checkTensor(operation, 'b', b);
  checkDTypes(operation, { a, b });
  if (!MODES.includes(mode)) {
    throw new ArgumentError(
      'signal/mode',
      `${operation}: mode = ${valueText(mode)} is unknown; use 'full', 'same' or 'valid'`,
    );
  }
  if (a.rank !== b.rank || CONV_OF_RANK[a.rank] === undefined) {
    throw new ShapeError(
      'signal/rank',
      `${operation}: a has ${a.rank} axes (shape ${shapeText(a.shape)}) and b ${b.rank} (shape ${shapeText(b.shape)}), ` +
        'expected the same number, 1 to 3; reshape one',
    );
  }
  if (a.size === 0 || b.size === 0) {
    throw new ShapeError(
      'signal/empty',
      `${operation}: the shapes ${shapeText(a.shape)} and ${shapeText(b.shape)} must have 1 or more elements each`,
    );
  }
}

/** The correlation of two checked operands, as one convolution of one channel. */
function slide(operation: string, a: Tensor, b: Tensor, mode: ConvolveMode): Tensor {
  if (mode === 'valid' && !contains(operation, a, b)) {
    return reversed(slide(operation, b, a, mode));
  }
  const conv = CONV_OF_RANK[a.rank]!;
  const result = conv(a.withShape([1, ...a.shape]), b.withShape([1, 1, ...b.shape]), {
    padding: b.shape.map(length => padsOf(mode, length)),
  });
  return result.withShape(result.shape.slice(1));
}

/** Padding of the first operand for a second one of `length`: `'same'` keeps the middle of the full result. */
function padsOf(mode: ConvolveMode, length: number): Pads {
  switch (mode) {
    case 'full':
      return [length - 1, length - 1];
    case 'same':
      return [Math.floor(length / 2), Math.floor((length - 1) / 2)];
    case 'valid':
      return [0, 0];
  }
}

/** Whether `a` is as long as `b` along every axis; false when it is the other way round. */
function contains(operation: string, a: Tensor, b: Tensor): boolean {
  const names = axisNames(a.rank);
  const shorter = a.shape.findIndex((length, axis) => length < b.shape[axis]!);
  const longer = a.shape.findIndex((length, axis) => length > b.shape[axis]!);
  if (shorter >= 0 && longer >= 0) {
    throw new ShapeError(
      'signal/valid',
      `${operation}: mode = 'valid' needs one operand to contain the other, but a is the longer along axis ` +
        `${names[longer]} (${a.shape[longer]} against ${b.shape[longer]}) and the shorter along axis ` +
        `${names[shorter]} (${a.shape[shorter]} against ${b.shape[shorter]}); use 'full' or 'same'`,
    );
  }
  return shorter < 0;
}

/** Reversed along every axis. */
function reversed(tensor: Tensor): Tensor {
  return flip(
    tensor,
    tensor.shape.map((_, axis) => axis),
  );
}
