import { compare } from '../cost/compare';
import type { CostComparison } from '../cost/types';
import { shapeText } from '../tensor/shape';
import type { Conversion } from './convert';

/** A conversion as a table: the cost before and after, and what is lost in words. */
export function conversionTable(conversion: Conversion): CostComparison {
  const { source, layer, inputShape, convention } = conversion;
  return {
    ...compare(
      { [`before: ${source.kind}`]: source, [`after: ${layer.kind}`]: layer },
      inputShape,
      convention,
    ),
    title: `${source.kind} to ${conversion.target} on ${shapeText(inputShape)}`,
    note: errorNote(conversion),
  };
}

function errorNote({ exact, error }: Conversion): string {
  if (exact) {
    return `Exact: the weights multiply out to the old ones but for rounding (relative error ${error.toExponential(1)}).`;
  }
  return (
    `Best fit, not the same layer: the relative Frobenius error of the weights is ${error.toFixed(3)} ` +
    `(${(100 * error).toFixed(1)} %). Use it as a start for training.`
  );
}
