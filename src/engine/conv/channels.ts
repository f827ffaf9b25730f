import type { TypedArray } from '../tensor/dtype';
import type { Tensor } from '../tensor/tensor';
import type { ResolvedConv } from './geometry';
import { gather, scatter, type ChannelPair } from './loops';
import { planOf, type Plan } from './plan';

/** The tensors of a convolution. */
export interface Operands {
  input: Tensor;
  weight: Tensor;
  bias: Tensor | null;
}

/** What tells a convolution from a transposed one. */
export interface Direction {
  /** Whether each output element gathers input elements, or each input element is scattered to outputs. */
  kind: 'gather' | 'scatter';
  /** Which filter of the weight joins two channels, counting filters in the weight's order. */
  filterIndex: (conv: ResolvedConv, channelOut: number, channelIn: number) => number;
}

/** One side of a convolution: so many channels per sample, of `size` elements each. */
export interface Side {
  channels: number;
  size: number;
}

/** The plan of a settled convolution, and the two sides it joins. */
export function layOut(conv: ResolvedConv, { kind }: Direction): { plan: Plan; input: Side; output: Side } {
  const plan = planOf(conv.axes, kind === 'gather' ? 'input' : 'output');
  const { positions, field } = plan;
  const [input, output] = kind === 'gather' ? [field, positions] : [positions, field];
  return {
    plan,
    input: { channels: conv.channelsIn, size: input },
    output: { channels: conv.channelsOut, size: output },
  };
}

/** Everything that one side's channels become on the other side. */
export interface Pass {
  plan: Plan;
  loop: 'gather' | 'scatter';
  batch: number;
  groups: number;
  source: Side & { data: TypedArray };
  target: Side & { data: TypedArray };
  weight: TypedArray;
  /** Which filter of the weight joins two channels. */
  filterIndex: (target: number, source: number) => number;
  /** What the sums of each target channel start from; 0 when not given. */
  start?: TypedArray | undefined;
}

const LOOPS: Record<Pass['loop'], (plan: Plan, pair: ChannelPair) => void> = { gather, scatter };

/**
 * Fills the target: each of its channels is the sum over the source channels of its group, in float64 and rounded
 * once. Taps on padding add nothing, not even a NaN weight.
 */
export function sumChannels({ plan, batch, groups, source, target, weight, ...pass }: Pass): void {
  const accumulate = LOOPS[pass.loop];
  const perGroup = source.channels / groups;
  const targetsPerGroup = target.channels / groups;
  const sums = new Float64Array(target.size);
  const pair = { source: source.data, sourceStart: 0, weight, weightStart: 0, sums };
  for (let sample = 0; sample < batch; sample++) {
    for (let to = 0; to < target.channels; to++) {
      sums.fill(pass.start ? pass.start[to]! : 0);
      const first = Math.floor(to / targetsPerGroup) * perGroup;
      for (let from = first; from < first + perGroup; from++) {
        pair.sourceStart = (sample * source.channels + from) * source.size;
        pair.weightStart = pass.filterIndex(to, from) * plan.filter;
        accumulate(plan, pair);
      }
      target.data.set(sums, (sample * target.channels + to) * target.size);
    }
  }
}
