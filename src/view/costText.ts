import { barText } from './bar';
import { costTable } from './costTable';
import type { CostPayload } from './mime';
import type { CostTable, TableCell, TableColumn } from './table';

const BAR_WIDTH = 8;

/** A cost output as aligned text for terminals: the table, its convention, and each row's formulas. */
export function costText(payload: CostPayload): string {
  const table = costTable(payload);
  const lines = [
    table.columns.map(({ label }) => ({ text: label })),
    ...table.rows.map(({ cells }) => cells),
    ...(table.totals ? [table.totals] : []),
  ].map(cells => cells.map((cell, i) => cellText(cell, table.columns[i]!)));
  const widths = table.columns.map((_, i) => Math.max(...lines.map(line => line[i]!.length)));
  const aligned = lines.map(line => alignedLine(line, widths, table.columns));
  const rule = widths.map(width => '-'.repeat(width)).join('  ');
  const totals = table.totals ? [rule, ...aligned.slice(-1)] : [];
  const rows = table.totals ? aligned.slice(1, -1) : aligned.slice(1);
  return [table.title, '', aligned[0]!, rule, ...rows, ...totals, '', ...table.sentences, ...formulas(table)]
    .join('\n')
    .trimEnd();
}

function cellText({ text, bar }: TableCell, { bars }: TableColumn): string {
  if (!bars) return text;
  return `${text} ${barText(bar ?? 0, BAR_WIDTH).padEnd(BAR_WIDTH)}`;
}

function alignedLine(line: readonly string[], widths: readonly number[], columns: readonly TableColumn[]) {
  const cells = line.map((text, i) =>
    columns[i]!.align === 'right' ? text.padStart(widths[i]!) : text.padEnd(widths[i]!),
  );
  return cells.join('  ').trimEnd();
}

function formulas({ rows }: CostTable): string[] {
  return rows.map(({ cells, formulas: lines }) => {
    const texts = lines.map(({ label, text }) => `${label} = ${text}`);
    return `${cells[0]!.text}: ${texts.join('; ')}`;
  });
}
