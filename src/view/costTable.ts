import { COUNTED_FIGURES, shapeText, type CostFormulas, type LayerSummary } from '../engine';
import { conventionSentence } from './convention';
import { conventionsTable } from './conventionsTable';
import type { CostPayload, SavedComparison, SavedFormulas, SavedReport, SavedTotals } from './mime';
import { bytesText, countText, percentText, ratioText, shortText } from './numberText';
import type { CostTable, TableCell, TableColumn, TableRow } from './table';
import { traceTable } from './traceTable';

/** A cost output as texts, whatever its kind. */
export function costTable(payload: CostPayload): CostTable {
  switch (payload.kind) {
    case 'cost':
      return reportTable(payload);
    case 'comparison':
      return comparisonTable(payload);
    case 'layers':
      return layersTable(payload);
    case 'conventions':
      return conventionsTable(payload);
    case 'trace':
      return traceTable(payload);
  }
}

const OUTPUT: TableColumn = { label: 'Output', align: 'left', title: 'shape of the output' };
const PARAMS: TableColumn = { label: 'Params', align: 'right', title: 'parameters: weights and biases' };
const MACS: TableColumn = { label: 'MACs', align: 'right', title: 'multiply-accumulates' };
const COST_COLUMNS: readonly TableColumn[] = [
  { label: 'Multiplications', align: 'right', title: 'multiplications alone' },
  { label: 'FLOPs', align: 'right', title: 'floating-point operations' },
  { label: 'FLOP/byte', align: 'right', title: 'FLOPs per byte of inputs, parameters and outputs' },
  { label: 'Activations', align: 'right', title: 'bytes of the outputs' },
  {
    label: 'Receptive field',
    align: 'left',
    title:
      'input elements that one output element sees: from the last layer to the first, stride x size + span - stride',
  },
];

function reportTable({ title, rows, totals, convention }: SavedReport): CostTable {
  const share = (macs: number) => shareCell(macs, totals.macs);
  return {
    title,
    columns: [
      { label: 'Layer', align: 'left' },
      { label: 'Kind', align: 'left' },
      OUTPUT,
      PARAMS,
      MACS,
      { label: 'Share', align: 'right', title: 'share of all MACs', bars: true },
      ...COST_COLUMNS,
    ],
    rows: rows.map(row => ({
      cells: [
        { text: row.name },
        { text: row.kind },
        outputCell(row),
        { text: countText(row.params), title: row.formulas.params },
        { text: countText(row.macs), title: row.formulas.macs },
        share(row.macs),
        ...costCells(row, row.formulas),
      ],
      formulas: formulaLines(row, row.formulas),
    })),
    totals: [
      { text: 'Total' },
      { text: '' },
      outputCell(totals),
      { text: countText(totals.params) },
      { text: countText(totals.macs) },
      { text: totals.macs > 0 ? '100%' : '-' },
      ...costCells(totals),
    ],
    sentences: [conventionSentence(convention)],
  };
}

function comparisonTable({ title, entries, convention, note }: SavedComparison): CostTable {
  const first = entries[0]?.totals;
  const longest = (figure: 'params' | 'macs') => Math.max(...entries.map(({ totals }) => totals[figure]));
  const ratio = (totals: SavedTotals, figure: 'params' | 'macs') =>
    ratioCell(totals[figure], first?.[figure] ?? 0, longest(figure));
  return {
    title,
    columns: [
      { label: 'Alternative', align: 'left' },
      OUTPUT,
      PARAMS,
      { label: 'vs first', align: 'right', title: 'parameters against the first row', bars: true },
      MACS,
      { label: 'vs first', align: 'right', title: 'MACs against the first row', bars: true },
      ...COST_COLUMNS,
    ],
    rows: entries.map(({ name, totals, formulas }) => ({
      cells: [
        { text: name },
        outputCell(totals),
        { text: countText(totals.params), title: formulas.params },
        ratio(totals, 'params'),
        { text: countText(totals.macs), title: formulas.macs },
        ratio(totals, 'macs'),
        ...costCells(totals, formulas),
      ],
      formulas: formulaLines(totals, formulas),
    })),
    totals: undefined,
    sentences: [...(note === undefined ? [] : [note]), conventionSentence(convention)],
  };
}

function layersTable({ title, rows, params }: LayerSummary): CostTable {
  return {
    title,
    columns: [
      { label: 'Layer', align: 'left' },
      { label: 'Kind', align: 'left' },
      { label: 'Settings', align: 'left' },
      { label: 'Weight', align: 'left', title: 'shape of the weight' },
      PARAMS,
      { label: 'Share', align: 'right', title: 'share of all parameters', bars: true },
    ],
    rows: rows.map(row => ({
      cells: [
        { text: row.name },
        { text: row.kind },
        { text: row.settings },
        { text: row.weightShape.length > 0 ? shapeText(row.weightShape) : '-' },
        { text: countText(row.params), title: row.formula },
        shareCell(row.params, params),
      ],
      formulas: [{ label: 'Params', text: `${row.formula} = ${countText(row.params)}` }],
    })),
    totals: [
      { text: 'Total' },
      { text: '' },
      { text: '' },
      { text: '' },
      { text: countText(params) },
      { text: params > 0 ? '100%' : '-' },
    ],
    sentences: [],
  };
}

function outputCell({ outputShape }: Pick<SavedTotals, 'outputShape'>): TableCell {
  return { text: shapeText(outputShape) };
}

/** `formulas` of the figures, which a line of totals has not. */
function costCells(figures: SavedTotals, formulas?: SavedFormulas): TableCell[] {
  const { multiplications, flops, activationBytes, receptiveField } = figures;
  const { size, stride, padding, start } = receptiveField;
  return [
    { text: countText(multiplications), ...(formulas && { title: formulas.multiplications }) },
    { text: countText(flops), ...(formulas && { title: formulas.flops }) },
    intensityCell(figures),
    { text: bytesText(activationBytes), title: `${countText(activationBytes)} bytes` },
    {
      text: listText(size),
      title: `stride ${listText(stride)}, padding ${listText(padding)}, first centre ${listText(start)}`,
    },
  ];
}

/** Outputs saved before it was counted do not have it. */
function intensityCell({ arithmeticIntensity, flops, bytesMoved }: SavedTotals): TableCell {
  if (arithmeticIntensity === undefined || bytesMoved === undefined) return { text: '-' };
  const title = `${countText(flops)} FLOPs / ${countText(bytesMoved)} bytes`;
  return { text: shortText(Number(arithmeticIntensity.toPrecision(3))), title };
}

function listText(numbers: readonly number[]): string {
  return numbers.length === 0 ? '-' : numbers.map(shortText).join(' × ');
}

function shareCell(part: number, whole: number): TableCell {
  return whole > 0 ? { text: percentText(part / whole), bar: part / whole } : { text: '-' };
}

function ratioCell(figure: number, first: number, longest: number): TableCell {
  const bar = longest > 0 ? figure / longest : 0;
  return first > 0 ? { text: ratioText(figure / first), bar } : { text: '-', bar };
}

/** As the columns are called, and what has no column. */
const FIGURE_LABELS: Record<keyof CostFormulas, string> = {
  params: 'Params',
  macs: 'MACs',
  multiplications: 'Multiplications',
  additions: 'Additions',
  flops: 'FLOPs',
  activations: 'Activations',
  activationBytes: 'Activation bytes',
  weightBytes: 'Weight bytes',
  bytesMoved: 'Bytes moved',
  arithmeticIntensity: 'FLOP/byte',
};

function formulaLines(figures: SavedTotals, formulas: SavedFormulas): TableRow['formulas'] {
  return [...COUNTED_FIGURES, 'arithmeticIntensity' as const].flatMap(figure => {
    const [value, formula] = [figures[figure], formulas[figure]];
    if (value === undefined || formula === undefined) return [];
    const shown = figure === 'arithmeticIntensity' ? shortText(value) : countText(value);
    return [{ label: FIGURE_LABELS[figure], text: `${formula} = ${shown}` }];
  });
}
