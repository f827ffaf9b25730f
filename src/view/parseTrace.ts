import type { TraceFigures, TraceRow } from '../engine';
import type { Fields } from './fields';
import type { SavedTrace } from './mime';

/** A trace output. */
export function parseTrace(fields: Fields): SavedTrace {
  const totals = fields.object('totals');
  return {
    kind: 'trace',
    title: fields.string('title'),
    rows: fields.objects('rows').map(parseRow),
    totals: { ...parseFigures(totals), runs: totals.count('runs'), totalMs: totals.number('totalMs') },
  };
}

function parseRow(fields: Fields): TraceRow {
  const figures = parseFigures(fields);
  const formulas = fields.object('formulas');
  return {
    ...figures,
    operation: fields.string('operation'),
    pass: fields.oneOf('pass', ['forward', 'inputGradient', 'weightGradient'] as const),
    kind: fields.oneOf('kind', ['gather', 'scatter'] as const),
    algorithm: fields.string('algorithm'),
    inputShape: fields.counts('inputShape'),
    weightShape: fields.counts('weightShape'),
    outputShape: fields.counts('outputShape'),
    counted: { ...figures.counted, by: fields.object('counted').oneOf('by', ['taps', 'axes'] as const) },
    formulas: { macs: formulas.string('macs'), macsInside: formulas.string('macsInside') },
  };
}

function parseFigures(fields: Fields): TraceFigures {
  const counted = fields.object('counted');
  return {
    macs: fields.count('macs'),
    macsInside: fields.count('macsInside'),
    counted: { all: counted.count('all'), inside: counted.count('inside') },
    elapsedMs: fields.number('elapsedMs'),
    gflops: fields.numberOrNull('gflops'),
  };
}
