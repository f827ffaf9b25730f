import { shapeText, type TraceFigures, type TraceRow } from '../engine';
import type { SavedTrace } from './mime';
import { countText, shortText, timeText } from './numberText';
import type { CostTable, TableCell, TableRow } from './table';

/** The convolutions that ran: closed form and count side by side, time and rate. */
export function traceTable({ title, rows, totals }: SavedTrace): CostTable {
  const blank = { text: '' };
  return {
    title,
    columns: [
      { label: 'Run', align: 'left' },
      { label: 'Input', align: 'left', title: 'shape of the input' },
      { label: 'Weight', align: 'left', title: 'shape of the weight' },
      { label: 'Output', align: 'left', title: 'shape of the output, also where a gradient was computed' },
      { label: 'MACs', align: 'right', title: 'multiply-accumulates by the closed form' },
      { label: 'Counted', align: 'right', title: 'multiplications counted one by one' },
      { label: 'On real elements', align: 'right', title: 'MACs neither on padding nor on what is cropped' },
      { label: 'Counted', align: 'right', title: 'those on real elements, counted one by one' },
      { label: 'Time', align: 'right' },
      { label: 'GFLOP/s', align: 'right', title: '2 per MAC, over the time' },
      { label: 'Algorithm', align: 'left' },
    ],
    rows: rows.map(tableRow),
    totals: [{ text: 'Total' }, blank, blank, blank, ...figureCells(totals), blank],
    sentences: [
      ...(rows.length < totals.runs
        ? [`The first ${countText(rows.length)} of ${countText(totals.runs)} runs; all are in the totals.`]
        : []),
      `${timeText(totals.elapsedMs)} in convolutions, of ${timeText(totals.totalMs)} in all; the counting is not timed.`,
    ],
  };
}

const PASSES: Record<TraceRow['pass'], string> = {
  forward: '',
  inputGradient: ', gradient by input',
  weightGradient: ', gradient by weight',
};

function tableRow(row: TraceRow): TableRow {
  const { operation, pass, inputShape, weightShape, outputShape, algorithm, formulas, counted } = row;
  return {
    cells: [
      { text: `${operation}${PASSES[pass]}` },
      ...[inputShape, weightShape, outputShape].map(shape => ({ text: shapeText(shape) })),
      ...figureCells(row),
      { text: algorithm },
    ],
    formulas: [
      { label: 'MACs', text: `${formulas.macs} = ${countText(row.macs)}` },
      { label: 'On real elements', text: `${formulas.macsInside} = ${countText(row.macsInside)}` },
      {
        label: 'Counted',
        text: `${countText(counted.all)}, ${countText(counted.inside)} on real elements, ${COUNTED_BY[counted.by]}`,
      },
    ],
  };
}

const COUNTED_BY: Record<TraceRow['counted']['by'], string> = {
  taps: 'visiting every tap at every position',
  axes: 'visiting every tap at every position of each axis',
};

function figureCells({ macs, macsInside, counted, elapsedMs, gflops }: TraceFigures): TableCell[] {
  return [
    { text: countText(macs) },
    { text: countText(counted.all) },
    { text: countText(macsInside) },
    { text: countText(counted.inside) },
    { text: timeText(elapsedMs) },
    { text: gflops === null ? '-' : shortText(Number(gflops.toPrecision(3))) },
  ];
}
