import { compare } from '../cost/compare';
import type { CostComparison } from '../cost/types';
import { shapeText } from '../tensor/shape';
import type { Conversion, Rank } from './types';

/** A conversion as a table: the cost before and after, and what is lost in words. */
export function conversionTable(conversion: Conversion): CostComparison {
  const { source, layer, inputShape, layerInputShape, convention } = conversion;
  const before = compare({ [`before: ${source.kind}`]: source }, inputShape, convention);
  const after = compare({ [`after: ${layer.kind}`]: layer }, layerInputShape, convention);
  return {
    ...before,
    entries: [...before.entries, ...after.entries],
    title: `${source.kind} to ${conversion.target} on ${shapeText(inputShape)}`,
    note: [errorNote(conversion), ...rankNote(conversion), ...(conversion.notes ?? [])].join(' '),
  };
}

function errorNote({ exact, error, outputError }: Conversion): string {
  if (error === null) {
    return 'The form alone, with fresh weights: it computes something else until it is trained.';
  }
  if (exact) {
    return `Exact: the weights multiply out to the old ones but for rounding (relative error ${error.toExponential(1)}).`;
  }
  const weights = `the relative Frobenius error of the weights is ${figure(error)}`;
  if (outputError === undefined) {
    return `Best fit, not the same layer: ${weights}. Use it as a start for training.`;
  }
  return (
    `Best fit to the data, not the same layer: the relative error of the outputs on it is ${figure(outputError)}, ` +
    `${weights}. Use it as a start for training.`
  );
}

/** `0.577 (57.7 %)` */
function figure(error: number): string {
  return `${error.toFixed(3)} (${(100 * error).toFixed(1)} %)`;
}

function rankNote({ rank, breakEvenRank }: Conversion): string[] {
  if (breakEvenRank === undefined) return [];
  const own = rank === undefined ? 'With a rank it' : `Rank ${rankText(rank)}; the form`;
  const saves = breakEvenRank === 0 ? 'saves MACs at no rank.' : `saves MACs up to rank ${breakEvenRank}.`;
  return [`${own} ${saves}`];
}

function rankText(rank: Rank): string {
  return typeof rank === 'number' ? String(rank) : `[${rank.join(', ')}]`;
}
