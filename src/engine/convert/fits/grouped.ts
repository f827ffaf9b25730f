import { ChannelPermutation, inverseOrder } from '../../layers/channelPermutation';
import type { Conv2d } from '../../layers/conv';
import { GroupedConv2d } from '../../layers/conv2dKinds';
import type { Layer } from '../../layers/layer';
import { Sequential } from '../../layers/sequential';
import { checkDivides } from '../../conv/layout';
import { wholeNumber } from '../../conv/fields';
import { checkWork } from '../../linalg/checks';
import { greatestCommonDivisor } from '../../layers/phaseSplit';
import { sizeOf } from '../../tensor/shape';
import { Tensor } from '../../tensor/tensor';
import type { Question } from '../types';
import { arrange } from './arrange';
import { defineFit } from './defineFit';
import { copyBias } from '../source';

const NAME = 'grouped';

/**
 * A convolution in `groups`: of the weight the blocks on the diagonal are kept and the rest is left out, which is
 * the nearest in this order of channels. The error of noise is sqrt(1 - 1/groups), 0.71 for two.
 *
 * With `permute` input and output channels are first dealt to the groups so that more of the weight lies inside
 * them, by a bounded search that `seed` starts: a permutation, the grouped convolution, and the permutation back.
 */
export const grouped = defineFit({
  name: NAME,
  title: 'Grouped',
  description: 'groups of channels that do not meet: what lies between them is left out',
  options: ['groups', 'permute'],
  suits: (conv, refuse) => {
    if (commonDivisor(conv) > 1) return;
    const { in: channels, out } = conv.geometry;
    refuse(`no number of groups above 1 divides both its ${channels} input and ${out} output channels`);
  },
  asks: question,
  plan: (conv, { groups: asked, permute, seed }) => {
    const groups = readGroups(conv, asked ?? question(conv).value);
    const { dtype } = conv.weight;
    return {
      draw: drawn =>
        new GroupedConv2d({ ...optionsOf(conv, groups), bias: conv.bias !== null, seed: drawn, dtype }),
      fit: () => ({ layer: permute ? fitPermuted(conv, groups, seed) : fitInOrder(conv, groups) }),
    };
  },
});

function commonDivisor({ geometry }: Conv2d): number {
  return greatestCommonDivisor(geometry.in, geometry.out);
}

function question(conv: Conv2d): Question {
  const most = commonDivisor(conv);
  let value = 2;
  while (most % value !== 0) value++;
  return { option: 'groups', value, most };
}

function readGroups({ geometry }: Conv2d, asked: number): number {
  const where = `convert to '${NAME}'`;
  const groups = wholeNumber(`${where}: groups`, asked, 2);
  checkDivides(where, groups, 'in', geometry.in);
  checkDivides(where, groups, 'out', geometry.out);
  return groups;
}

function optionsOf({ geometry }: Conv2d, groups: number) {
  const { in: channels, out, kernel, stride, padding, dilation } = geometry;
  return { in: channels, out, kernel, stride, padding, dilation, groups };
}

function fitInOrder(conv: Conv2d, groups: number): GroupedConv2d {
  const { in: channels, out } = conv.geometry;
  return blocks(conv, groups, { outputs: count(out), inputs: count(channels) });
}

function count(length: number): number[] {
  return Array.from({ length }, (_, i) => i);
}

/** The grouped layer whose channels are those of `conv` in an order. */
function blocks(
  conv: Conv2d,
  groups: number,
  { outputs, inputs }: { outputs: readonly number[]; inputs: readonly number[] },
): GroupedConv2d {
  const { in: channels, out, kernel } = conv.geometry;
  const [perIn, perOut, taps] = [channels / groups, out / groups, sizeOf(kernel)];
  const weight = Tensor.allocate(conv.weight.dtype, [out, perIn, ...kernel]);
  for (let o = 0; o < out; o++) {
    const group = Math.floor(o / perOut);
    for (let c = 0; c < perIn; c++) {
      const from = (outputs[o]! * channels + inputs[group * perIn + c]!) * taps;
      weight.data.set(conv.weight.data.subarray(from, from + taps), (o * perIn + c) * taps);
    }
  }
  const bias = copyBias(conv.bias);
  if (bias) outputs.forEach((source, o) => (bias.data[o] = conv.bias!.data[source]!)); // its copy, so there is one
  return new GroupedConv2d({ ...optionsOf(conv, groups), weight, bias });
}

function fitPermuted(conv: Conv2d, groups: number, seed: number): Layer {
  const { in: channels, out, kernel } = conv.geometry;
  checkWork(`convert to '${NAME}'`, [out, channels]);
  const taps = sizeOf(kernel);
  const data = new Float64Array(out * channels);
  conv.weight.data.forEach((value, at) => {
    data[Math.floor(at / taps)]! += value ** 2;
  });
  const dealt = arrange({ rows: out, columns: channels, data }, groups, seed);
  const [outputs, inputs] = [orderOf(dealt.outputs), orderOf(dealt.inputs)];
  return new Sequential({
    gather: new ChannelPermutation({ order: inputs, dim: -3 }),
    grouped: blocks(conv, groups, { outputs, inputs }),
    scatter: new ChannelPermutation({ order: inverseOrder(outputs), dim: -3 }),
  });
}

/** The channels of group 0, then those of group 1, ..., each in the order they were in. */
function orderOf(groupOf: readonly number[]): number[] {
  return count(groupOf.length).sort((a, b) => groupOf[a]! - groupOf[b]! || a - b);
}
