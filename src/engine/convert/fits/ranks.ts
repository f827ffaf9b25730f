import { ArgumentError } from '../../errors';
import { checkInteger } from '../../tensor/check';
import type { ResolvedAxis } from '../../conv/axis';
import type { ResolvedConv } from '../../conv/geometry';
import type { Conv2d } from '../../layers/conv';
import type { Work } from '../../layers/layer';
import { sizeOf, type Shape } from '../../tensor/shape';
import type { ConversionTarget, Rank } from '../types';

/** Lengths that the costs of a dense convolution and of its parts depend on, of one image. */
export interface Extent {
  /** H·W. */
  input: number;
  /** H'·W, behind a filter along the height. */
  between: number;
  /** H'·W'. */
  output: number;
}

export function extentOf(conv: Conv2d, inputShape: Shape): Extent {
  const [height, width] = axesOn(conv, inputShape);
  return {
    input: height.input * width.input,
    between: height.output * width.input,
    output: height.output * width.output,
  };
}

function axesOn(conv: Conv2d, inputShape: Shape): readonly [ResolvedAxis, ResolvedAxis] {
  const work = conv.work(inputShape) as Extract<Work, { conv: ResolvedConv }>; // as of every convolution
  return work.conv.axes as [ResolvedAxis, ResolvedAxis];
}

/** MACs of a dense convolution on one image, taps on padding counted. */
export function denseMacs(conv: Conv2d, { output }: Extent): number {
  return sizeOf(conv.weight.shape) * output;
}

/** The largest rank from 1 to `most` whose MACs, which rise with it, are below `limit`; 0 when none is. */
export function largestRank(macs: (rank: number) => number, limit: number, most: number): number {
  let [below, above] = [0, most + 1];
  while (above - below > 1) {
    const middle = Math.floor((below + above) / 2);
    if (macs(middle) < limit) below = middle;
    else above = middle;
  }
  return below;
}

/**
 * The rank asked for, or the default.
 *
 * @throws ArgumentError `convert/rank`
 */
export function readRank(
  target: ConversionTarget,
  rank: Rank | undefined,
  { value, most }: { value: number; most: number },
): number {
  if (Array.isArray(rank)) {
    throw new ArgumentError(
      'convert/rank',
      `convert to '${target}': rank = [${rank.join(', ')}], expected one number; only 'low-rank' takes two`,
    );
  }
  return checkRank(`convert to '${target}': rank`, rank ?? value, most);
}

/**
 * A rank from 1 to the one at which the fit is exact.
 *
 * @throws ArgumentError `convert/rank`
 */
export function checkRank(where: string, rank: unknown, most: number): number {
  return checkInteger(`${where}, which is exact at ${most},`, rank, { least: 1, most, code: 'convert/rank' });
}
