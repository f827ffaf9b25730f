import { axisNames } from '../conv/fields';
import { ArgumentError } from '../errors';
import type { Model } from '../layers/sequential';
import type { Shape } from '../tensor/shape';
import { courseOf, valueOf } from './course';
import { graphsOf, spatialAxesOf } from './graph';
import { stepsOf } from './receptiveField';

/** Options of a convolution, one entry per spatial axis. */
export interface EffectiveLayer {
  kernel: number[];
  stride: number[];
  padding: [before: number, after: number][];
}

/**
 * The single convolution that reaches as far as a whole stack or graph of convolutions and poolings, and has as many
 * outputs for an input of any length: what to give `new Conv2d({ in, out, ...effectiveLayer(model) })`. Inputs that
 * the model does not see (`gridding`) it sees as well.
 *
 *     const conv = new Conv2d({ in: 1, out: 1, kernel: 3, stride: 2, padding: 1 });
 *     effectiveLayer([conv, conv])   // { kernel: [7, 7], stride: [4, 4], padding: [[3, 3], [3, 3]] }
 *
 * @throws ArgumentError `field/no-single-layer` behind transposed and linear layers, and where branches of different
 *   strides meet; `field/input-needed`, `layers/not-a-layer`, `model/opaque`
 * @throws ShapeError when the input shape does not suit the layers
 * @source Araujo, Norris & Sim, "Computing Receptive Fields of Convolutional Neural Networks", Distill 2019
 */
export function effectiveLayer(model: Model, inputShape?: Shape): EffectiveLayer {
  const steps = stepsOf('effectiveLayer', model, inputShape);
  const spatialAxes = spatialAxesOf(steps);
  const layer: EffectiveLayer = { kernel: [], stride: [], padding: [] };
  graphsOf(steps, steps.length - 1, spatialAxes).forEach((graph, axis) => {
    const { rate, first, last, room } = courseOf(graph.steps);
    if (room === null) {
      throw new ArgumentError(
        'field/no-single-layer',
        `effectiveLayer: along axis ${axisNames(spatialAxes)[axis]} no convolution has the reach of this model, ` +
          'because of a transposed or linear layer, a flatten, or branches of different strides; receptiveField ' +
          'tells its reach all the same',
      );
    }
    layer.kernel.push(last - first + 1);
    layer.stride.push(valueOf(rate));
    layer.padding.push([0 - first, room + last + 1]);
  });
  return layer;
}
