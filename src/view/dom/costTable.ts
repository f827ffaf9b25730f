import { costTable, type CostPayload, type TableCell, type TableColumn, type TableRow } from '..';
import costTableCss from './costTable.css';
import { element, styleElement, type Mounted } from './elements';

/** Draws a cost output into an element: the figures, their bars, and a formula row behind each layer. */
export function mountCostTable(parent: HTMLElement, payload: CostPayload): Mounted {
  const { title, columns, rows, totals, sentences } = costTable(payload);
  const root = element('div', 'convbook-cost');
  const scroller = element('div', 'convbook-scroll');
  const table = element('table', '');
  const body = element('tbody', '');
  body.append(...rows.flatMap(row => layerRows(row, columns)));
  table.append(element('caption', '', title), tableHead(columns), body);
  if (totals) {
    const foot = element('tfoot', '');
    foot.append(tableRow(totals, columns));
    table.append(foot);
  }
  scroller.append(table);
  root.append(styleElement(costTableCss, undefined), scroller);
  root.append(...sentences.map(sentence => element('p', 'convbook-sentence', sentence)));
  parent.append(root);
  return { dispose: () => root.remove() };
}

function tableHead(columns: readonly TableColumn[]): HTMLElement {
  const head = element('thead', '');
  const line = element('tr', '');
  for (const column of columns) {
    const cell = element('th', alignClass(column), column.label);
    if (column.bars) cell.classList.add('convbook-barred');
    cell.scope = 'col';
    if (column.title !== undefined) cell.title = column.title;
    line.append(cell);
  }
  head.append(line);
  return head;
}

/** A layer's row, then the row of its formulas, closed at first. */
function layerRows({ cells, formulas }: TableRow, columns: readonly TableColumn[]): HTMLElement[] {
  const row = tableRow(cells, columns);
  if (formulas.length === 0) return [row];
  const details = element('tr', 'convbook-formulas');
  const cell = element('td', '');
  cell.colSpan = columns.length;
  cell.append(...formulas.map(({ label, text }) => element('div', '', `${label} = ${text}`)));
  details.append(cell);
  details.hidden = true;
  row.firstElementChild?.prepend(toggle(cells[0]?.text ?? '', details));
  return [row, details];
}

function toggle(name: string, details: HTMLElement): HTMLElement {
  const button = element('button', 'convbook-toggle');
  button.type = 'button';
  button.title = 'Show the formulas';
  button.setAttribute('aria-label', `Formulas of ${name}`);
  button.setAttribute('aria-expanded', 'false');
  button.addEventListener('click', () => {
    details.hidden = !details.hidden;
    button.setAttribute('aria-expanded', String(!details.hidden));
  });
  return button;
}

function tableRow(cells: readonly TableCell[], columns: readonly TableColumn[]): HTMLElement {
  const line = element('tr', '');
  line.append(...cells.map((cell, i) => tableCell(cell, columns[i]!)));
  return line;
}

function tableCell({ text, title, bar }: TableCell, column: TableColumn): HTMLElement {
  const cell = element('td', cellClass(column), column.bars ? undefined : text);
  if (title !== undefined) cell.title = title;
  if (column.bars) cell.append(measure(text, bar));
  return cell;
}

/** A figure with its bar, or with the bar's empty place so that figures stay in line. */
function measure(text: string, bar: number | undefined): HTMLElement {
  const holder = element('div', 'convbook-measure');
  const track = element('div', 'convbook-track');
  track.setAttribute('aria-hidden', 'true');
  if (bar === undefined) track.style.visibility = 'hidden';
  const fill = element('div', 'convbook-fill');
  fill.style.width = `${100 * Math.min(1, bar ?? 0)}%`;
  if (bar) track.append(fill); // even the least share is seen, nothing is not
  holder.append(element('span', '', text), track);
  return holder;
}

function cellClass(column: TableColumn): string {
  return column.wraps ? 'convbook-wrapped' : alignClass(column);
}

function alignClass({ align }: TableColumn): string {
  return align === 'right' ? 'convbook-right' : '';
}
