import {
  COUNTED_FIGURES,
  type CostComparison,
  type CostConvention,
  type CostFigures,
  type CostFormulas,
  type CostReport,
  type CostRow,
  type CostTotals,
  type LayerSummary,
} from '../engine';
import { Fields } from './fields';
import { COST_MIME, type CostPayload } from './mime';

/**
 * A cost output as read from a notebook, checked field by field.
 *
 * @throws ArgumentError `view/version` for a version other than 1, `view/payload` for a field that is missing
 * or has another type
 */
export function parseCostPayload(value: unknown): CostPayload {
  const fields = new Fields(value, COST_MIME);
  fields.requireVersion(1);
  const kind = fields.oneOf('kind', ['cost', 'comparison', 'layers'] as const);
  switch (kind) {
    case 'cost':
      return { version: 1, ...parseReport(fields) };
    case 'comparison':
      return { version: 1, ...parseComparison(fields) };
    case 'layers':
      return { version: 1, ...parseLayers(fields) };
  }
}

function parseReport(fields: Fields): CostReport {
  return {
    kind: 'cost',
    title: fields.string('title'),
    rows: fields.objects('rows').map(parseRow),
    totals: parseTotals(fields.object('totals')),
    convention: parseConvention(fields.object('convention')),
  };
}

function parseComparison(fields: Fields): CostComparison {
  const note = fields.optionalString('note');
  return {
    kind: 'comparison',
    title: fields.string('title'),
    entries: fields.objects('entries').map(entry => ({
      name: entry.string('name'),
      totals: parseTotals(entry.object('totals')),
      formulas: parseFormulas(entry),
    })),
    convention: parseConvention(fields.object('convention')),
    ...(note === undefined ? {} : { note }),
  };
}

function parseLayers(fields: Fields): LayerSummary {
  return {
    kind: 'layers',
    title: fields.string('title'),
    rows: fields.objects('rows').map(row => ({
      name: row.string('name'),
      kind: row.string('kind'),
      settings: row.string('settings'),
      weightShape: row.counts('weightShape'),
      params: row.count('params'),
      formula: row.string('formula'),
    })),
    params: fields.count('params'),
  };
}

function parseRow(fields: Fields): CostRow {
  return {
    name: fields.string('name'),
    kind: fields.string('kind'),
    ...parseTotals(fields),
    formulas: parseFormulas(fields),
  };
}

function parseFormulas(fields: Fields): CostFormulas {
  const formulas = fields.object('formulas');
  const texts = COUNTED_FIGURES.map(figure => [figure, formulas.string(figure)]);
  return Object.fromEntries(texts) as CostFormulas; // one text for each figure
}

function parseTotals(fields: Fields): CostTotals {
  return { inputShape: fields.counts('inputShape'), ...parseFigures(fields) };
}

function parseFigures(fields: Fields): CostFigures {
  const field = fields.object('receptiveField');
  return {
    outputShape: fields.counts('outputShape'),
    params: fields.count('params'),
    macs: fields.count('macs'),
    flops: fields.count('flops'),
    multiplications: fields.count('multiplications'),
    additions: fields.count('additions'),
    activationBytes: fields.count('activationBytes'),
    weightBytes: fields.count('weightBytes'),
    receptiveField: {
      size: field.numbers('size'),
      stride: field.numbers('stride'),
      padding: field.numbers('padding'),
      start: field.numbers('start'),
    },
  };
}

function parseConvention(fields: Fields): CostConvention {
  return {
    bias: fields.boolean('bias'),
    padding: fields.oneOf('padding', ['count', 'skip'] as const),
    flopsPerMac: fields.oneOf('flopsPerMac', [1, 2] as const),
  };
}
