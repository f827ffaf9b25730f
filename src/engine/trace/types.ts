import type { ConvRun } from '../conv/observe';
import type { Shape } from '../tensor/shape';
import type { CountedMultiplications } from './countMultiplications';

/** What is known of a run's multiply-accumulates, by formula and by counting. */
export interface TraceFigures {
  /** Multiply-accumulates by the closed form, taps on padding counted like any other. */
  macs: number;
  /** Those on real elements: not on padding nor on what a transposed convolution crops. */
  macsInside: number;
  /** The same two, counted one by one. */
  counted: { all: number; inside: number };
  /** Milliseconds that the run took. */
  elapsedMs: number;
  /** Billions of floating-point operations per second, 2 per multiply-accumulate; null where no time passed. */
  gflops: number | null;
}

/** One convolution that ran, or a gradient of one. */
export interface TraceRow extends TraceFigures, Pick<ConvRun, 'pass' | 'kind' | 'algorithm'> {
  /** Name of the function, such as `conv2d`. */
  operation: string;
  inputShape: Shape;
  weightShape: Shape;
  /** Of the forward pass, also for a gradient. */
  outputShape: Shape;
  counted: CountedMultiplications;
  formulas: { macs: string; macsInside: string };
}

export interface TraceTotals extends TraceFigures {
  /** Convolutions and gradients that ran, also those without a row. */
  runs: number;
  /** Milliseconds from the call of the function to its end, with all else that it did. */
  totalMs: number;
}

/** What `trace` returns. It is shown as a table. */
export interface TraceReport<T = unknown> {
  readonly kind: 'trace';
  title: string;
  /** One per run, in running order; of the first 1,000 runs. */
  rows: TraceRow[];
  totals: TraceTotals;
  /** What the traced function returned. */
  result: T;
}
