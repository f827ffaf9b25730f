import type { Conv2d } from '../../layers/conv';
import { DepthwiseConv2d, PointwiseConv2d } from '../../layers/conv2dKinds';
import { FlattenedConv2d } from '../../layers/flattened';
import type { Layer } from '../../layers/layer';
import { definedOptions, drawOptions } from '../../layers/parts';
import { Sequential } from '../../layers/sequential';
import { splitLines } from '../../kinds/lines';
import type { Shape } from '../../tensor/shape';
import { sizeOf } from '../../tensor/shape';
import type { Tensor } from '../../tensor/tensor';
import type { Question, Rank } from '../types';
import { affordableRank, fitCp, type CpFit, type WeightShape } from './cp';
import { defineFit, type Plan } from './defineFit';
import { denseMacs, extentOf, largestRank, readRank } from './ranks';
import { copyBias, weightOf } from '../source';

const NAME = 'flattened';

/**
 * Filters of one dimension: across the channels, down the height, along the width.
 *
 * Without a rank each filter becomes one such product, a `FlattenedConv2d`: exact where every filter has rank
 * one. With `rank` R the weight becomes a sum of R products of four vectors, CP decomposition: 1x1 to R channels,
 * kH x 1 and 1 x kW on each of them, 1x1 to the outputs. Both are fitted by alternating least squares from random
 * starts, `seed` draws them.
 *
 * @source Jin, Dundar & Culurciello, arXiv:1412.5474, section 3; Lebedev et al., arXiv:1412.6553, section 3
 */
export const flattened = defineFit({
  name: NAME,
  title: 'Flattened',
  description: 'filters across channels, height and width apart: near by alternating least squares',
  options: ['rank'],
  asks: question,
  plan: (conv, { rank, seed, inputShape }) => {
    const asked = question(conv, inputShape);
    return rank === undefined
      ? { ...planFilters(conv, seed), breakEvenRank: asked.breakEven }
      : planSum(conv, { rank, seed, asked });
  },
});

function question(conv: Conv2d, inputShape: Shape): Question & { breakEven: number } {
  const { in: channels, out, kernel } = conv.geometry;
  const [height, width] = kernel as [number, number];
  const extent = extentOf(conv, inputShape);
  const perTerm = channels * extent.input + height * extent.between + (width + out) * extent.output;
  const macs = (rank: number) => rank * perTerm;
  const dense = denseMacs(conv, extent);
  const most = sizeOf(conv.weight.shape) / Math.max(...conv.weight.shape);
  const half = largestRank(macs, dense / 2, most);
  const value = Math.max(1, Math.min(half, out, affordableRank(conv.weight.shape)));
  return { option: 'rank', value, most, breakEven: largestRank(macs, dense, most) };
}

/** One product for each filter. */
function planFilters(conv: Conv2d, seed: number): Plan {
  const { in: channels, out, kernel, stride, padding, dilation } = conv.geometry;
  const geometry = { in: channels, out, kernel, stride, padding, dilation };
  const { dtype } = conv.weight;
  return {
    draw: drawn => new FlattenedConv2d({ ...geometry, bias: conv.bias !== null, seed: drawn, dtype }),
    fit: () => {
      const shape: WeightShape = [1, channels, kernel[0]!, kernel[1]!];
      const size = sizeOf(shape);
      const fits = Array.from({ length: out }, (_, o) =>
        fitCp(Float64Array.from(conv.weight.data.subarray(o * size, (o + 1) * size)), shape, {
          rank: 1,
          seed,
          target: NAME,
        }),
      );
      const weight = (axis: 1 | 2 | 3, lengths: readonly number[]) =>
        weightOf(joined(fits, axis), [out, ...lengths], dtype);
      const layer = new FlattenedConv2d({
        ...{ ...geometry, bias: copyBias(conv.bias) },
        channelWeight: weight(1, [channels, 1, 1]),
        verticalWeight: weight(2, [1, kernel[0]!, 1]),
        horizontalWeight: weight(3, [1, 1, kernel[1]!]),
      });
      return { layer, notes: notesOf(fits) };
    },
  };
}

/** The vectors of one axis of all fits behind each other; the rows of taps carry the scale of the whole product. */
function joined(fits: readonly CpFit[], axis: 1 | 2 | 3): Float64Array {
  const vectors = fits.map(({ factors }) =>
    axis === 3 ? factors[3].map(value => value * factors[0][0]!) : factors[axis],
  );
  return Float64Array.from(vectors.flatMap(vector => [...vector]));
}

function planSum(
  conv: Conv2d,
  { rank: given, seed, asked }: { rank: Rank; seed: number; asked: Question & { breakEven: number } },
): Plan {
  const rank = readRank(NAME, given, asked);
  const { dtype } = conv.weight;
  return {
    rank,
    breakEvenRank: asked.breakEven,
    draw: drawn => sumForm(conv, rank, { bias: conv.bias !== null, seed: drawn, dtype }),
    fit: () => {
      const { in: channels, out, kernel } = conv.geometry;
      const shape: WeightShape = [out, channels, kernel[0]!, kernel[1]!];
      const fit = fitCp(Float64Array.from(conv.weight.data), shape, { rank, seed, target: NAME });
      const [outputs, inputs, rows, columns] = fit.factors;
      const layer = sumForm(conv, rank, {
        bias: copyBias(conv.bias),
        output: weightOf(outputs, [out, rank, 1, 1], dtype),
        channel: weightOf(turned(inputs, rank), [rank, channels, 1, 1], dtype),
        vertical: weightOf(turned(rows, rank), [rank, 1, kernel[0]!, 1], dtype),
        horizontal: weightOf(turned(columns, rank), [rank, 1, 1, kernel[1]!], dtype),
      });
      return { layer, notes: notesOf([fit]) };
    },
  };
}

/** [length, rank] to [rank, length]. */
function turned(factor: Float64Array, rank: number): Float64Array {
  const length = factor.length / rank;
  return factor.map((_, at) => factor[(at % length) * rank + Math.floor(at / length)]!);
}

interface Own {
  bias: Tensor | boolean;
  seed?: number;
  dtype?: Tensor['dtype'];
  channel?: Tensor;
  vertical?: Tensor;
  horizontal?: Tensor;
  output?: Tensor;
}

function sumForm(
  { geometry }: Conv2d,
  rank: number,
  { channel, vertical, horizontal, output, ...own }: Own,
): Layer {
  const { in: channels, out, kernel, stride, padding, dilation } = geometry;
  const lines = splitLines('convert', { stride, padding, dilation });
  const given = (weight: Tensor | undefined, part: number) => ({
    ...definedOptions({ weight }),
    ...drawOptions('convert', own, part),
  });
  return new Sequential({
    channel: new PointwiseConv2d({ ...given(channel, 0), in: channels, out: rank, bias: false }),
    vertical: new DepthwiseConv2d({
      ...{ ...lines.vertical, ...given(vertical, 1), in: rank, kernel: [kernel[0]!, 1], bias: false },
    }),
    horizontal: new DepthwiseConv2d({
      ...{ ...lines.horizontal, ...given(horizontal, 2), in: rank, kernel: [1, kernel[1]!], bias: false },
    }),
    output: new PointwiseConv2d({ ...given(output, 3), in: rank, out, bias: own.bias }),
  });
}

function notesOf(fits: readonly CpFit[]): string[] {
  const sweeps = Math.max(...fits.map(fit => fit.sweeps));
  const how = fits.every(fit => fit.settled) ? 'settled after' : 'had not settled after';
  return [`Alternating least squares ${how} ${sweeps} sweeps.`];
}
