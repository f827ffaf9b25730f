import { tapsInside, tapsInsideTransposed, type ResolvedAxis } from '../conv/axis';
import type { ResolvedConv } from '../conv/geometry';
import type { Work } from '../layers/layer';
import type { NamedLayer } from '../model/steps';
import { sizeOf, type Shape } from '../tensor/shape';
import type { CostConvention } from './types';

/** A count, and the product or sum that it came from. */
export interface Count {
  value: number;
  formula: string;
}

export const NOTHING: Count = { value: 0, formula: '0' };

/** A sum of counts; those of nothing are left out of its formula. */
export function sumOf(counts: readonly Count[]): Count {
  const shown = counts.filter(({ value }) => value !== 0);
  return {
    value: shown.reduce((sum, { value }) => sum + value, 0),
    formula: shown.map(({ formula }) => formula).join(' + ') || '0',
  };
}

/** A product of numbers. */
export function productOf(factors: readonly number[]): Count {
  return { value: product(factors), formula: factors.join(' x ') };
}

/** Whether the work is made of multiply-accumulates: a convolution's or a linear layer's. */
export function hasMacs(work: Work): boolean {
  return work.kind === 'gather' || work.kind === 'scatter' || work.kind === 'dense';
}

/**
 * Multiply-accumulates of a layer for its whole batch.
 *
 *     gather:  N · Cout · Cin/groups · the product over the axes of filter · output
 *     scatter: N · Cin · Cout/groups · the product over the axes of filter · input
 *     dense:   the rows · out · in
 *
 * With `padding: 'skip'` the factor filter · position of an axis is the number of its taps that fall on real
 * elements: not on padding, or, scattering, not on what is cropped.
 *
 * @source Dumoulin & Visin, arXiv:1603.07285, chapters 2 and 4
 */
export function countMacs(work: Work, padding: CostConvention['padding']): Count {
  if (work.kind === 'dense') {
    const rows = work.outputShape.slice(0, -1).filter(size => size !== 1);
    return productOf([...rows, work.out, work.in]);
  }
  if (work.kind !== 'gather' && work.kind !== 'scatter') return NOTHING;
  const { conv, kind } = work;
  const channels = channelFactors(kind, conv);
  const factors = conv.batch === 1 ? channels : [conv.batch, ...channels];
  if (padding === 'skip') {
    const count = kind === 'gather' ? tapsInside : tapsInsideTransposed;
    return tapProduct(factors, conv.axes, { count, positions: kind === 'gather' ? 'output' : 'input' });
  }
  const positions = conv.axes.map(axis => (kind === 'gather' ? axis.output : axis.input));
  return productOf([...factors, ...conv.axes.map(axis => axis.filter), ...positions]);
}

interface Taps {
  /** The taps of one axis that fall on real elements. */
  count: (axis: ResolvedAxis) => number;
  /** The side of the axis that the filter is placed at. */
  positions: 'input' | 'output';
}

/** The factors times, for every axis, its taps on real elements, shown as `(62 of 64)`. */
export function tapProduct(
  factors: readonly number[],
  axes: readonly ResolvedAxis[],
  { count, positions }: Taps,
): Count {
  const inside = axes.map(count);
  const shown = axes.map((axis, i) => `(${inside[i]} of ${axis.filter * axis[positions]})`);
  return { value: product([...factors, ...inside]), formula: [...factors, ...shown].join(' x ') };
}

function channelFactors(
  kind: 'gather' | 'scatter',
  { channelsIn, channelsOut, groups }: ResolvedConv,
): number[] {
  return kind === 'gather' ? [channelsOut, channelsIn / groups] : [channelsIn, channelsOut / groups];
}

export function product(factors: readonly number[]): number {
  return factors.reduce((value, factor) => value * factor, 1);
}

/** Parameters of a layer; `bias: false` leaves out the one called bias. Running statistics are none. */
export function countParams(layer: NamedLayer['layer'], { bias }: { bias: boolean }): Count {
  const counted = Object.entries(layer.parameters()).filter(([name]) => bias || name !== 'bias');
  if (counted.length === 0) return NOTHING;
  return {
    value: counted.reduce((sum, [, tensor]) => sum + tensor.size, 0),
    formula: counted.map(([, tensor]) => tensor.shape.join(' x ')).join(' + '),
  };
}

/** Elements of a shape. */
export function elementsOf(shape: Shape): Count {
  return { value: sizeOf(shape), formula: shape.join(' x ') || '1' };
}
