import { Tensor } from '../tensor/tensor';
import { layOut, sumChannels, type Direction, type Operands } from './channels';
import type { ResolvedConv } from './geometry';
import { correlateSides } from './loops';
import { observed } from './observe';

/**
 * Gradient of a loss by the input of a convolution or transposed convolution, [N, Cin, spatial...] as the input
 * has it, from that by its output. It is the other of the two with the same weight and geometry: what was gathered
 * is scattered back. Summed in float64, rounded once.
 *
 * @source Dumoulin & Visin, arXiv:1603.07285, section 4.1: the backward pass multiplies by the transposed matrix
 */
export function inputGradient(
  conv: ResolvedConv,
  operands: Operands,
  gradient: Tensor,
  direction: Direction,
): Tensor {
  const { kind } = direction;
  return observed({ pass: 'inputGradient', kind, conv, operands, algorithm: 'reference' }, () => {
    const { input, weight } = operands;
    const result = Tensor.allocate(input.dtype, input.shape);
    const sides = layOut(conv, direction);
    sumChannels({
      plan: sides.plan,
      loop: kind === 'gather' ? 'scatter' : 'gather',
      batch: conv.batch,
      groups: conv.groups,
      source: { ...sides.output, data: gradient.data },
      target: { ...sides.input, data: result.data },
      weight: weight.data,
      filterIndex: (channelIn, channelOut) => direction.filterIndex(conv, channelOut, channelIn),
    });
    return result;
  });
}

/**
 * Gradient of a loss by the weight of a convolution or transposed convolution, in the weight's shape, from that by
 * its output: every tap sums the products of the elements it made meet, over all positions and samples. Summed in
 * float64, rounded once.
 */
export function weightGradient(
  conv: ResolvedConv,
  operands: Operands,
  gradient: Tensor,
  direction: Direction,
): Tensor {
  const { kind } = direction;
  return observed({ pass: 'weightGradient', kind, conv, operands, algorithm: 'reference' }, () => {
    const { input, weight } = operands;
    const result = Tensor.allocate(weight.dtype, weight.shape);
    const { plan, ...sides } = layOut(conv, direction);
    const [positions, field] = kind === 'gather' ? [gradient, input] : [input, gradient];
    const sums = new Float64Array(weight.size);
    const pair = {
      ...{ positions: positions.data, positionsStart: 0, field: field.data, fieldStart: 0 },
      ...{ sums, sumsStart: 0 },
    };
    forEachPair(conv, (sample, channelOut, channelIn) => {
      const inputStart = (sample * conv.channelsIn + channelIn) * sides.input.size;
      const outputStart = (sample * conv.channelsOut + channelOut) * sides.output.size;
      [pair.positionsStart, pair.fieldStart] =
        kind === 'gather' ? [outputStart, inputStart] : [inputStart, outputStart];
      pair.sumsStart = direction.filterIndex(conv, channelOut, channelIn) * plan.filter;
      correlateSides(plan, pair);
    });
    result.data.set(sums);
    return result;
  });
}

/** Visits all pairs of channels that a filter joins, sample by sample. */
function forEachPair(
  { batch, channelsIn, channelsOut, groups }: ResolvedConv,
  visit: (sample: number, channelOut: number, channelIn: number) => void,
): void {
  const perGroup = channelsIn / groups;
  const outPerGroup = channelsOut / groups;
  for (let sample = 0; sample < batch; sample++) {
    for (let out = 0; out < channelsOut; out++) {
      const first = Math.floor(out / outPerGroup) * perGroup;
      for (let channel = first; channel < first + perGroup; channel++) visit(sample, out, channel);
    }
  }
}

/** Gradient of a loss by the bias, [Cout], from that by the output: the sum of each channel, rounded once. */
export function biasGradient({ batch, channelsOut }: ResolvedConv, gradient: Tensor): Tensor {
  const { data, dtype, size } = gradient;
  const length = size / (batch * channelsOut);
  const sums = new Float64Array(channelsOut);
  for (let start = 0, row = 0; start < size; start += length, row++) {
    let sum = 0;
    for (let i = start; i < start + length; i++) sum += data[i]!;
    sums[row % channelsOut]! += sum;
  }
  const result = Tensor.allocate(dtype, [channelsOut]);
  result.data.set(sums);
  return result;
}
