import { cost } from '../cost/cost';
import { ArgumentError } from '../errors';
import { asLayer, type Model } from '../layers/sequential';
import type { Shape } from '../tensor/shape';
import { guessInputShape } from './inputShape';
import { readSettings } from './settings';
import { TARGETS } from './targets';
import type { Conversion, ConversionTarget, ConvertOptions, Question, Target } from './types';

/** The largest relative error that rounding alone explains. */
const ROUNDING = { float32: 1e-6, float64: 1e-12 };

/**
 * Converts a layer to another form and says what that loses and costs. The layer itself stays as it is; parts of
 * a model that a conversion has nothing to do with belong to both. Displayed it is a table.
 *
 *     convert(conv, 'depthwise-separable', { rank: 2 }).error                  // the weights' error
 *     convert(conv, 'low-rank', { rank: [8, 16], data: images }).outputError   // the outputs' error on these
 *     convert(model.eval(), 'fold-batchnorm').layer                            // the same without batch norms
 *
 * The nearest of their form to a dense `Conv2d` (`groups` = 1); `rank` or `groups` sets how near. With `data` the
 * last part is then solved by least squares for the outputs on it; `shapeOnly` takes the form with fresh weights.
 *
 * - `'depthwise-separable'`: `rank` pairs of a depthwise and a 1x1 convolution, default 1; SVD per input channel
 * - `'spatially-separable'`: kH x 1 to `rank` channels, then 1 x kW; SVD. `perKernel`: every kernel by itself
 * - `'flattened'`: every filter as three of one dimension, or with `rank` a sum of such; CP decomposition
 * - `'grouped'`: `groups`; `permute` searches an order of the channels in which less is lost
 * - `'low-rank'`: 1x1, filters on `rank` (or [rankIn, rankOut]) channels, 1x1; Tucker-2 decomposition
 *
 * The same function, exact but for rounding:
 *
 * - `'im2col'`: a convolution as `Unfold` and a 1x1 convolution
 * - `'dense'`: groups, or a stack of convolutions without activations, as one dense convolution
 * - `'direct'`: a transposed convolution as zeros between the inputs and a convolution
 * - `'zero-stuffed'`, `'phase-split'`: a dilated convolution by filters with zeros, or by phases of the input
 * - `'pointwise'`, `'linear'`: linear layers as convolutions, and back
 * - `'fold-batchnorm'`: batch norms multiplied into the layers before them, by their running statistics
 * - `'fuse-branches'`: convolutions side by side that are added, as one
 *
 * @throws ArgumentError `convert/target`, `convert/layer` for what the target does not take, `convert/rank`,
 *   `convert/data`, `convert/input-shape`, `convert/not-finite`, `convert/too-large`, `linalg/too-large`,
 *   `options/unknown`, `conv/option-value`, `argument/boolean`, `argument/integer`, `layers/not-a-layer`
 * @throws ShapeError when `inputShape` or `data` does not suit the layer; `conv/groups`
 */
export function convert(model: Model, target: ConversionTarget, options: ConvertOptions = {}): Conversion {
  const row = targetOf(target);
  const source = asLayer('convert', model);
  row.check(source);
  const settings = readSettings(row, source, options);
  const { inputShape, shapeOnly } = settings;
  const before = cost(source, inputShape, options.cost);
  const { layer, error, layerInputShape = inputShape, notes = [], ...figures } = row.run(source, settings);
  return {
    kind: 'conversion',
    ...{ target, source, layer, error, shapeOnly, ...figures, inputShape, layerInputShape },
    exact: error !== null && error <= ROUNDING[dtypeOf(source)],
    before: before.totals,
    after: cost(layer, layerInputShape, options.cost).totals,
    convention: before.convention,
    ...(notes.length > 0 ? { notes } : {}),
  };
}

function targetOf(target: unknown): Target {
  const row = TARGETS.find(({ name }) => name === target);
  if (row) return row;
  const known = TARGETS.map(({ name }) => `'${name}'`).join(', ');
  throw new ArgumentError(
    'convert/target',
    `convert: unknown target '${String(target)}'; the targets are ${known}`,
  );
}

/** float64 where all weights are. */
function dtypeOf(layer: { parameters: () => Record<string, { dtype: string }> }): 'float32' | 'float64' {
  return Object.values(layer.parameters()).every(({ dtype }) => dtype === 'float64') ? 'float64' : 'float32';
}

/** A target that suits a layer. */
export interface SuitableTarget extends Pick<Target, 'name' | 'title' | 'description'> {
  /** The number that the target takes, where it takes one. */
  asks?: Question;
}

/**
 * The targets that take a layer, and an input to start from; undefined where no input can be guessed.
 *
 *     conversionsOf(new Conv2d({ in: 8, out: 8, kernel: 3 }))?.targets.map(({ name }) => name)
 *
 * @throws ArgumentError `layers/not-a-layer`
 */
export function conversionsOf(model: Model): { inputShape: Shape; targets: SuitableTarget[] } | undefined {
  const layer = asLayer('conversionsOf', model);
  const inputShape = guessInputShape(layer);
  if (!inputShape) return undefined;
  const targets = TARGETS.filter(row => suits(row, layer)).map(({ name, title, description, asks }) => {
    const question = asks(layer, inputShape);
    return { name, title, description, ...(question ? { asks: question } : {}) };
  });
  return { inputShape, targets };
}

function suits({ check }: Target, layer: Parameters<Target['check']>[0]): boolean {
  try {
    check(layer);
    return true;
  } catch (error) {
    if (error instanceof ArgumentError && error.code === 'convert/layer') return false;
    throw error;
  }
}
