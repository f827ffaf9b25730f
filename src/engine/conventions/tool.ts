import type { ResolvedConv } from '../conv/geometry';
import { isAdaptivePool } from '../cost/adaptive';
import type { Count } from '../cost/count';
import { elementsOf, productOf } from '../cost/count';
import type { Step } from '../model/steps';
import { sizeOf } from '../tensor/shape';

/** A part of what a tool counts for one layer. */
export interface Term extends Count {
  /** What it counts that the MACs of `cost` do not have, or counts otherwise. */
  why?: string;
}

/** A counter of another project, as its source has it. */
export interface Tool {
  name: string;
  version: string;
  metric: string;
  source: string;
  /** Parameters that it reports beside the figure: all of them, or null where it has none to report. */
  params: 'all' | null;
  /** Set where the tool itself makes the input, a batch of one. */
  oneImage?: true;
  /** What the tool counts for a layer, none where it has no rule for it. `batch` is 1 without a batch axis. */
  rule: (step: Step, batch: number) => Term[];
}

export const WHY = {
  twice: 'a multiply-accumulate counts as 2',
  outputs: 'a transposed convolution counts at every output, as if every tap reached it',
  swapped:
    'a transposed convolution counts at every output, and Cout/groups channels there instead of Cin/groups',
  bias: 'biases count',
  norm: 'batch norm counts',
  activation: 'activations count',
  pooling: 'pooling counts',
  added: 'added branches count',
  samples: 'a linear layer counts once per sample, whatever the axes between',
} as const;

export type ConvStep = Step & { work: { kind: 'gather' | 'scatter'; conv: ResolvedConv } };

export function isConv(step: Step): step is ConvStep {
  return step.work.kind === 'gather' || step.work.kind === 'scatter';
}

/** Whether it takes the largest or the mean of windows; those of an adaptive pooling may be uneven. */
export function isPooling({ layer, work }: Step): boolean {
  return (work.kind === 'window' && work.reduce !== 'none') || isAdaptivePool(layer);
}

/** Whether a layer has a bias; of a batch norm, whether it is affine. */
export function hasBias({ layer }: Step): boolean {
  return 'bias' in layer.parameters();
}

/** A product in which a batch of one is not shown. */
export function batchProduct(batch: number, factors: readonly number[]): Count {
  return productOf(batch === 1 ? factors : [batch, ...factors]);
}

/** `times` for every element that a layer puts out. */
export function perOutput({ work }: Step, times = 1): Count {
  return timesElements(times, elementsOf(work.outputShape));
}

/** `times` for every element that a layer reads. */
export function perInput({ inputShapes }: Step, times = 1): Count {
  return timesElements(times, elementsOf(inputShapes[0]!)); // a step reads at least one
}

function timesElements(times: number, { value, formula }: Count): Count {
  return times === 1 ? { value, formula } : { value: times * value, formula: `${times} x ${formula}` };
}

/** The addition of a bias: one per output element, where there is one. */
export function biasTerms(step: Step): Term[] {
  return hasBias(step) ? [{ ...productOf([sizeOf(step.work.outputShape)]), why: WHY.bias }] : [];
}

/**
 * Every output of a convolution times its filter's taps in `channels` input channels: the rule of a convolution,
 * which some tools use for transposed ones too, where not every tap reaches every output.
 */
export function outputTerm(
  { work: { kind, conv } }: ConvStep,
  { channels, why }: { channels: number; why: string },
): Term {
  const filter = conv.axes.map(axis => axis.filter);
  const outputs = conv.axes.map(axis => axis.output);
  const count = batchProduct(conv.batch, [conv.channelsOut, channels, ...filter, ...outputs]);
  return kind === 'scatter' ? { ...count, why } : count;
}
