import type { Shape } from '../tensor/shape';

/**
 * What a cost counts. Figures of different tools differ by these three choices alone, so every report
 * carries them.
 */
export interface CostConvention {
  /** Whether the bias of a convolution or linear layer counts as parameters and additions. */
  bias: boolean;
  /** Taps that fall on padding: counted like any other, or left out. */
  padding: 'count' | 'skip';
  /** FLOPs of one multiply-accumulate. */
  flopsPerMac: 1 | 2;
}

/** Where the receptive field of one output element lies on the input, per spatial axis, in input elements. */
export interface ReceptiveField {
  /** Input elements that one output element sees. */
  size: number[];
  /** Input elements between the fields of neighbouring outputs. */
  stride: number[];
  /** Padding before the first input element. */
  padding: number[];
  /** Centre of the first output's field, in input elements; 0.5 is the middle of the first element. */
  start: number[];
}

/** Figures of one layer, or of all of them together. Counts are for the whole batch. */
export interface CostFigures {
  outputShape: Shape;
  params: number;
  macs: number;
  flops: number;
  /** Multiplications alone, the count the article uses. */
  multiplications: number;
  additions: number;
  /** Elements of the outputs. */
  activations: number;
  /** Bytes of the outputs, float32. */
  activationBytes: number;
  /** Bytes of the parameters, float32. */
  weightBytes: number;
  /** Bytes that are read and written, float32: inputs, parameters and outputs of each layer, each once. */
  bytesMoved: number;
  /** FLOPs per byte moved; 0 where nothing is moved. */
  arithmeticIntensity: number;
  /** Of one element of this output on the model's input, through all layers up to here. */
  receptiveField: ReceptiveField;
}

/** How each counted figure came about, with its numbers put in: `128 x 3 x 3 x 3 x 5 x 5`. */
export type CostFormulas = Record<CountedFigure | 'arithmeticIntensity', string>;

/** Figures that are counts, in the order they are explained. */
export const COUNTED_FIGURES = [
  'params',
  'macs',
  'multiplications',
  'additions',
  'flops',
  'activations',
  'activationBytes',
  'weightBytes',
  'bytesMoved',
] as const;

export type CountedFigure = (typeof COUNTED_FIGURES)[number];

export interface CostRow extends CostFigures {
  name: string;
  /** Layer class, such as `Conv2d`; `Add` or `Concat` where branches meet. */
  kind: string;
  /** Of its first input, where branches meet. */
  inputShape: Shape;
  formulas: CostFormulas;
}

export interface CostTotals extends CostFigures {
  inputShape: Shape;
}

/** What `cost` returns. It is shown as a table. */
export interface CostReport {
  readonly kind: 'cost';
  title: string;
  rows: CostRow[];
  totals: CostTotals;
  convention: CostConvention;
}

/** What `compare` returns: alternatives for the same input, each against the first. It is shown as a table. */
export interface CostComparison {
  readonly kind: 'comparison';
  title: string;
  entries: { name: string; totals: CostTotals; formulas: CostFormulas }[];
  convention: CostConvention;
  /** A sentence under the table, such as the error of a conversion. */
  note?: string;
}

/** A layer or model on its own, without an input: what it is made of. It is shown as a table. */
export interface LayerSummary {
  readonly kind: 'layers';
  title: string;
  rows: {
    name: string;
    kind: string;
    settings: string;
    /** [] for a layer without a weight. */
    weightShape: Shape;
    params: number;
    formula: string;
  }[];
  params: number;
}
