import { drawingOf, layoutOf, type Drawing, type Layout, type TensorPayload } from '..';
import { colorBar } from './colorBar';
import { element, styleElement, type Mounted } from './elements';
import { drawingHeader, drawingLabel } from './header';
import heatmapCss from './heatmap.css';
import { CANVAS_MARGIN, contextOf, LABEL_SIZE, paintDrawing } from './paint';
import { Reading, type Shown } from './reading';
import { readTheme, watchTheme } from './theme';

export interface DrawingOptions {
  /** Offers a button that calls it. */
  onInspect?: () => void;
  /** For a page with a content security policy. */
  nonce?: string;
}

/** A mounted heatmap that can show another drawing in its place. */
export interface MountedDrawing extends Mounted {
  update: (drawing: Drawing) => void;
}

/** Beyond these a canvas would be larger than browsers allow. */
const DRAWN = { elements: Infinity, side: 2048, perAxis: 128, maps: 4096 };
const MAX_CANVAS_SIDE = 16384;

/** Draws a tensor output into an element. The button is there only with `onInspect` and a live tensor. */
export function mountHeatmap(
  parent: HTMLElement,
  payload: TensorPayload,
  options: { onInspect?: (ref: string) => void } = {},
): Mounted {
  const { onInspect } = options;
  const { ref } = payload;
  const inspect = onInspect && ref !== undefined ? { onInspect: () => onInspect(ref) } : {};
  return mountDrawing(parent, drawingOf(payload, DRAWN), inspect);
}

/** Draws into an element, and again when its width or the theme changes. */
export function mountDrawing(
  parent: HTMLElement,
  drawing: Drawing,
  { onInspect, nonce }: DrawingOptions = {},
): MountedDrawing {
  const root = element('div', 'convbook-heatmap');
  const scroller = element('div', 'convbook-scroll');
  const canvas = element('canvas', 'convbook-canvas');
  canvas.tabIndex = 0;
  canvas.setAttribute('role', 'application');
  canvas.setAttribute('aria-roledescription', 'heatmap');
  scroller.append(canvas);
  root.append(styleElement(heatmapCss, nonce), scroller);
  parent.append(root);
  let current = drawing;
  let shown: Shown | undefined;
  const reading = new Reading(canvas, () => shown);
  const surround = new Surround(scroller, onInspect);
  const redraw = () => {
    shown = { drawing: current, layout: draw(root, canvas, current) };
    reading.refresh();
  };
  const update = (next: Drawing) => {
    current = next;
    surround.update(next);
    canvas.hidden = next.grid.maps * next.grid.rows * next.grid.columns === 0;
    canvas.setAttribute('aria-label', drawingLabel(next));
    redraw();
  };
  update(drawing);
  const stopWatching = watchTheme(redraw);
  const stopSizing = watchWidth(root, redraw);
  return {
    update,
    dispose: () => {
      stopWatching();
      stopSizing();
      root.remove();
    },
  };
}

/** The header above and the legend and notice below the scroller, made anew for every drawing. */
class Surround {
  #parts: HTMLElement[] = [];

  constructor(
    readonly scroller: HTMLElement,
    readonly onInspect: (() => void) | undefined,
  ) {}

  update(drawing: Drawing): void {
    this.#parts.forEach(part => part.remove());
    const header = drawingHeader(drawing, this.onInspect);
    const empty = drawing.values.length === 0;
    const below = [
      empty ? element('p', 'convbook-notice', 'This tensor has no elements.') : colorBar(drawing),
      ...(drawing.notice === null ? [] : [element('p', 'convbook-notice', drawing.notice)]),
    ];
    this.scroller.before(header);
    this.scroller.after(...below);
    this.#parts = [header, ...below];
  }
}

function draw(root: HTMLElement, canvas: HTMLCanvasElement, drawing: Drawing): Layout {
  const theme = readTheme(root);
  const context = contextOf(canvas);
  context.font = `${LABEL_SIZE}px ${theme.fontFamily}`;
  const labels = drawing.grid.rowLabels.map(label => context.measureText(label).width);
  const layout = layoutOf(drawing.grid, {
    width: Math.max(120, root.clientWidth - 2 * CANVAS_MARGIN - 2),
    height: 512,
    tallHeight: 900,
    maxCell: 44,
    minMap: 24,
    gap: 8,
    gutter: 8 + Math.ceil(labels.reduce((widest, width) => Math.max(widest, width), 0)),
    labelHeight: 16,
  });
  const width = layout.width + 2 * CANVAS_MARGIN;
  const height = layout.height + 2 * CANVAS_MARGIN;
  const ratio = Math.min(window.devicePixelRatio || 1, MAX_CANVAS_SIDE / Math.max(width, height));
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  canvas.style.width = `${width}px`;
  canvas.style.height = `${height}px`;
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  if (drawing.values.length > 0) paintDrawing(context, drawing, layout, theme);
  return layout;
}

function watchWidth(root: HTMLElement, onChange: () => void): () => void {
  let width = root.clientWidth;
  const observer = new ResizeObserver(() => {
    if (root.clientWidth === width) return;
    width = root.clientWidth;
    onChange();
  });
  observer.observe(root);
  return () => observer.disconnect();
}
