import { backward } from '../autograd';
import { ArgumentError, ShapeError } from '../errors';
import { checkLayer, type Layer } from '../layers/layer';
import { crossEntropy, mseLoss } from '../nn';
import { checkOptions } from '../options';
import { checkInteger, checkTensor, describeValue } from '../tensor/check';
import { isFloat } from '../tensor/dtype';
import { shapeText } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { Adam } from './adam';
import { Optimizer } from './optimizer';

/** What a model learns from: as many targets as inputs, along the first axis of both. */
export interface TrainingData {
  /** [N, ...] */
  inputs: Tensor;
  /** Class indices [N], int32 or uint8, or float values in the shape of the model's output [N, ...]. */
  targets: Tensor;
}

/** Where a training run stands, told after each step. */
export interface TrainingStep {
  /** From 1 to `epochs`. */
  epoch: number;
  epochs: number;
  /** From 1 to `steps`, through all epochs. */
  step: number;
  steps: number;
  /** Of this step's batch, before the step. */
  loss: number;
}

/** A loss of one number, for a batch's output and targets. */
export type Loss = (output: Tensor, targets: Tensor) => Tensor;

export interface TrainOptions {
  /** How often all data are gone through. Default 1. */
  epochs?: number;
  /** Inputs of one step. Default 32. */
  batchSize?: number;
  /** Default `crossEntropy` for class indices, `mseLoss` for float targets. */
  loss?: Loss;
  /** Default `new Adam(model.parameters(), { lr })`. */
  optimizer?: Optimizer;
  /** Learning rate of the default optimizer. Default 0.001. */
  lr?: number;
  /** Whether each epoch has an order of its own. Default true. */
  shuffle?: boolean;
  /** Decides the orders. Default 0. */
  seed?: number;
  /** Told after each step; may return a promise, which is awaited. `false` ends the training. */
  onStep?: (step: TrainingStep) => unknown;
  /** Ends the training before its next step once `aborted` is true. An AbortSignal is one. */
  signal?: { readonly aborted: boolean };
}

/** The options with every default filled and every rule checked. */
export interface ResolvedTraining extends Required<Omit<TrainOptions, 'lr' | 'signal'>> {
  model: Layer;
  data: TrainingData;
  count: number;
  signal: { readonly aborted: boolean };
}

const OPTIONS = [
  ...['epochs', 'batchSize', 'loss', 'optimizer', 'lr', 'shuffle', 'seed', 'onStep', 'signal'],
] as const;

/** @throws as `train` */
export function resolveTraining(model: Layer, data: TrainingData, options: TrainOptions): ResolvedTraining {
  checkOptions('train', options, OPTIONS);
  checkLayer('train', model);
  checkData(data);
  const { inputs, targets } = data;
  const { optimizer, lr, loss = isFloat(targets.dtype) ? mseLoss : crossEntropy } = options;
  if (optimizer !== undefined && !(optimizer instanceof Optimizer)) {
    throw new ArgumentError(
      'train/optimizer',
      `train: optimizer must be one such as new SGD(model.parameters(), { lr: 0.1 }), got ${describeValue(optimizer)}`,
    );
  }
  if (optimizer && lr !== undefined) {
    throw new ArgumentError(
      'train/optimizer',
      'train: lr belongs to the optimizer when one is given; set it there',
    );
  }
  return {
    model,
    data,
    count: inputs.shape[0]!,
    epochs: checkInteger('train: epochs', options.epochs ?? 1, { least: 1 }),
    batchSize: checkInteger('train: batchSize', options.batchSize ?? 32, { least: 1 }),
    loss: checkFunction('loss', loss),
    optimizer: optimizer ?? new Adam(model.parameters(), lr === undefined ? {} : { lr }),
    shuffle: options.shuffle ?? true,
    seed: checkInteger('train: seed', options.seed ?? 0, { least: 0, most: 2 ** 32 - 1 }),
    onStep: checkFunction('onStep', options.onStep ?? (() => true)),
    signal: options.signal ?? { aborted: false },
  };
}

function checkData(data: unknown): void {
  if (typeof data !== 'object' || data === null || !('inputs' in data) || !('targets' in data)) {
    throw new ArgumentError(
      'train/data',
      `train: expected the data as { inputs, targets }, two tensors, got ${describeValue(data)}`,
    );
  }
  const inputs = checkTensor('train', 'inputs', data.inputs);
  const targets = checkTensor('train', 'targets', data.targets);
  if (inputs.rank === 0 || targets.rank === 0 || inputs.size === 0 || inputs.shape[0] !== targets.shape[0]) {
    throw new ShapeError(
      'train/data',
      `train: inputs are ${shapeText(inputs.shape)} and targets ${shapeText(targets.shape)}, expected as many ` +
        'targets as inputs along the first axis, at least one',
    );
  }
}

function checkFunction<F>(name: string, value: F): F {
  if (typeof value !== 'function') {
    throw new ArgumentError(
      'train/function',
      `train: ${name} must be a function, got ${describeValue(value)}`,
    );
  }
  return value;
}

/** One step on one batch: the loss before it. */
export function stepOn(
  { model, loss, optimizer }: ResolvedTraining,
  inputs: Tensor,
  targets: Tensor,
): number {
  const result = checkTensor('train', 'the loss', loss(model.forward(inputs), targets));
  optimizer.zeroGrad();
  backward(result);
  const value = result.item();
  if (!Number.isFinite(value)) {
    throw new ArgumentError(
      'train/diverged',
      `train: the loss is ${value}; the parameters are as they were before this step. Lower the learning rate or ` +
        'look for infinities and NaN in the data',
    );
  }
  optimizer.step();
  optimizer.zeroGrad();
  return value;
}
