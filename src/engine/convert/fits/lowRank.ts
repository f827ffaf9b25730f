import { ArgumentError } from '../../errors';
import { Conv2d } from '../../layers/conv';
import { PointwiseConv2d } from '../../layers/conv2dKinds';
import type { Layer } from '../../layers/layer';
import { definedOptions, drawOptions } from '../../layers/parts';
import { Sequential } from '../../layers/sequential';
import { checkWork } from '../../linalg/checks';
import { transposed } from '../../linalg/dense';
import { sizeOf, type Shape } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import type { Question, Rank } from '../types';
import { defineFit } from './defineFit';
import { checkRank, denseMacs, extentOf, largestRank } from './ranks';
import { copyBias, weightOf } from '../source';
import { tucker2, type Ranks } from './tucker';

const NAME = 'low-rank';

/**
 * A bottleneck, Tucker-2 decomposition: 1x1 to `rank` channels, the filters on these, 1x1 to the outputs. `rank` is
 * one number for both, cut to the channels there are, or [rankIn, rankOut]. The bases of input and output channels
 * are solved in turn, each by SVD while the other stays, from those of the weight itself (HOSVD, then HOOI), until
 * what they keep settles.
 *
 * @source Kim et al., arXiv:1511.06530, section 3.1; De Lathauwer, De Moor & Vandewalle, "On the best rank-1 and
 *   rank-(R1, ..., RN) approximation of higher-order tensors", SIAM J. Matrix Anal. Appl. 21(4), 2000
 */
export const lowRank = defineFit({
  name: NAME,
  title: 'Low-rank bottleneck',
  description: 'the filters on fewer channels, between two 1x1 convolutions: Tucker-2 decomposition',
  options: ['rank'],
  asks: question,
  plan: (conv, { rank: given, inputShape }) => {
    const { value, breakEven } = question(conv, inputShape);
    const ranks = readRanks(conv, given ?? value);
    const { dtype } = conv.weight;
    return {
      rank: Array.isArray(given) ? ranks : (given ?? value),
      breakEvenRank: breakEven,
      draw: seed => form(conv, ranks, { bias: conv.bias !== null, seed, dtype }),
      fit: () => fit(conv, ranks),
    };
  },
});

function question(conv: Conv2d, inputShape: Shape): Question & { breakEven: number } {
  const { in: channels, out, kernel } = conv.geometry;
  const extent = extentOf(conv, inputShape);
  const most = Math.max(channels, out);
  const macs = (rank: number) => {
    const [rankIn, rankOut] = [Math.min(rank, channels), Math.min(rank, out)];
    return channels * rankIn * extent.input + (rankIn * sizeOf(kernel) + out) * rankOut * extent.output;
  };
  const dense = denseMacs(conv, extent);
  const value = Math.max(1, largestRank(macs, dense / 2, most));
  return { option: 'rank', value, most, breakEven: largestRank(macs, dense, most) };
}

function readRanks({ geometry }: Conv2d, rank: Rank): Ranks {
  const { in: channels, out } = geometry;
  const where = `convert to '${NAME}': rank`;
  if (!Array.isArray(rank)) {
    const both = checkRank(where, rank, Math.max(channels, out));
    return [Math.min(both, channels), Math.min(both, out)];
  }
  const list: readonly unknown[] = rank;
  if (list.length !== 2) {
    throw new ArgumentError(
      'convert/rank',
      `${where} has ${list.length} entries, expected one number or two, [rankIn, rankOut]`,
    );
  }
  return [
    checkRank(`${where} of the inputs`, list[0], channels),
    checkRank(`${where} of the outputs`, list[1], out),
  ];
}

interface Own {
  bias: Tensor | boolean;
  seed?: number;
  dtype?: Tensor['dtype'];
  reduce?: Tensor;
  filter?: Tensor;
  expand?: Tensor;
}

function form(
  { geometry }: Conv2d,
  [rankIn, rankOut]: Ranks,
  { reduce, filter, expand, ...own }: Own,
): Layer {
  const { in: channels, out, kernel, stride, padding, dilation } = geometry;
  const given = (weight: Tensor | undefined, part: number) => ({
    ...definedOptions({ weight }),
    ...drawOptions('convert', own, part),
  });
  return new Sequential({
    reduce: new PointwiseConv2d({ ...given(reduce, 0), in: channels, out: rankIn, bias: false }),
    filter: new Conv2d({
      ...{ ...given(filter, 1), in: rankIn, out: rankOut, kernel, stride, padding, dilation, bias: false },
    }),
    expand: new PointwiseConv2d({ ...given(expand, 2), in: rankOut, out, bias: own.bias }),
  });
}

function fit(conv: Conv2d, ranks: Ranks): { layer: Layer; notes: string[] } {
  const { in: channels, out, kernel } = conv.geometry;
  const [rankIn, rankOut] = ranks;
  const taps = sizeOf(kernel);
  checkWork(`convert to '${NAME}'`, [channels, out * taps]);
  checkWork(`convert to '${NAME}'`, [out, channels * taps]);
  const { inputs, outputs, core, sweeps, settled } = tucker2(Float64Array.from(conv.weight.data), {
    ...{ channels, out, taps, ranks },
  });
  const { dtype } = conv.weight;
  const layer = form(conv, ranks, {
    bias: copyBias(conv.bias),
    reduce: weightOf(transposed(inputs).data, [rankIn, channels, 1, 1], dtype),
    filter: weightOf(core.data, [rankOut, rankIn, ...kernel], dtype),
    expand: weightOf(outputs.data, [out, rankOut, 1, 1], dtype),
  });
  const how = settled ? 'settled after' : 'had not settled after';
  return { layer, notes: [`The bases of the channels ${how} ${sweeps} sweep${sweeps === 1 ? '' : 's'}.`] };
}
