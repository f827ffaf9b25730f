import type { ConventionsReport, CostConvention, LayerSummary } from '../engine';
import { Fields } from './fields';
import { COST_MIME, type CostPayload, type SavedComparison, type SavedReport, type SavedRow } from './mime';
import { parseFormulas, parseTotals } from './parseFigures';
import { parseTrace } from './parseTrace';

/**
 * A cost output as read from a notebook, checked field by field.
 *
 * @throws ArgumentError `view/version` for a version other than 1, `view/payload` for a field that is missing
 * or has another type
 */
export function parseCostPayload(value: unknown): CostPayload {
  const fields = new Fields(value, COST_MIME);
  fields.requireVersion(1);
  const kind = fields.oneOf('kind', ['cost', 'comparison', 'layers', 'conventions', 'trace'] as const);
  switch (kind) {
    case 'cost':
      return { version: 1, ...parseReport(fields) };
    case 'comparison':
      return { version: 1, ...parseComparison(fields) };
    case 'layers':
      return { version: 1, ...parseLayers(fields) };
    case 'conventions':
      return { version: 1, ...parseConventions(fields) };
    case 'trace':
      return { version: 1, ...parseTrace(fields) };
  }
}

function parseReport(fields: Fields): SavedReport {
  return {
    kind: 'cost',
    title: fields.string('title'),
    rows: fields.objects('rows').map(parseRow),
    totals: parseTotals(fields.object('totals')),
    convention: parseConvention(fields.object('convention')),
  };
}

function parseComparison(fields: Fields): SavedComparison {
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

function parseConventions(fields: Fields): ConventionsReport {
  return {
    kind: 'conventions',
    title: fields.string('title'),
    rows: fields.objects('rows').map(row => ({
      tool: row.string('tool'),
      version: row.string('version'),
      metric: row.string('metric'),
      value: row.number('value'),
      params: row.numberOrNull('params'),
      formula: row.string('formula'),
      agreement: row.oneOf('agreement', ['equal', 'twice', 'different'] as const),
      ratio: row.numberOrNull('ratio'),
      why: row.strings('why'),
      ignored: row.strings('ignored'),
      source: row.string('source'),
    })),
  };
}

function parseRow(fields: Fields): SavedRow {
  return {
    name: fields.string('name'),
    kind: fields.string('kind'),
    ...parseTotals(fields),
    formulas: parseFormulas(fields),
  };
}

function parseConvention(fields: Fields): CostConvention {
  return {
    bias: fields.boolean('bias'),
    padding: fields.oneOf('padding', ['count', 'skip'] as const),
    flopsPerMac: fields.oneOf('flopsPerMac', [1, 2] as const),
  };
}
