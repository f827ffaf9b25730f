import type { ResolvedAxis } from '../conv/geometry';
import { readOverlap, type OverlapOptions } from './geometry';

/** The part of an axis that decides how even its overlaps are. */
type Step = Pick<ResolvedAxis, 'filter' | 'stride' | 'dilation'>;

/** A change that makes the overlaps even, and the score with it. */
export interface OverlapRemedy {
  what: string;
  kernel: readonly number[];
  stride: readonly number[];
  dilation: readonly number[];
  score: number;
}

export interface Unevenness {
  /** From 0, all interior outputs sum as many products, to 1, some sum none. */
  score: number;
  /** Whether the score is 0. Training may still leave a pattern; the geometry does not force one. */
  even: boolean;
  /** Per axis, the products that an interior output sums at each of the stride's phases. */
  phases: readonly (readonly number[])[];
  remedies: readonly OverlapRemedy[];
}

/**
 * How uneven the overlaps of a transposed convolution are away from its borders: the checkerboard it is bound to
 * draw.
 *
 *     score = (max - min) / max
 *
 * over the overlap counts of one period, stride x stride outputs, of an input without end. Padding, output
 * padding and the input's length move the borders and leave the score. Along one axis the phases are equal when
 * the kernel is divisible by the stride and the dilation shares no factor with it.
 *
 *     unevenness([6, 6], { kernel: 3, stride: 2 }).score   // 0.75: 1, 2 and 4 products
 *     unevenness([6, 6], { kernel: 4, stride: 2 }).score   // 0
 *
 * - `input` and `options` as of `overlapCounts`
 *
 * Its `remedies` are the usual three: a kernel divisible by the stride, stride 1, and resizing before a
 * convolution with stride 1.
 *
 * @throws ShapeError, ArgumentError as `overlapCounts` does
 * @source Odena, Dumoulin & Olah, "Deconvolution and Checkerboard Artifacts", Distill (2016)
 */
export function unevenness(input: number | readonly number[], options: OverlapOptions): Unevenness {
  const axes = readOverlap('unevenness', input, options);
  const score = scoreOf(axes);
  return { score, even: score === 0, phases: axes.map(phasesOf), remedies: remediesOf(axes) };
}

/** Taps that meet each phase: output j of an endless axis hears the taps k for which dilation·k = j modulo stride. */
function phasesOf({ filter, stride, dilation }: Step): number[] {
  const counts = new Array<number>(stride).fill(0);
  for (let tap = 0; tap < filter; tap++) counts[(dilation * tap) % stride]!++;
  return counts;
}

/** Counts of several axes multiply, so the largest is the product of the largest, and the smallest likewise. */
function scoreOf(axes: readonly Step[]): number {
  let most = 1;
  let least = 1;
  for (const phases of axes.map(phasesOf)) {
    most *= Math.max(...phases);
    least *= Math.min(...phases);
  }
  return (most - least) / most;
}

function remediesOf(axes: readonly Step[]): OverlapRemedy[] {
  const divisible = axes.map(({ filter, stride, dilation }) => ({
    filter: Math.ceil(filter / stride) * stride,
    stride,
    dilation: commonFactor(dilation, stride) === 1 ? dilation : 1,
  }));
  const denser = divisible.some(({ dilation }, i) => dilation !== axes[i]!.dilation);
  const unstrided = axes.map(axis => ({ ...axis, stride: 1 }));
  const remedy = (what: string, changed: readonly Step[]): OverlapRemedy => ({
    what,
    kernel: changed.map(axis => axis.filter),
    stride: changed.map(axis => axis.stride),
    dilation: changed.map(axis => axis.dilation),
    score: scoreOf(changed),
  });
  return [
    remedy(`a kernel divisible by the stride${denser ? ', without dilation' : ''}`, divisible),
    remedy('stride 1', unstrided),
    remedy(`resize by ${axes.map(axis => axis.stride).join(' x ')}, then convolve`, unstrided),
  ];
}

function commonFactor(a: number, b: number): number {
  return b === 0 ? a : commonFactor(b, a % b);
}
