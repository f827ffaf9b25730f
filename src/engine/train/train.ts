import { now } from '../clock';
import type { Layer } from '../layers/layer';
import { piecesOf, shuffledIndices, takeRows } from './batches';
import { resolveTraining, stepOn, type TrainingData, type TrainOptions } from './settings';

/** What `train` has done. */
export interface TrainingHistory {
  /** Loss of each step's batch, before the step. */
  losses: number[];
  /** Mean loss of each whole epoch. */
  epochLosses: number[];
  /** Steps that were done. */
  steps: number;
  elapsedMs: number;
  /** Whether it was ended before its last step, by `onStep` or the signal. */
  stopped: boolean;
}

/**
 * Trains a model on data, in place, and tells how the loss went. The same seed gives the same result.
 *
 *     const data = shapes(512, { size: 16 });
 *     await train(model, data, { epochs: 3, lr: 0.01, onStep: ({ step, loss }) => console.log(step, loss) });
 *
 * Stopping the cell ends it; what has been learned so far stays in the model. The model is in training mode
 * while it runs and then in the mode it was in. Its parameters require gradients from now on.
 *
 * @throws ArgumentError `options/unknown`, `train/data`, `train/optimizer`, `train/function`, `train/parameters`,
 *   `argument/integer`, `train/diverged` when the loss is no longer finite, `layers/not-a-layer`
 * @throws ShapeError `train/data`, and as the model's layers and the loss
 */
export async function train(
  model: Layer,
  data: TrainingData,
  options: TrainOptions = {},
): Promise<TrainingHistory> {
  const training = resolveTraining(model, data, options);
  const { count, epochs, batchSize, shuffle, seed, onStep, signal } = training;
  const steps = epochs * Math.ceil(count / batchSize);
  const history: TrainingHistory = { losses: [], epochLosses: [], steps: 0, elapsedMs: 0, stopped: false };
  const inOrder = Array.from({ length: count }, (_, i) => i);
  const start = now();
  const wasTraining = model.training;
  model.train();
  try {
    for (let epoch = 1; epoch <= epochs; epoch++) {
      const indices = shuffle ? shuffledIndices(count, (seed + epoch - 1) % 2 ** 32) : inOrder;
      let total = 0;
      for (const batch of piecesOf(indices, batchSize)) {
        if (signal.aborted) return { ...history, stopped: true };
        const loss = stepOn(training, takeRows(data.inputs, batch), takeRows(data.targets, batch));
        total += loss * batch.length;
        history.losses.push(loss);
        history.elapsedMs = now() - start;
        const told = onStep({ epoch, epochs, step: ++history.steps, steps, loss });
        if ((isPromise(told) ? await told : told) === false) return { ...history, stopped: true };
      }
      history.epochLosses.push(total / count);
    }
    return history;
  } finally {
    model.train(wasTraining);
  }
}

/** Cells may have a Promise of their own realm. */
function isPromise(value: unknown): value is PromiseLike<unknown> {
  return typeof value === 'object' && value !== null && 'then' in value;
}
