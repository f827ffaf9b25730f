import { SingleLayer, type Layer, type Work } from '../layers/layer';
import type { Shape } from '../tensor/shape';
import { checkShape } from '../tensor/shape';

/** A layer that does its own work, under its name in the model. */
export interface NamedLayer {
  name: string;
  layer: SingleLayer;
}

/** One step of a model's run on an input of some shape. */
export interface Step extends NamedLayer {
  inputShape: Shape;
  work: Work;
}

/**
 * The layers that do the work of a model, in running order; `block.depthwise` is the part `depthwise` of the
 * part `block`. A layer that is the model itself has no part to be named after and is called by its kind.
 */
export function layersOf(model: Layer, name = ''): NamedLayer[] {
  if (model instanceof SingleLayer) {
    return [{ name: name || model.kind, layer: model }];
  }
  return Object.entries(model.parts).flatMap(([part, layer]) =>
    layersOf(layer, name ? `${name}.${part}` : part),
  );
}

/**
 * What every layer of a model does for an input of one shape.
 *
 * @throws ShapeError when the input, or the output of one layer, does not suit the next
 */
export function traceModel(model: Layer, inputShape: Shape): Step[] {
  let shape: Shape = checkShape(model.kind, inputShape);
  return layersOf(model).map(({ name, layer }) => {
    const step = { name, layer, inputShape: shape, work: layer.work(shape) };
    shape = step.work.outputShape;
    return step;
  });
}
