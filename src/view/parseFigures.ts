import type { Fields } from './fields';
import type { LaterFigure, SavedFormulas, SavedTotals } from './mime';

/** The figures of a row or of a line of totals. */
export function parseTotals(fields: Fields): SavedTotals {
  const field = fields.object('receptiveField');
  return {
    inputShape: fields.counts('inputShape'),
    outputShape: fields.counts('outputShape'),
    params: fields.count('params'),
    macs: fields.count('macs'),
    flops: fields.count('flops'),
    multiplications: fields.count('multiplications'),
    additions: fields.count('additions'),
    activationBytes: fields.count('activationBytes'),
    weightBytes: fields.count('weightBytes'),
    ...laterFigures(figure => fields.optionalNumber(figure)),
    receptiveField: {
      size: field.numbers('size'),
      stride: field.numbers('stride'),
      padding: field.numbers('padding'),
      start: field.numbers('start'),
    },
  };
}

/** The formulas behind the figures. */
export function parseFormulas(fields: Fields): SavedFormulas {
  const formulas = fields.object('formulas');
  return {
    params: formulas.string('params'),
    macs: formulas.string('macs'),
    multiplications: formulas.string('multiplications'),
    additions: formulas.string('additions'),
    flops: formulas.string('flops'),
    activationBytes: formulas.string('activationBytes'),
    weightBytes: formulas.string('weightBytes'),
    ...laterFigures(figure => formulas.optionalString(figure)),
  };
}

/** What is known of figures that an output saved before them does not have. */
function laterFigures<T>(read: (figure: LaterFigure) => T | undefined): { [F in LaterFigure]?: T } {
  const figures: readonly LaterFigure[] = ['activations', 'bytesMoved', 'arithmeticIntensity'];
  const saved = figures.flatMap(figure => {
    const value = read(figure);
    return value === undefined ? [] : [[figure, value] as const];
  });
  return Object.fromEntries(saved); // some of the three
}
