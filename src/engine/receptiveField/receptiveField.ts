import type { ReceptiveField } from '../cost/types';
import { asLayer, type Model } from '../layers/sequential';
import { traceModel, type Step } from '../model/steps';
import type { Shape } from '../tensor/shape';
import { stepsOfAnyLength } from './anywhere';
import { fieldOf, spatialAxesOf } from './field';

/**
 * What one output element of a model sees of its input, per spatial axis: of a stack of layers or a graph of
 * `Branches` and `Residual`. Without an input shape it is that on an input long enough for every layer.
 *
 *     const conv = dilation => new Conv2d({ in: 1, out: 1, kernel: 3, dilation });
 *     receptiveField([conv(1), conv(2), conv(4)]).size   // [15, 15]
 *
 * For convolutions and poolings whose dilated filters span k elements, from the last layer to the first:
 *
 *     size    <- stride · size + k - stride
 *     padding <- stride · padding + padBefore
 *     start   <- stride · (start - 1/2) + k/2 - padBefore
 *
 * - `size`: from the first to the last input element that an output sees, both included. Where outputs see unequally
 *   much, as those of a transposed layer do, it is the most that any of them sees.
 * - `stride`: input elements from one output's field to the next's; 1/stride behind a transposed layer, 0 where all
 *   outputs see the same
 * - `padding`: how far the field of the first output that sees anything reaches before the input
 * - `start`: the centre of the first output's field if all were spaced evenly; 0.5 is the middle of the first element
 *
 * Where branches meet, an output sees what any of them does: `size` goes from the first element that is seen on any
 * path to the last, `padding` is the largest and `start` the middle of it all. Branches of different strides (they
 * can meet on inputs of one length only) have the larger one; `size` is then that of the output that sees the most.
 *
 * A linear layer sees its whole last axis. Axes that a flatten merges count as seen whole, and so does a spatial axis
 * along which branches are concatenated or channels reordered. Batch norm counts as it works after `eval()`.
 *
 * Each axis is looked at by itself. It is exact but for two cases, where `size` is the most that could be: outputs
 * behind transposed layers of more than 65,536 different kinds (fewer in models of over 16 steps), and more than
 * 16,384 gaps in what one of them sees. `inputsSeen` tells which elements of the field are seen, `probeField` finds
 * them by running the layers.
 *
 * @throws ShapeError when the input shape does not suit the layers
 * @throws ArgumentError `field/input-needed` where the field depends on the input's shape and there is none,
 *   `layers/not-a-layer`, `model/opaque`
 * @source Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019
 */
export function receptiveField(model: Model, inputShape?: Shape): ReceptiveField {
  const steps = stepsOf('receptiveField', model, inputShape);
  return fieldOf(steps, steps.length - 1, spatialAxesOf(steps));
}

/** The steps of a model on an input, or without one on any. */
export function stepsOf(operation: string, model: Model, inputShape?: Shape): Step[] {
  const layer = asLayer(operation, model);
  return inputShape === undefined ? stepsOfAnyLength(operation, layer) : traceModel(layer, inputShape);
}
