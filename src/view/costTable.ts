import {
  COUNTED_FIGURES,
  shapeText,
  type CostComparison,
  type CostFigures,
  type CostFormulas,
  type CostReport,
  type CountedFigure,
  type LayerSummary,
} from '../engine';
import { conventionSentence } from './convention';
import type { CostPayload } from './mime';
import { bytesText, countText, percentText, ratioText, shortText } from './numberText';

/** A cost output as a table of texts: what HTML, plain text and the renderer all show. */
export interface CostTable {
  title: string;
  columns: TableColumn[];
  rows: TableRow[];
  totals: TableCell[] | undefined;
  /** Sentences under the table: a note, and the convention. */
  sentences: string[];
}

export interface TableColumn {
  label: string;
  align: 'left' | 'right';
  /** What the column counts, for a tooltip. */
  title?: string;
  /** Whether its cells have bars. */
  bars?: true;
}

export interface TableCell {
  text: string;
  /** More about the figure, for a tooltip: its formula, or all its digits. */
  title?: string;
  /** Length of the bar beside the figure, from 0 to 1. */
  bar?: number;
}

export interface TableRow {
  cells: TableCell[];
  formulas: { label: string; text: string }[];
}

export function costTable(payload: CostPayload): CostTable {
  switch (payload.kind) {
    case 'cost':
      return reportTable(payload);
    case 'comparison':
      return comparisonTable(payload);
    case 'layers':
      return layersTable(payload);
  }
}

const OUTPUT: TableColumn = { label: 'Output', align: 'left', title: 'shape of the output' };
const PARAMS: TableColumn = { label: 'Params', align: 'right', title: 'parameters: weights and biases' };
const MACS: TableColumn = { label: 'MACs', align: 'right', title: 'multiply-accumulates' };
const COST_COLUMNS: readonly TableColumn[] = [
  { label: 'Multiplications', align: 'right', title: 'multiplications alone' },
  { label: 'FLOPs', align: 'right', title: 'floating-point operations' },
  { label: 'Activations', align: 'right', title: 'bytes of the outputs' },
  {
    label: 'Receptive field',
    align: 'left',
    title:
      'input elements that one output element sees: from the last layer to the first, stride x size + span - stride',
  },
];

function reportTable({ title, rows, totals, convention }: CostReport): CostTable {
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

function comparisonTable({ title, entries, convention, note }: CostComparison): CostTable {
  const first = entries[0]?.totals;
  const longest = (figure: 'params' | 'macs') => Math.max(...entries.map(({ totals }) => totals[figure]));
  const ratio = (totals: CostFigures, figure: 'params' | 'macs') =>
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

function outputCell({ outputShape }: CostFigures): TableCell {
  return { text: shapeText(outputShape) };
}

/** `formulas` of the figures, which a line of totals has not. */
function costCells(figures: CostFigures, formulas?: CostFormulas): TableCell[] {
  const { multiplications, flops, activationBytes, receptiveField } = figures;
  const { size, stride, padding, start } = receptiveField;
  return [
    { text: countText(multiplications), ...(formulas && { title: formulas.multiplications }) },
    { text: countText(flops), ...(formulas && { title: formulas.flops }) },
    { text: bytesText(activationBytes), title: `${countText(activationBytes)} bytes` },
    {
      text: listText(size),
      title: `stride ${listText(stride)}, padding ${listText(padding)}, first centre ${listText(start)}`,
    },
  ];
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
const FIGURE_LABELS: Record<CountedFigure, string> = {
  params: 'Params',
  macs: 'MACs',
  multiplications: 'Multiplications',
  additions: 'Additions',
  flops: 'FLOPs',
  activationBytes: 'Activation bytes',
  weightBytes: 'Weight bytes',
};

function formulaLines(figures: CostFigures, formulas: CostFormulas): TableRow['formulas'] {
  return COUNTED_FIGURES.map(figure => ({
    label: FIGURE_LABELS[figure],
    text: `${formulas[figure]} = ${countText(figures[figure])}`,
  }));
}
