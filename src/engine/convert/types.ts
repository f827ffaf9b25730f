import type { CostOptions } from '../cost/convention';
import type { CostConvention, CostTotals } from '../cost/types';
import type { Layer } from '../layers/layer';
import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';

/** What a layer can be converted to. */
export type ConversionTarget =
  | 'depthwise-separable'
  | 'spatially-separable'
  | 'flattened'
  | 'grouped'
  | 'low-rank'
  | 'im2col'
  | 'dense'
  | 'direct'
  | 'zero-stuffed'
  | 'phase-split'
  | 'pointwise'
  | 'linear'
  | 'fold-batchnorm'
  | 'fuse-branches';

/** One rank for all parts of the new layer, or for a low-rank bottleneck one behind its inputs and one before its outputs. */
export type Rank = number | readonly [rankIn: number, rankOut: number];

export interface ConvertOptions {
  /** The input both costs are for. Default a batch of one, 32 long on each spatial axis, or the shape of `data`. */
  inputShape?: Shape;
  /** What the costs count, as `cost` takes it. */
  cost?: CostOptions;
  /** Terms of the approximation: more fit better and cost more. Every target that takes it has its own default. */
  rank?: Rank;
  /** Sets of channels that do not meet. Default 2, or the next number that divides them. */
  groups?: number;
  /** Whether channels may change their group, for the sake of a smaller error. Default false. */
  permute?: boolean;
  /** Whether each kernel of one input and one output channel is split by itself. Default false. */
  perKernel?: boolean;
  /** Inputs, [N, in, H, W] each: the fit then minimises the error of the outputs on them, by least squares. */
  data?: Tensor | readonly Tensor[];
  /** Whether to take the form alone, with fresh weights to be trained anew. Default false. */
  shapeOnly?: boolean;
  /** Of the fresh weights, and of the searches that begin at random. Default 0. */
  seed?: number;
}

/** What `convert` returns: the new layer, what it loses and what it costs. It is shown as a table. */
export interface Conversion {
  readonly kind: 'conversion';
  target: ConversionTarget;
  /** The layer that was converted. */
  source: Layer;
  layer: Layer;
  /** Whether the new layer computes the same but for rounding. */
  exact: boolean;
  /** Relative Frobenius error of the weights, multiplied out; null for fresh weights, which claim nothing. */
  error: number | null;
  /** With `data`: the norm of the difference of the outputs on it over that of the source's outputs. */
  outputError?: number;
  /** That the new layer has, where the target has one. */
  rank?: Rank;
  /** The largest rank that still takes fewer MACs than the source; 0 when none does. */
  breakEvenRank?: number;
  /** Whether the weights are fresh. */
  shapeOnly: boolean;
  inputShape: Shape;
  /** The input of the new layer: another shape than the source's where a linear layer becomes 1x1, or back. */
  layerInputShape: Shape;
  before: CostTotals;
  after: CostTotals;
  convention: CostConvention;
  /** What else there is to know, a sentence each. */
  notes?: readonly string[];
}

/** Options with every default filled that does not depend on the target. */
export interface Settings {
  inputShape: Shape;
  rank: Rank | undefined;
  groups: number | undefined;
  permute: boolean;
  perKernel: boolean;
  data: readonly Tensor[] | undefined;
  shapeOnly: boolean;
  seed: number;
}

/** What a target makes of a layer. */
export interface Outcome {
  layer: Layer;
  error: number | null;
  outputError?: number;
  rank?: Rank;
  breakEvenRank?: number;
  /** Default the source's. */
  layerInputShape?: Shape;
  notes?: readonly string[];
}

/** A number that a target wants to know, for whoever asks for it. */
export interface Question {
  option: 'rank' | 'groups';
  /** Taken when nothing else is given. */
  value: number;
  most: number;
  /** For a rank. */
  breakEven?: number;
}

/** One row of the table of targets. */
export interface Target {
  name: ConversionTarget;
  /** What the target is called where there is room for a few words. */
  title: string;
  /** What it does, in one line. */
  description: string;
  /** Beside `inputShape` and `cost`. */
  options: readonly (keyof ConvertOptions)[];
  /** @throws ArgumentError `convert/layer` when the target does not take the layer */
  check: (layer: Layer) => void;
  asks: (layer: Layer, inputShape: Shape) => Question | undefined;
  run: (layer: Layer, settings: Settings) => Outcome;
}

/** Ends a conversion with the reason why the layer is not taken. */
export type Refuse = (why: string) => never;

/** A row before it is put together: `read` narrows the layer to what `run` works on. */
export interface TargetRow<Source> extends Pick<Target, 'name' | 'title' | 'description'> {
  /** Which layers, after "takes". */
  takes: string;
  options?: Target['options'];
  read: (layer: Layer, refuse: Refuse) => Source;
  asks?: (source: Source, inputShape: Shape) => Question;
  run: (source: Source, settings: Settings, refuse: Refuse) => Outcome;
}
