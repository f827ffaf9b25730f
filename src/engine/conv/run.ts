import type { TypedArray } from '../tensor/dtype';
import { Tensor } from '../tensor/tensor';
import type { ResolvedConv } from './geometry';
import { observed } from './observe';
import { checkDTypes } from './operands';
import { planOf, type Field, type Plan } from './plan';

/** One input channel, one filter and the sums of one output channel; `start`s are offsets into the arrays. */
export interface ChannelPair {
  input: TypedArray;
  inputStart: number;
  weight: TypedArray;
  weightStart: number;
  sums: Float64Array;
}

/** What tells a convolution from a transposed one. */
export interface Direction {
  field: Field;
  /** Which filter of the weight joins two channels, counting filters in the weight's order. */
  filterIndex: (conv: ResolvedConv, channelOut: number, channelIn: number) => number;
  /** Adds the pair's products to its sums. */
  accumulate: (plan: Plan, pair: ChannelPair) => void;
}

interface Operands {
  input: Tensor;
  weight: Tensor;
  bias: Tensor | null;
}

/**
 * Runs a settled convolution: every output is summed in float64 (bias, then input channels, then taps in
 * row-major order) and rounded to the tensors' dtype once. Taps on padding add nothing, not even a NaN weight.
 *
 * @throws ArgumentError `conv/dtype` for integer tensors and for different dtypes
 */
export function runConv(conv: ResolvedConv, operands: Operands, direction: Direction): Tensor {
  const { input, weight, bias } = operands;
  checkDTypes(conv.operation, bias ? { input, weight, bias } : { input, weight });
  const kind = direction.field === 'input' ? 'gather' : 'scatter';
  return observed({ kind, conv, operands, algorithm: 'reference' }, () => run(conv, operands, direction));
}

function run(conv: ResolvedConv, { input, weight, bias }: Operands, direction: Direction): Tensor {
  const result = Tensor.allocate(input.dtype, conv.outputShape);
  const output = result.data;
  const plan = planOf(conv.axes, direction.field);
  const [inputSize, outputSize] =
    direction.field === 'input' ? [plan.field, plan.positions] : [plan.positions, plan.field];
  const channels = conv.channelsIn / conv.groups;
  const channelsOut = conv.channelsOut / conv.groups;
  const start = bias?.data;
  const sums = new Float64Array(outputSize);
  const pair = { input: input.data, inputStart: 0, weight: weight.data, weightStart: 0, sums };
  for (let sample = 0; sample < conv.batch; sample++) {
    for (let out = 0; out < conv.channelsOut; out++) {
      sums.fill(start ? start[out]! : 0);
      const first = Math.floor(out / channelsOut) * channels;
      for (let channel = first; channel < first + channels; channel++) {
        pair.inputStart = (sample * conv.channelsIn + channel) * inputSize;
        pair.weightStart = direction.filterIndex(conv, out, channel) * plan.filter;
        direction.accumulate(plan, pair);
      }
      output.set(sums, (sample * conv.channelsOut + out) * outputSize);
    }
  }
  return result;
}
