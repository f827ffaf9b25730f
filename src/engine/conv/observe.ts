import { now } from '../clock';
import type { Tensor } from '../tensor/tensor';
import type { ResolvedConv } from './geometry';

/** One convolution that ran, forward or for one of its gradients. */
export interface ConvRun {
  /** Whether the outputs were computed, or the gradient by the input or by the weight from that by the outputs. */
  pass: 'forward' | 'inputGradient' | 'weightGradient';
  /**
   * Whether, going forward, outputs gather from inputs or inputs are scattered to outputs. All three passes
   * multiply the same pairs of a tap and an element.
   */
  kind: 'gather' | 'scatter';
  conv: ResolvedConv;
  /** Of the forward pass, also where a gradient was computed. */
  operands: { input: Tensor; weight: Tensor; bias: Tensor | null };
  /** The outputs, or the gradient. */
  result: Tensor;
  /** Name of the algorithm that ran. */
  algorithm: string;
  elapsedMs: number;
}

export type ConvObserver = (run: ConvRun) => void;

/**
 * Who is told of each convolution. It is the engine's one piece of state outside a value: functions deep in
 * layers have no other way to reach a `trace` around them. Each session runs in a thread of its own.
 */
const observers = new Set<ConvObserver>();

/** Tells `observer` of every convolution and gradient of one from now on; returns what ends it. */
export function observeConvs(observer: ConvObserver): () => void {
  observers.add(observer);
  return () => void observers.delete(observer);
}

/** Ends every observation: after an interrupt, whose cut-off code could not end its own. */
export function endObservations(): void {
  observers.clear();
}

/** Runs a convolution and, if someone observes, times it and tells them. */
export function observed(run: Omit<ConvRun, 'result' | 'elapsedMs'>, work: () => Tensor): Tensor {
  if (observers.size === 0) return work();
  const start = now();
  const result = work();
  const elapsedMs = now() - start;
  for (const observer of observers) observer({ ...run, result, elapsedMs });
  return result;
}
