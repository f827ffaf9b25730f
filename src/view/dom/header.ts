import { shapeText } from '../../engine';
import { countText, marksIn, MARK_STYLES, shortText, summaryText, type Drawing } from '..';
import { element } from './elements';

/** The lines above a heatmap: what the tensor is, its statistics, and the button that opens the inspector. */
export function drawingHeader(drawing: Drawing, onInspect: (() => void) | undefined): HTMLElement {
  const { name, provenance, dtype, shape } = drawing;
  const header = element('div', 'convbook-header');
  const title = element('div', 'convbook-title');
  if (name !== undefined) title.append(element('strong', 'convbook-name', name));
  title.append(element('span', 'convbook-type', `${dtype} ${shapeText(shape)}`));
  if (provenance !== undefined) title.append(element('span', 'convbook-provenance', `from ${provenance}`));
  header.append(title);
  if (onInspect) {
    const button = element('button', 'convbook-inspect', 'Inspect');
    button.type = 'button';
    button.title = 'Open this tensor in the inspector';
    button.addEventListener('click', onInspect);
    header.append(button);
  }
  header.append(statistics(drawing));
  return header;
}

function statistics({ stats }: Drawing): HTMLElement {
  const list = element('div', 'convbook-stats');
  for (const key of ['min', 'max', 'mean'] as const) {
    const value = stats[key];
    if (value !== null) list.append(statistic(key, shortText(value)));
  }
  for (const { mark, count } of marksIn(stats)) {
    const item = statistic(MARK_STYLES[mark].label, countText(count));
    item.classList.add('convbook-alarm');
    list.append(item);
  }
  return list;
}

function statistic(label: string, value: string): HTMLElement {
  const item = element('span', 'convbook-stat');
  item.append(element('span', 'convbook-stat-label', label), ` ${value}`);
  return item;
}

/** What a screen reader says of the drawing. */
export function drawingLabel(drawing: Drawing): string {
  const name = drawing.name === undefined ? 'tensor' : `tensor ${drawing.name}`;
  const notice = drawing.notice === null ? '' : ` ${drawing.notice}`;
  return `Heatmap of ${name}: ${summaryText(drawing)}.${notice} Use the arrow keys to read values.`;
}
