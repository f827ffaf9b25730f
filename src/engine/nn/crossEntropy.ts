import { record } from '../autograd/record';
import { ArgumentError, ShapeError } from '../errors';
import { checkOptions } from '../options';
import { checkFinite, checkTensor, describeValue } from '../tensor/check';
import { tensor } from '../tensor/create';
import { isFloat } from '../tensor/dtype';
import type { NestedData } from '../tensor/nested';
import { shapeText, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { forEachLine, linesAlong, type Lines } from './lines';
import { checkFloats } from './operands';
import { checkReduction, type LossReduction } from './reduction';
import { logProbabilities } from './softmax';

export interface CrossEntropyOptions {
  /** Default 'mean'. */
  reduction?: LossReduction;
  /** Share of the target, from 0 to 1, that is spread evenly over all classes. Default 0. */
  labelSmoothing?: number;
}

/**
 * How unlikely a classifier finds the right classes: minus the logarithm of the softmax of each target class.
 *
 *     crossEntropy(tensor([[2, 0], [0, 3]]), [0, 1])   // 0.0877: both are found likely
 *
 * - `logits` [N, C] or [N, C, ...], float32 or float64: a number per class, before any softmax
 * - `targets` [N] or [N, ...], class indices from 0 to C - 1, as an int32 or uint8 tensor or as a list
 * - result a scalar, or [N] or [N, ...] with reduction 'none'
 *
 * @throws ShapeError `nn/logits-shape`, `nn/target-shape`
 * @throws ArgumentError `nn/targets` for targets that are not whole numbers from 0 to C - 1, `nn/label-smoothing`,
 *   `nn/reduction`, `nn/dtype`, `tensor/expected`, `options/unknown`
 * @source Szegedy et al., arXiv:1512.00567, section 7, for label smoothing
 */
export function crossEntropy(
  logits: Tensor,
  targets: Tensor | NestedData,
  options: CrossEntropyOptions = {},
): Tensor {
  checkTensor('crossEntropy', 'logits', logits);
  checkOptions('crossEntropy', options, ['reduction', 'labelSmoothing']);
  const reduction = checkReduction('crossEntropy', options.reduction);
  const smoothing = checkSmoothing(options.labelSmoothing ?? 0);
  checkFloats('crossEntropy', { logits });
  const classes = checkTargets(logits, targets);
  const lines = linesAlong(logits.shape, 1);
  const logs = logProbabilities(logits, lines);
  const losses = lossesOf(logs, lines, { classes, smoothing });
  const scale = reduction === 'mean' ? 1 / losses.length : 1;
  const task: Task = { logs, lines, classes, smoothing, scale };
  return record(reduced(logits, losses, { reduction, shape: classes.shape }), {
    operation: 'crossEntropy',
    inputs: [logits],
    backward: gradient => [logitsGradient(logits, gradient, task)],
  });
}

function checkSmoothing(value: unknown): number {
  const smoothing = checkFinite('crossEntropy: labelSmoothing', value);
  if (smoothing < 0 || smoothing > 1) {
    throw new ArgumentError(
      'nn/label-smoothing',
      `crossEntropy: labelSmoothing must be from 0 to 1, got ${smoothing}; 0.1 is usual`,
    );
  }
  return smoothing;
}

/** The targets as a tensor of class indices, one for each line of the logits. */
function checkTargets(logits: Tensor, targets: Tensor | NestedData): Tensor {
  const { shape } = logits;
  if (shape.length < 2 || shape[1] === 0) {
    throw new ShapeError(
      'nn/logits-shape',
      `crossEntropy: the logits have shape ${shapeText(shape)}, expected [N, C] or [N, C, ...] with 1 or more ` +
        'classes; unsqueeze(logits, 0) makes a batch of one sample',
    );
  }
  const given = indicesOf(targets);
  const expected = [shape[0]!, ...shape.slice(2)];
  if (shapeText(given.shape) !== shapeText(expected)) {
    throw new ShapeError(
      'nn/target-shape',
      `crossEntropy: the targets have shape ${shapeText(given.shape)}, expected ${shapeText(expected)}: one class ` +
        `index for every position of the logits ${shapeText(shape)} without their axis 1, the classes`,
    );
  }
  checkIndices(given, shape[1]!);
  return given;
}

function indicesOf(targets: Tensor | NestedData): Tensor {
  if (Array.isArray(targets) || ArrayBuffer.isView(targets)) return tensor(targets, { dtype: 'float64' });
  if (!(targets instanceof Tensor) || isFloat(targets.dtype)) {
    const given = targets instanceof Tensor ? `a ${targets.dtype} tensor` : describeValue(targets);
    throw new ArgumentError(
      'nn/targets',
      `crossEntropy: the targets must be class indices, an int32 or uint8 tensor or a list, got ${given}; ` +
        "convert floats with to(targets, 'int32'), probabilities with argmax(targets, { dim: 1 })",
    );
  }
  return targets;
}

function checkIndices({ data }: Tensor, classes: number): void {
  const wrong = data.findIndex(value => !Number.isInteger(value) || value < 0 || value >= classes);
  if (wrong >= 0) {
    throw new ArgumentError(
      'nn/targets',
      `crossEntropy: target ${wrong} is ${data[wrong]}, expected a class index from 0 to ${classes - 1}, as the logits ` +
        `have ${classes} classes along axis 1`,
    );
  }
}

/** The loss of each line: minus the log probability of its class, or of all classes in their smoothed shares. */
function lossesOf(
  logs: Float64Array,
  lines: Lines,
  { classes, smoothing }: { classes: Tensor; smoothing: number },
): Float64Array {
  const { length, inner } = lines;
  const losses = new Float64Array(classes.size);
  let line = 0;
  forEachLine(lines, start => {
    let loss = -(1 - smoothing) * logs[start + classes.data[line]! * inner]!;
    if (smoothing > 0) {
      for (let k = 0; k < length; k++) loss -= (smoothing / length) * logs[start + k * inner]!;
    }
    losses[line++] = loss;
  });
  return losses;
}

function reduced(
  { dtype }: Tensor,
  losses: Float64Array,
  { reduction, shape }: { reduction: LossReduction; shape: Shape },
): Tensor {
  const result = Tensor.allocate(dtype, reduction === 'none' ? shape : []);
  if (reduction === 'none') {
    result.data.set(losses);
  } else {
    const sum = losses.reduce((sofar, loss) => sofar + loss, 0);
    result.data[0] = reduction === 'sum' ? sum : sum / losses.length;
  }
  return result;
}

/** What the gradient is computed from. */
interface Task {
  logs: Float64Array;
  lines: Lines;
  classes: Tensor;
  smoothing: number;
  /** What each loss was multiplied by. */
  scale: number;
}

/** Softmax minus the target's share of each class, times what flows back into the loss of the line. */
function logitsGradient(
  logits: Tensor,
  gradient: Tensor,
  { logs, lines, classes, smoothing, scale }: Task,
): Tensor {
  const result = Tensor.allocate(logits.dtype, logits.shape);
  const { length, inner } = lines;
  let line = 0;
  forEachLine(lines, start => {
    const factor = scale * gradient.data[gradient.rank === 0 ? 0 : line]!;
    const target = classes.data[line++]!;
    for (let k = 0, i = start; k < length; k++, i += inner) {
      const share = smoothing / length + (k === target ? 1 - smoothing : 0);
      result.data[i] = factor * (Math.exp(logs[i]!) - share);
    }
  });
  return result;
}
