import { layersOf, traceModel } from '../model/steps';
import type { ReceptiveField } from '../cost/types';
import { ArgumentError } from '../errors';
import { ConvolutionLayer } from '../layers/convolution';
import type { Work } from '../layers/layer';
import { asLayer, type Model } from '../layers/sequential';
import type { Shape } from '../tensor/shape';
import { fieldOf, spatialAxesOf } from './field';

/**
 * What one output element of a stack of layers sees of its input, per spatial axis. Without an input shape it
 * is that on an input long enough for every layer.
 *
 * For convolutions whose dilated filters span k elements, from the last layer to the first:
 *
 *     size    <- stride · size + k - stride
 *     padding <- stride · padding + padBefore
 *     start   <- stride · (start - 1/2) + k/2 - padBefore
 *
 * A transposed convolution follows the same relation the other way: its outputs lie 1/stride inputs apart, and
 * one output may see more inputs than the next. `size` is the most that any of them sees, `padding` how far the
 * field of the first reaches before the input, `start` its centre if all were spaced evenly.
 *
 * @throws ShapeError when the input shape does not suit the layers
 * @throws ArgumentError `field/input-needed` where the field depends on the input's shape and there is none,
 *   `layers/not-a-layer`
 * @source Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019
 */
export function receptiveField(model: Model, inputShape?: Shape): ReceptiveField {
  const layer = asLayer('receptiveField', model);
  const steps = inputShape
    ? traceModel(layer, inputShape)
    : layersOf(layer).flatMap(({ layer: part }) =>
        part instanceof ConvolutionLayer ? [{ work: workAnywhere(part) }] : [],
      );
  if (steps.length === 0) {
    throw new ArgumentError(
      'field/input-needed',
      `receptiveField: no layer of ${layer.kind} says how many axes there are; give the shape of an input`,
    );
  }
  return fieldOf(steps, steps.length - 1, spatialAxesOf(steps));
}

/** The work of a layer whose padding is the same for inputs of any length. */
function workAnywhere(layer: ConvolutionLayer): Work {
  const work = layer.work(layer.exampleShape());
  const { padding, stride } = layer.geometry;
  if (work.kind === 'gather' && padding === 'same' && stride.some(step => step !== 1)) {
    throw new ArgumentError(
      'field/input-needed',
      `receptiveField: padding = 'same' of a ${layer.kind} with stride = ${stride.join(' x ')} depends on the length ` +
        'of its input; give the shape of an input',
    );
  }
  return work;
}
