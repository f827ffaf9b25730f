import {
  COLORMAPS,
  MAP_COLORS,
  marksIn,
  MARK_STYLES,
  countText,
  positionOf,
  shortText,
  type Drawing,
} from '..';
import { element } from './elements';
import { contextOf, markTile, newCanvas } from './paint';

/** The legend of a drawing: the colour bar with its ticks, and a swatch for each mark that occurs. */
export function colorBar(drawing: Drawing): HTMLElement {
  const legend = element('div', 'convbook-legend');
  legend.append(element('span', 'convbook-unit', drawing.means ? 'mean value' : 'value'));
  const bar = element('div', 'convbook-bar');
  bar.append(gradient(drawing), ...ticks(drawing));
  legend.append(bar);
  for (const { mark, count } of marksIn(drawing.stats)) {
    const item = element('span', 'convbook-mark');
    item.append(swatch(mark), `${MARK_STYLES[mark].label} (${countText(count)})`);
    legend.append(item);
  }
  return legend;
}

function gradient({ scale }: Drawing): HTMLCanvasElement {
  const { canvas, context } = newCanvas(MAP_COLORS, 1);
  const image = context.createImageData(MAP_COLORS, 1);
  const colors = COLORMAPS[scale.map];
  for (let i = 0; i < MAP_COLORS; i++) {
    image.data.set([...colors.subarray(3 * i, 3 * i + 3), 255], 4 * i);
  }
  context.putImageData(image, 0, 0);
  canvas.setAttribute('aria-hidden', 'true');
  return canvas;
}

/** The ends of the scale and its middle, which is zero where there are negative values. */
function ticks({ scale }: Drawing): HTMLElement[] {
  const values = [scale.low, scale.low / 2 + scale.high / 2, scale.high];
  return values.map((value, i) => {
    const tick = element(
      'span',
      `convbook-tick convbook-tick-${['low', 'middle', 'high'][i]!}`,
      shortText(value),
    );
    tick.style.left = `${100 * positionOf(scale, value)}%`;
    if (value === 0) tick.classList.add('convbook-zero');
    return tick;
  });
}

function swatch(mark: Parameters<typeof markTile>[0]): HTMLCanvasElement {
  const { canvas } = newCanvas(14, 14);
  const context = contextOf(canvas);
  context.fillStyle = context.createPattern(markTile(mark), 'repeat') ?? 'gray';
  context.fillRect(0, 0, 14, 14);
  canvas.setAttribute('aria-hidden', 'true');
  return canvas;
}
