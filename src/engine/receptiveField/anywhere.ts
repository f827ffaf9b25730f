import { ArgumentError, ShapeError } from '../errors';
import { BatchNorm1d, BatchNorm2d, BatchNorm3d } from '../layers/batchNorm';
import { ConvolutionLayer } from '../layers/convolution';
import type { Layer } from '../layers/layer';
import { Linear } from '../layers/linear';
import { Permute } from '../layers/permute';
import { PoolLayer } from '../layers/pooling';
import { Unfold } from '../layers/unfold';
import { ZeroStuff } from '../layers/zeroStuff';
import { layersOf, traceModel, type NamedLayer, type Step } from '../model/steps';
import type { Shape } from '../tensor/shape';

/**
 * Longer than any stack of filters, and a multiple of every stride from 1 to 12 and of their usual products, so that
 * branches meet again. Only shapes are made of it, never a tensor.
 */
const LONG = 2 ** 30 * 3 ** 3 * 5 * 7 * 11;

/**
 * The steps of a model on an input that is long enough for every layer, [1, C, long, ...]; [1, C] for a model of
 * linear layers.
 *
 * @throws ArgumentError `field/input-needed` when the layers do not say how many axes there are, or fit no such input
 */
export function stepsAnywhere(operation: string, model: Layer, length = LONG): Step[] {
  const shape = exampleShape(operation, model, length);
  try {
    return traceModel(model, shape);
  } catch (error) {
    if (!(error instanceof ShapeError)) throw error;
    throw inputNeeded(`${operation}: without an input's shape a long input was tried, and ${error.message}`);
  }
}

/**
 * The same, of a model whose fields are the same on every input that is long enough.
 *
 * @throws ArgumentError `field/input-needed` as well where padding, windows or fields depend on the input's length
 */
export function stepsOfAnyLength(operation: string, model: Layer): Step[] {
  layersOf(model).forEach(({ layer }) => checkPadding(operation, layer));
  const steps = stepsAnywhere(operation, model);
  const longer = stepsAnywhere(operation, model, 2 * LONG);
  steps.forEach(({ name, layer, work }, i) => {
    const mixes = work.kind === 'whole' && !(layer instanceof Permute);
    if (mixes || windowsOf(work) !== windowsOf(longer[i]!.work)) {
      throw inputNeeded(
        `${operation}: what ${name}, a ${layer.kind}, sees depends on the length of its input`,
      );
    }
  });
  return steps;
}

function exampleShape(operation: string, model: Layer, length: number): Shape {
  const layers = layersOf(model).map(({ layer }) => layer);
  const channels = firstOf(layers, channelsOf) ?? 1;
  const spatial = firstOf(layers, spatialOf);
  if (spatial === undefined) {
    throw inputNeeded(`${operation}: no layer of ${model.kind} says how many axes there are`);
  }
  return [1, channels, ...new Array<number>(spatial).fill(length)];
}

function firstOf(
  layers: readonly NamedLayer['layer'][],
  read: (layer: NamedLayer['layer']) => number | undefined,
): number | undefined {
  return layers.map(read).find(value => value !== undefined);
}

function channelsOf(layer: NamedLayer['layer']): number | undefined {
  if (layer instanceof ConvolutionLayer) return layer.geometry.in;
  if (layer instanceof Linear) return layer.in;
  return isBatchNorm(layer) ? layer.features : undefined;
}

function isBatchNorm(layer: unknown): layer is BatchNorm1d | BatchNorm2d | BatchNorm3d {
  return layer instanceof BatchNorm1d || layer instanceof BatchNorm2d || layer instanceof BatchNorm3d;
}

function spatialOf(layer: NamedLayer['layer']): number | undefined {
  if (layer instanceof ConvolutionLayer) return layer.geometry.kernel.length;
  if (layer instanceof PoolLayer || layer instanceof Unfold) return layer.kernel.length;
  if (layer instanceof ZeroStuff) return layer.stride.length;
  return layer instanceof Linear ? 0 : undefined;
}

/** The padding of 'same' is the same for all lengths at stride 1 alone. */
function checkPadding(operation: string, layer: NamedLayer['layer']): void {
  if (!(layer instanceof ConvolutionLayer || layer instanceof Unfold)) return;
  const { padding, stride } = layer instanceof Unfold ? layer : layer.geometry;
  if (padding === 'same' && stride.some(step => step !== 1)) {
    throw inputNeeded(
      `${operation}: padding = 'same' of a ${layer.kind} with stride = ${stride.join(' x ')} depends on the length ` +
        'of its input',
    );
  }
}

/**
 * Checks that a layer says how many channels it takes.
 *
 * @throws ArgumentError `field/input-needed`
 */
export function checkChannelsKnown(operation: string, model: Layer): void {
  if (layersOf(model).every(({ layer }) => channelsOf(layer) === undefined)) {
    throw inputNeeded(`${operation}: no layer of ${model.kind} says how many channels there are`);
  }
}

/** What is placed on the axes, as a text to compare. */
function windowsOf(work: Step['work']): string {
  const axes = 'axes' in work ? work.axes : [];
  return axes.map(({ filter, stride }) => `${filter} ${stride}`).join();
}

function inputNeeded(why: string): ArgumentError {
  return new ArgumentError('field/input-needed', `${why}; give the shape of an input`);
}
