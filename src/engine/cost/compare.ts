import { ArgumentError } from '../errors';
import type { Model } from '../layers/sequential';
import { shapeText, type Shape } from '../tensor/shape';
import { readConvention, type CostOptions } from './convention';
import { cost, intensityFormula } from './cost';
import { COUNTED_FIGURES, type CostComparison, type CostRow, type CountedFigure } from './types';

/**
 * What alternatives cost for the same input, in the order given; each is held against the first.
 *
 *     compare({ dense: new Conv2d(...), separable: new SeparableConv2d(...) }, [1, 3, 7, 7])
 *
 * @throws ShapeError when the input does not suit one of them
 * @throws ArgumentError `cost/no-entries`, and as `cost`
 */
export function compare(
  entries: Readonly<Record<string, Model>>,
  inputShape: Shape,
  options: CostOptions = {},
): CostComparison {
  const convention = readConvention('compare', options);
  if (typeof entries !== 'object' || entries === null || Object.keys(entries).length === 0) {
    throw new ArgumentError(
      'cost/no-entries',
      'compare: expected an object of layers or models by name, such as { dense, separable }, got none',
    );
  }
  return {
    kind: 'comparison',
    title: `${Object.keys(entries).join(', ')} on ${shapeText(inputShape)}`,
    entries: Object.entries(entries).map(([name, model]) => {
      const { rows, totals } = cost(model, inputShape, convention);
      return { name, totals, formulas: { ...sumTexts(rows), arithmeticIntensity: intensityFormula(totals) } };
    }),
    convention,
  };
}

function sumTexts(rows: readonly CostRow[]): Record<CountedFigure, string> {
  const texts = COUNTED_FIGURES.map(figure => [figure, sumText(rows, figure)]);
  return Object.fromEntries(texts) as Record<CountedFigure, string>; // one text for each figure
}

/** The formulas of the rows as one sum; those of nothing are left out. */
function sumText(rows: readonly CostRow[], figure: CountedFigure): string {
  const shown = rows.filter(row => row[figure] !== 0).map(row => row.formulas[figure]);
  return shown.join(' + ') || '0';
}
