import { wholeNumber } from '../conv/fields';
import type { CostOptions } from '../cost/convention';
import { cost } from '../cost/cost';
import type { CostConvention, CostTotals } from '../cost/types';
import { ArgumentError } from '../errors';
import { Conv2d } from '../layers/conv';
import { checkLayer, type Layer } from '../layers/layer';
import type { SeparableConv2d } from '../layers/separable';
import { checkOptions } from '../options';
import type { Shape } from '../tensor/shape';
import { fitDepthwiseSeparable } from './depthwiseSeparable';

/** What a layer can be converted to. */
export type ConversionTarget = 'depthwise-separable';

const TARGETS: readonly ConversionTarget[] = ['depthwise-separable'];

/** The input the costs are stated for where none is given: a batch of one, of this height and width. */
const DEFAULT_LENGTH = 32;

/** The largest relative error that rounding alone explains. */
const ROUNDING = { float32: 1e-6, float64: 1e-12 };

export interface ConvertOptions {
  /** The input both costs are for. Default [1, Cin, 32, 32]. */
  inputShape?: Shape;
  /** Depthwise filters per input channel: more fit better and cost more. Default 1. */
  multiplier?: number;
  /** What the costs count, as `cost` takes it. */
  cost?: CostOptions;
}

/** What `convert` returns: the new layer, and what it loses and costs. */
export interface Conversion {
  readonly kind: 'conversion';
  target: ConversionTarget;
  /** The layer that was converted. */
  source: Conv2d;
  layer: SeparableConv2d;
  /** Whether the new layer computes the same but for rounding. */
  exact: boolean;
  /** Relative Frobenius error of the weights. */
  error: number;
  inputShape: Shape;
  before: CostTotals;
  after: CostTotals;
  convention: CostConvention;
}

/**
 * Converts a layer to another kind with the weights that come nearest to its own.
 *
 * `'depthwise-separable'` takes a dense `Conv2d` (groups = 1) to a `SeparableConv2d`.
 *
 * @throws ArgumentError `convert/target`, `convert/layer` for what cannot be converted, naming what can,
 *   `convert/not-finite`, `options/unknown`, `conv/option-value`, `layers/not-a-layer`
 * @throws ShapeError when `inputShape` does not suit the layer
 */
export function convert(layer: Layer, target: ConversionTarget, options: ConvertOptions = {}): Conversion {
  checkOptions('convert', options, ['inputShape', 'multiplier', 'cost']);
  if (!TARGETS.includes(target)) {
    const known = TARGETS.map(name => `'${name}'`).join(', ');
    throw new ArgumentError(
      'convert/target',
      `convert: unknown target '${String(target)}'; the targets are ${known}`,
    );
  }
  const source = checkDense(checkLayer('convert', layer));
  const multiplier = wholeNumber('convert: multiplier', options.multiplier ?? 1, 1);
  const inputShape = options.inputShape ?? [1, source.geometry.in, DEFAULT_LENGTH, DEFAULT_LENGTH];
  const before = cost(source, inputShape, options.cost);
  const { layer: converted, error } = fitDepthwiseSeparable(source, multiplier);
  return {
    kind: 'conversion',
    target,
    source,
    layer: converted,
    exact: error <= ROUNDING[source.weight.dtype === 'float64' ? 'float64' : 'float32'],
    error,
    inputShape,
    before: before.totals,
    after: cost(converted, inputShape, options.cost).totals,
    convention: before.convention,
  };
}

function checkDense(layer: Layer): Conv2d {
  if (!(layer instanceof Conv2d)) {
    throw new ArgumentError(
      'convert/layer',
      `convert: a ${layer.kind} has no depthwise separable form; give a Conv2d with groups = 1`,
    );
  }
  const { groups, in: channels } = layer.geometry;
  if (groups !== 1) {
    throw new ArgumentError(
      'convert/layer',
      `convert: this ${layer.kind} has groups = ${groups} of its ${channels} input channels, expected a dense one ` +
        'with groups = 1',
    );
  }
  return layer;
}
