import type {
  ConventionsReport,
  CostComparison,
  CostFormulas,
  CostReport,
  CostRow,
  CostTotals,
  DType,
  LayerSummary,
  TraceReport,
} from '../engine';

/** The types of Convbook's own outputs. Always a JSON object: the built-in .ipynb serializer corrupts others. */
export const TENSOR_MIME = 'application/vnd.convbook.tensor+json';
export const COST_MIME = 'application/vnd.convbook.cost+json';

/** The most bytes of elements that one tensor output carries. */
export const MAX_DATA_BYTES = 256 * 1024;

/** A value in every form that a reader may understand, by MIME type. JSON types hold objects, others strings; image/png is base64. */
export type MimeBundle = Record<string, string | object>;

export interface TensorStats {
  /** Of the finite elements; null when there are none. */
  min: number | null;
  max: number | null;
  mean: number | null;
  nan: number;
  positiveInfinity: number;
  negativeInfinity: number;
}

/** Which part of the tensor `data` shows. */
export interface TensorPart {
  /** Shape of the part; as many axes as the tensor. */
  shape: number[];
  /** Per axis, how many elements of the tensor one element of the part is the mean of; 1 is exact. A last block may be shorter. */
  block: number[];
  /** Type of the part's elements: the tensor's own; for means float32, or float64 for a float64 tensor. */
  dtype: DType;
}

export interface TensorPayload {
  version: 1;
  name?: string;
  dtype: DType;
  shape: number[];
  stats: TensorStats;
  view: TensorPart;
  /** The part's elements, little-endian, row-major, base64; null when the tensor is empty. */
  data: string | null;
  /** What is left out, as a sentence, or null when everything is there. */
  truncated: string | null;
  /** How the tensor came about, such as `conv2d`. */
  provenance?: string;
  /** Names the live tensor in its kernel's session. */
  ref?: string;
}

/** Figures that came to outputs of version 1 later: those saved before have none, and are shown without. */
export type LaterFigure = 'activations' | 'bytesMoved' | 'arithmeticIntensity';

type Saved<T extends Record<LaterFigure, unknown>> = Omit<T, LaterFigure> & Partial<Pick<T, LaterFigure>>;

export type SavedFormulas = Saved<CostFormulas>;
export type SavedTotals = Saved<CostTotals>;
export type SavedRow = Omit<Saved<CostRow>, 'formulas'> & { formulas: SavedFormulas };
export type SavedReport = Omit<CostReport, 'rows' | 'totals'> & { rows: SavedRow[]; totals: SavedTotals };
export type SavedComparison = Omit<CostComparison, 'entries'> & {
  entries: { name: string; totals: SavedTotals; formulas: SavedFormulas }[];
};

/** A trace without what the traced function returned. */
export type SavedTrace = Omit<TraceReport, 'result'>;

export type CostPayload = { version: 1 } & (
  SavedReport | SavedComparison | LayerSummary | ConventionsReport | SavedTrace
);
