import { barText } from './bar';
import { costTable } from './costTable';
import type { CostPayload } from './mime';
import type { CostTable, TableCell, TableColumn } from './table';

const BAR_WIDTH = 8;
const LINE = 'border-bottom:1px solid rgba(128,128,128,0.4)';
const CELL = 'padding:3px 8px;white-space:nowrap';
const WRAPPED = 'padding:3px 8px;min-width:24em';

/**
 * A cost output as HTML without scripts or style sheets, for readers without Convbook. Colours are inherited,
 * so that it reads on light and dark; `align` and the bars' characters survive where styles are taken out.
 */
export function costHtml(payload: CostPayload): string {
  const table = costTable(payload);
  const totals = table.totals ? `<tfoot>${bodyRow(table.totals, table.columns, 'b')}</tfoot>` : '';
  return [
    '<div style="overflow-x:auto">',
    '<table style="border-collapse:collapse;font-variant-numeric:tabular-nums">',
    `<caption style="text-align:left;padding:4px 8px"><b>${escapeHtml(table.title)}</b></caption>`,
    `<thead><tr>${table.columns.map(headCell).join('')}</tr></thead>`,
    `<tbody>${table.rows.map(({ cells }) => bodyRow(cells, table.columns, 'span')).join('\n')}</tbody>`,
    totals,
    '</table>',
    ...table.sentences.map(sentence => `<p><small>${escapeHtml(sentence)}</small></p>`),
    formulaDetails(table),
    '</div>',
  ]
    .filter(line => line !== '')
    .join('\n');
}

/** Text that is safe in HTML, in an attribute as well as between tags. */
function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

function headCell({ label, align, title, bars }: TableColumn): string {
  const span = bars ? ' colspan="2"' : '';
  return `<th align="${align}"${span}${titleAttribute(title)} style="text-align:${align};${CELL};${LINE}">${escapeHtml(label)}</th>`;
}

function bodyRow(cells: readonly TableCell[], columns: readonly TableColumn[], tag: 'b' | 'span'): string {
  return `<tr>${cells.map((cell, i) => bodyCell(cell, columns[i]!, tag)).join('')}</tr>`;
}

function bodyCell(
  { text, title, bar }: TableCell,
  { align, bars, wraps }: TableColumn,
  tag: 'b' | 'span',
): string {
  const style = wraps ? WRAPPED : CELL;
  const figure = `<td align="${align}"${titleAttribute(title)} style="text-align:${align};${style}"><${tag}>${escapeHtml(text)}</${tag}></td>`;
  if (!bars) return figure;
  const drawn = barText(bar ?? 0, BAR_WIDTH);
  return `${figure}<td align="left" aria-hidden="true" style="text-align:left;${CELL};color:#3b82c4">${drawn}</td>`;
}

function titleAttribute(title: string | undefined): string {
  return title === undefined ? '' : ` title="${escapeHtml(title)}"`;
}

function formulaDetails({ rows }: CostTable): string {
  const items = rows.flatMap(({ cells, formulas }) =>
    formulas.map(
      ({ label, text }) =>
        `<li>${escapeHtml(cells[0]!.text)}: ${escapeHtml(label)} = <code>${escapeHtml(text)}</code></li>`,
    ),
  );
  if (items.length === 0) return '';
  return `<details><summary>Formulas</summary><ul>${items.join('')}</ul></details>`;
}
