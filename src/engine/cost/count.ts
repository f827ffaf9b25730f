import { tapsInside, tapsInsideTransposed } from '../conv/axis';
import type { ResolvedConv } from '../conv/geometry';
import type { Work } from '../layers/layer';
import type { NamedLayer } from '../model/steps';
import { sizeOf } from '../tensor/shape';
import type { CostConvention } from './types';

/** A count, and the product or sum that it came from. */
export interface Count {
  value: number;
  formula: string;
}

const NOTHING: Count = { value: 0, formula: '0' };

/**
 * Multiply-accumulates of a layer for its whole batch.
 *
 *     gather:  N · Cout · Cin/groups · the product over the axes of filter · output
 *     scatter: N · Cin · Cout/groups · the product over the axes of filter · input
 *
 * With `padding: 'skip'` the factor filter · position of an axis is the number of its taps that fall on real
 * elements: not on padding, or, scattering, not on what is cropped.
 *
 * @source Dumoulin & Visin, arXiv:1603.07285, chapters 2 and 4
 */
export function countMacs(work: Work, padding: CostConvention['padding']): Count {
  if (work.kind !== 'gather' && work.kind !== 'scatter') {
    return NOTHING;
  }
  const { conv } = work;
  const factors =
    conv.batch === 1 ? channelFactors(work.kind, conv) : [conv.batch, ...channelFactors(work.kind, conv)];
  const axes = conv.axes.map(axis => {
    const positions = work.kind === 'gather' ? axis.output : axis.input;
    const inside = work.kind === 'gather' ? tapsInside(axis) : tapsInsideTransposed(axis);
    return { filter: axis.filter, positions, taps: axis.filter * positions, inside };
  });
  if (padding === 'skip') {
    const inside = axes.map(axis => axis.inside);
    const shown = axes.map(axis => `(${axis.inside} of ${axis.taps})`);
    return { value: product([...factors, ...inside]), formula: [...factors, ...shown].join(' x ') };
  }
  const all = [...factors, ...axes.map(axis => axis.filter), ...axes.map(axis => axis.positions)];
  return { value: product(all), formula: all.join(' x ') };
}

function channelFactors(
  kind: 'gather' | 'scatter',
  { channelsIn, channelsOut, groups }: ResolvedConv,
): number[] {
  return kind === 'gather' ? [channelsOut, channelsIn / groups] : [channelsIn, channelsOut / groups];
}

function product(factors: readonly number[]): number {
  return factors.reduce((value, factor) => value * factor, 1);
}

/** Parameters of a layer, its bias among them where it counts. */
export function countParams(layer: NamedLayer['layer'], { bias }: Pick<CostConvention, 'bias'>): Count {
  const counted = Object.entries(layer.parameters()).filter(([name]) => bias || name !== 'bias');
  if (counted.length === 0) {
    return NOTHING;
  }
  return {
    value: counted.reduce((sum, [, tensor]) => sum + tensor.size, 0),
    formula: counted.map(([, tensor]) => tensor.shape.join(' x ')).join(' + '),
  };
}

/** Additions of a bias: one per output element, where there is one and it counts. */
export function countBiasAdditions(
  layer: NamedLayer['layer'],
  work: Work,
  { bias }: Pick<CostConvention, 'bias'>,
): number {
  return bias && 'bias' in layer.parameters() ? sizeOf(work.outputShape) : 0;
}
