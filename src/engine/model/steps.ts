import { ArgumentError } from '../errors';
import { BranchingLayer, type Join } from '../layers/branching';
import { CompositeLayer, SingleLayer, type Layer, type Work } from '../layers/layer';
import { checkShape, type Shape } from '../tensor/shape';

/** A layer that does its own work, or the joining of branches, under its name in the model. */
export interface NamedLayer {
  name: string;
  layer: SingleLayer | Join;
}

/** The model's input, where a step names what it reads. */
export const MODEL_INPUT = -1;

/** One step of a model's run on an input of some shape: a node of its graph. */
export interface Step extends NamedLayer {
  /** Indices of the steps whose outputs this one reads, MODEL_INPUT among them; several only for a join. */
  inputs: readonly number[];
  /** One per entry of `inputs`. */
  inputShapes: readonly Shape[];
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
  const parts = Object.entries(model.parts).flatMap(([part, layer]) => layersOf(layer, under(name, part)));
  return model instanceof BranchingLayer
    ? [...parts, { name: under(name, model.join.name), layer: model.join }]
    : parts;
}

/**
 * What every layer of a model does for an input of one shape, in an order in which each comes after what it
 * reads. The last step makes the model's output.
 *
 * @throws ShapeError when the input, or the output of one layer, does not suit the next
 * @throws ArgumentError `model/opaque` for a layer of someone's own whose `forward` only runs can follow
 */
export function traceModel(model: Layer, inputShape: Shape): Step[] {
  const steps: Step[] = [];
  const shapeOf = (index: number): Shape =>
    index === MODEL_INPUT ? inputShape : steps[index]!.work.outputShape;
  const follow = (layer: Layer, name: string, input: number): number => {
    if (layer instanceof SingleLayer) {
      const shape = shapeOf(input);
      const step = { name: name || layer.kind, layer, inputs: [input], inputShapes: [shape] };
      return steps.push({ ...step, work: layer.work(shape) }) - 1;
    }
    const parts = Object.entries(layer.parts);
    if (layer instanceof BranchingLayer) {
      const inputs = parts.map(([part, branch]) => follow(branch, under(name, part), input));
      const inputShapes = inputs.map(shapeOf);
      const step = { name: under(name, layer.join.name), layer: layer.join, inputs, inputShapes };
      return steps.push({ ...step, work: layer.join.work(inputShapes) }) - 1;
    }
    if (!(layer instanceof CompositeLayer)) {
      throw new ArgumentError(
        'model/opaque',
        `${name || 'the model'} is a ${layer.kind}, whose steps cannot be known without running it; build it of ` +
          'Sequential, Branches and Residual',
      );
    }
    return parts.reduce((at, [part, next]) => follow(next, under(name, part), at), input);
  };
  checkShape(model.kind, inputShape);
  follow(model, '', MODEL_INPUT);
  return steps;
}

function under(name: string, part: string): string {
  return name ? `${name}.${part}` : part;
}
