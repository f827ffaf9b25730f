import { compare } from '../cost/compare';
import type { CostOptions } from '../cost/convention';
import type { Layer } from '../layers/layer';
import type { Shape } from '../tensor/shape';
import { agreementOf } from './agreement';
import { WHY } from './tool';
import type { ConventionRow } from './types';

/** Convbook's MACs, those without taps on padding, and its FLOPs. */
export function ownRows(layer: Layer, inputShape: Shape): ConventionRow[] {
  const all = ownFigures(layer, inputShape, {});
  const inside = ownFigures(layer, inputShape, { padding: 'skip' });
  const { macs, flops } = all.totals;
  const why = flops > 2 * macs ? [WHY.twice, 'additions and multiplications beside them count'] : [WHY.twice];
  const left = 'taps on padding, or on what a transposed convolution crops, do not count';
  const own = { tool: 'Convbook', version: 'this one', params: all.totals.params, ignored: [] };
  const row = (value: number): Pick<ConventionRow, 'value' | 'agreement' | 'ratio'> => ({
    value,
    ...agreementOf(value, macs),
  });
  return [
    { ...own, metric: 'MACs', ...row(macs), formula: all.formulas.macs, why: [], source: 'cost(...)' },
    {
      ...own,
      metric: 'MACs on real elements',
      ...row(inside.totals.macs),
      formula: inside.formulas.macs,
      why: inside.totals.macs < macs ? [left] : [],
      source: "cost(..., { padding: 'skip' })",
    },
    { ...own, metric: 'FLOPs', ...row(flops), formula: all.formulas.flops, why, source: 'cost(...)' },
  ];
}

function ownFigures(layer: Layer, inputShape: Shape, options: CostOptions) {
  return compare({ [layer.kind]: layer }, inputShape, options).entries[0]!; // of its one entry
}
