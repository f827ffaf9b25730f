import { record } from '../autograd/record';
import { ArgumentError, ShapeError } from '../errors';
import { checkOptions } from '../options';
import { checkBoolean, checkFinite, checkTensor } from '../tensor/check';
import { shapeText } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { channelSums, inputGradient, momentsOf, normalise, type Moments, type Norm } from './normalise';
import { checkFloats, checkPerChannel } from './operands';
import { linesAlong } from './lines';

export interface BatchNormOptions {
  /** [C]. Needed unless `training`; in training it is moved towards the batch's, in place. */
  runningMean?: Tensor | null;
  /** [C]. Needed unless `training`; in training it is moved towards the batch's, in place. */
  runningVar?: Tensor | null;
  /** [C], what the normalised values are multiplied by. Default 1. */
  weight?: Tensor | null;
  /** [C], added at the end. Default 0. */
  bias?: Tensor | null;
  /** Whether to use the mean and variance of this batch instead of the running ones. Default false. */
  training?: boolean;
  /** Share of this batch in the new running mean and variance. Default 0.1. */
  momentum?: number;
  /** Added to the variance, so that nothing is divided by zero. Default 1e-5. */
  eps?: number;
}

const OPTIONS = ['runningMean', 'runningVar', 'weight', 'bias', 'training', 'momentum', 'eps'] as const;

/**
 * Brings each channel to mean 0 and variance 1, then scales and shifts it:
 * (x - mean) / sqrt(variance + eps) · weight + bias.
 *
 *     batchNorm(x, { runningMean, runningVar, weight, bias })   // a trained layer
 *     batchNorm(randn([8, 3, 4, 4]), { training: true })        // by the batch's own mean and variance
 *
 * - `x` [N, C] or [N, C, ...], and all other tensors [C], all float32 or all float64; result of the shape of `x`
 * - with `training` the variance is divided by the number of elements per channel; the running variance moves
 *   towards that divided by one less, as in PyTorch. Running tensors that are given are changed: running = (1 -
 *   momentum) · running + momentum · batch
 *
 * Gradients flow to `x`, `weight` and `bias`, never to the running tensors.
 *
 * @throws ShapeError `nn/batch-norm-shape` for less than two axes, `nn/parameter-shape`, `nn/batch-too-small` when
 *   training on one element per channel
 * @throws ArgumentError `nn/running-statistics` without a running mean and variance when not training,
 *   `nn/eps`, `nn/dtype`, `tensor/expected`, `options/unknown`, `argument/boolean`, `argument/number`
 * @source Ioffe & Szegedy, arXiv:1502.03167, algorithms 1 and 2
 */
export function batchNorm(x: Tensor, options: BatchNormOptions = {}): Tensor {
  const { runningMean, runningVar, weight, bias, training, momentum, eps } = resolve(x, options);
  const lines = linesAlong(x.shape, 1);
  const { mean, variance } = training ? momentsOf(x, lines) : givenMoments(runningMean, runningVar);
  const norm: Norm = { lines, mean, scale: variance.map(value => 1 / Math.sqrt(value + eps)), training };
  const result = normalise(x, norm, { weight, bias });
  if (training) {
    const count = lines.outer * lines.inner;
    moveTowards(runningMean, mean, momentum);
    moveTowards(
      runningVar,
      variance.map(value => (value * count) / (count - 1)),
      momentum,
    );
  }
  return record(result, {
    operation: 'batchNorm',
    inputs: [x, weight, bias].filter(input => input !== null),
    backward: gradient => {
      const sums = channelSums(x, gradient, norm);
      return [
        x.requiresGrad ? inputGradient(x, gradient, { norm, weight, sums }) : null,
        ...(weight ? [perChannel(weight, sums.products)] : []),
        ...(bias ? [perChannel(bias, sums.plain)] : []),
      ];
    },
  });
}

type ResolvedOptions = {
  [Name in keyof BatchNormOptions]-?: Exclude<BatchNormOptions[Name], undefined>;
};

/** The options with every default filled and every rule checked. */
function resolve(x: Tensor, options: BatchNormOptions): ResolvedOptions {
  checkTensor('batchNorm', 'x', x);
  checkOptions('batchNorm', options, OPTIONS);
  const { runningMean = null, runningVar = null, weight = null, bias = null } = options;
  const { training = false, momentum = 0.1, eps = 1e-5 } = options;
  const tensors = { runningMean, runningVar, weight, bias };
  checkFloats('batchNorm', { x, ...tensors });
  checkBoolean('batchNorm: training', training);
  checkFinite('batchNorm: momentum', momentum);
  if (checkFinite('batchNorm: eps', eps) < 0) {
    throw new ArgumentError('nn/eps', `batchNorm: eps must be 0 or more, got ${eps}; the default is 1e-5`);
  }
  checkInput(x, training);
  for (const [name, value] of Object.entries(tensors)) {
    checkPerChannel('batchNorm', name, value, { count: x.shape[1]!, of: x.shape });
  }
  if (!training && !(runningMean && runningVar)) {
    throw new ArgumentError(
      'nn/running-statistics',
      'batchNorm: runningMean and runningVar must both be given unless training; give { training: true } to normalise ' +
        'by the mean and variance of x itself',
    );
  }
  return { ...tensors, training, momentum, eps };
}

function checkInput({ shape, size }: Tensor, training: boolean): void {
  if (shape.length < 2) {
    throw new ShapeError(
      'nn/batch-norm-shape',
      `batchNorm: x has shape ${shapeText(shape)}, expected [N, C] or [N, C, ...]; unsqueeze(x, 0) makes a batch of one`,
    );
  }
  if (training && size < 2 * shape[1]!) {
    const count = size === 0 ? 'no elements' : 'one element';
    throw new ShapeError(
      'nn/batch-too-small',
      `batchNorm: x has ${count} per channel in ${shapeText(shape)}, training needs 2 or more for a variance; ` +
        'use a larger batch, or the running statistics',
    );
  }
}

/** What a layer has learned of its input; both are there unless training. */
function givenMoments(mean: Tensor | null, variance: Tensor | null): Moments {
  return { mean: Float64Array.from(mean!.data), variance: Float64Array.from(variance!.data) };
}

function moveTowards(running: Tensor | null, batch: Float64Array, momentum: number): void {
  if (!running) return;
  const { data } = running;
  for (let i = 0; i < data.length; i++) data[i] = (1 - momentum) * data[i]! + momentum * batch[i]!;
}

function perChannel({ dtype, shape }: Tensor, values: Float64Array): Tensor {
  const result = Tensor.allocate(dtype, shape);
  result.data.set(values);
  return result;
}
