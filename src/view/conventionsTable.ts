import type { ConventionRow, ConventionsReport } from '../engine';
import { countText, shortText } from './numberText';
import type { CostTable, TableRow } from './table';

/** What different tools report for one model, each against Convbook's MACs. */
export function conventionsTable({ title, rows }: ConventionsReport): CostTable {
  return {
    title,
    columns: [
      { label: 'Tool', align: 'left' },
      { label: 'Figure', align: 'left', title: 'what the tool calls it' },
      { label: 'Value', align: 'right' },
      { label: 'vs MACs', align: 'right', title: 'against the first row' },
      { label: 'Params', align: 'right', title: 'parameters, where the tool gives them' },
      { label: 'What differs', align: 'left', wraps: true },
    ],
    rows: rows.map(tableRow),
    totals: undefined,
    sentences: ['By the rules in the tools’ sources, which the formulas name; a model in evaluation.'],
  };
}

function tableRow(row: ConventionRow): TableRow {
  const { tool, metric, value, params, formula, source, version } = row;
  return {
    cells: [
      { text: tool },
      { text: metric },
      { text: countText(value), title: formula },
      { text: ratioText(row) },
      { text: params === null ? '-' : countText(params) },
      { text: differences(row) },
    ],
    formulas: [
      { label: metric, text: `${formula} = ${countText(value)}` },
      { label: 'Source', text: `${source} (${version})` },
    ],
  };
}

function ratioText({ agreement, ratio }: ConventionRow): string {
  if (agreement !== 'different') return agreement;
  return ratio === null ? '-' : `${shortText(ratio)}×`;
}

function differences({ why, ignored }: ConventionRow): string {
  const left = ignored.length > 0 ? [`does not count ${ignored.join(', ')}`] : [];
  return [...why, ...left].join('; ');
}
