import {
  cellFormat,
  colorOf,
  inkOn,
  mapOrigin,
  markOf,
  MARK_STYLES,
  MARK_TILE,
  markPixel,
  paintValues,
  type Drawing,
  type Layout,
  type Mark,
} from '..';
import type { CanvasTheme } from './theme';

/** Around the maps, so that the frames of the outermost are inside the canvas. */
export const CANVAS_MARGIN = 1;
export const LABEL_SIZE = 11;

/** Cells of at least this side get lines between them. */
const LINED_CELL = 14;
const MAX_WRITTEN_VALUES = 2048;

/** Draws everything that is on the canvas: labels, maps, marks, values. Sizes are CSS pixels. */
export function paintDrawing(
  context: CanvasRenderingContext2D,
  drawing: Drawing,
  layout: Layout,
  theme: CanvasTheme,
): void {
  context.save();
  context.translate(CANVAS_MARGIN, CANVAS_MARGIN);
  context.imageSmoothingEnabled = false;
  paintLabels(context, layout, theme);
  paintMaps(context, drawing, layout, theme);
  paintMarks(context, drawing, layout);
  paintNumbers(context, drawing, layout, theme);
  context.restore();
}

function paintLabels(context: CanvasRenderingContext2D, layout: Layout, theme: CanvasTheme): void {
  const { grid } = layout;
  context.fillStyle = theme.muted;
  context.font = `${LABEL_SIZE}px ${theme.fontFamily}`;
  context.textAlign = 'left';
  context.textBaseline = 'bottom';
  const above = [...grid.mapLabels, ...grid.columnLabels];
  above.forEach((label, map) => {
    const { x, y } = mapOrigin(layout, map);
    if (context.measureText(label).width <= layout.stepX) context.fillText(label, x, y - 2);
  });
  context.textAlign = 'right';
  context.textBaseline = 'middle';
  grid.rowLabels.forEach((label, line) => {
    const { x, y } = mapOrigin(layout, line * layout.across);
    context.fillText(label, x - 6, y + (grid.rows * layout.cellHeight) / 2);
  });
}

function paintMaps(
  context: CanvasRenderingContext2D,
  { grid, scale, values }: Drawing,
  layout: Layout,
  theme: CanvasTheme,
): void {
  const count = grid.rows * grid.columns;
  const small = newCanvas(grid.columns, grid.rows);
  const image = small.context.createImageData(grid.columns, grid.rows);
  const width = grid.columns * layout.cellWidth;
  const height = grid.rows * layout.cellHeight;
  context.strokeStyle = theme.frame;
  context.lineWidth = 1;
  for (let map = 0; map < grid.maps; map++) {
    const { x, y } = mapOrigin(layout, map);
    image.data.fill(0);
    paintValues(scale, { values, offset: map * count, count }, image.data);
    small.context.putImageData(image, 0, 0);
    context.drawImage(small.canvas, x, y, width, height);
    if (layout.cellWidth >= LINED_CELL) paintLines(context, layout, { x, y });
    context.strokeRect(x - 0.5, y - 0.5, width + 1, height + 1);
  }
}

function paintLines(
  context: CanvasRenderingContext2D,
  layout: Layout,
  { x, y }: { x: number; y: number },
): void {
  const { grid, cellWidth, cellHeight } = layout;
  context.fillStyle = 'rgba(128, 128, 128, 0.35)';
  for (let column = 1; column < grid.columns; column++) {
    context.fillRect(x + column * cellWidth, y, 1, grid.rows * cellHeight);
  }
  for (let row = 1; row < grid.rows; row++) {
    context.fillRect(x, y + row * cellHeight, grid.columns * cellWidth, 1);
  }
}

function paintMarks(context: CanvasRenderingContext2D, drawing: Drawing, layout: Layout): void {
  const patterns = new Map<Mark, CanvasPattern | null>();
  forEachCell(drawing, layout, (value, x, y) => {
    const mark = markOf(value);
    if (!mark) return;
    if (!patterns.has(mark)) patterns.set(mark, context.createPattern(markTile(mark), 'repeat'));
    context.fillStyle = patterns.get(mark) ?? cssColor(MARK_STYLES[mark].ground);
    context.fillRect(x, y, layout.cellWidth, layout.cellHeight);
  });
}

/** One tile of a mark's stripes. */
export function markTile(mark: Mark): HTMLCanvasElement {
  const { canvas, context } = newCanvas(MARK_TILE, MARK_TILE);
  for (let y = 0; y < MARK_TILE; y++) {
    for (let x = 0; x < MARK_TILE; x++) {
      context.fillStyle = cssColor(markPixel(mark, x, y));
      context.fillRect(x, y, 1, 1);
    }
  }
  return canvas;
}

/** Writes the values into the cells when every one of them fits. */
function paintNumbers(
  context: CanvasRenderingContext2D,
  drawing: Drawing,
  layout: Layout,
  theme: CanvasTheme,
): void {
  const { values, scale } = drawing;
  if (values.length > MAX_WRITTEN_VALUES || layout.cellHeight < 13 || layout.cellWidth < 10) return;
  const format = cellFormat(values);
  const texts = Array.from(values, format);
  const size = [12, 11, 10, 9].find(candidate => {
    context.font = `${candidate}px ${theme.fontFamily}`;
    return texts.every(text => context.measureText(text).width <= layout.cellWidth - 4);
  });
  if (size === undefined) return;
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  forEachCell(drawing, layout, (value, x, y) => {
    const mark = markOf(value);
    const ground = mark ? MARK_STYLES[mark].ground : colorOf(scale, value);
    const centre = [x + layout.cellWidth / 2, y + layout.cellHeight / 2] as const;
    if (mark) {
      context.fillStyle = cssColor(ground);
      context.fillRect(x + 3, centre[1] - 8, layout.cellWidth - 6, 16);
    }
    context.fillStyle = inkOn(ground);
    context.fillText(format(value), centre[0], centre[1] + 1);
  });
}

function forEachCell(
  { values, grid }: Drawing,
  layout: Layout,
  visit: (value: number, x: number, y: number) => void,
): void {
  for (let map = 0, at = 0; map < grid.maps; map++) {
    const { x, y } = mapOrigin(layout, map);
    for (let row = 0; row < grid.rows; row++) {
      for (let column = 0; column < grid.columns; column++, at++) {
        visit(values[at]!, x + column * layout.cellWidth, y + row * layout.cellHeight);
      }
    }
  }
}

function cssColor([red, green, blue]: readonly [number, number, number]): string {
  return `rgb(${red}, ${green}, ${blue})`;
}

/** A canvas with its 2-D context, which a browser that draws at all always has. */
export function newCanvas(width: number, height: number) {
  const canvas = document.createElement('canvas');
  canvas.width = width;
  canvas.height = height;
  return { canvas, context: contextOf(canvas) };
}

/** @throws Error when the browser has no 2-D canvas */
export function contextOf(canvas: HTMLCanvasElement): CanvasRenderingContext2D {
  const context = canvas.getContext('2d');
  if (!context) throw new Error('this browser gives no 2-D canvas to draw on; reload the window');
  return context;
}
