import { sizeOf } from '../engine';
import { paintValues } from './colorScale';
import { drawingOf, valueAt, type Drawing } from './drawing';
import { layoutOf, mapOrigin, type Layout, type Room } from './layout';
import { mapGridOf } from './mapGrid';
import { markOf, markPixel } from './marks';
import type { TensorPayload } from './mime';

/** Pixels, row-major, four bytes each: red, green, blue, alpha. */
export interface RgbaImage {
  width: number;
  height: number;
  data: Uint8Array;
}

const MIN_SIDE = 16;

/** The longest side of an image, about. */
const MAX_SIDE = 1200;
const GAP = 6;
const MARGIN = 4;
const MAX_MAPS_ACROSS = 64;
const BORDER = 0xb8;

const ROOM: Room = {
  width: 720,
  height: 480,
  tallHeight: 720,
  maxCell: 32,
  minMap: 8,
  gap: GAP,
  gutter: 0,
  labelHeight: 0,
};

/**
 * The heatmap as an image for readers without Convbook: the maps of the tensor in the same grid, colours and
 * marks, without words. White behind, a grey frame round each map, 16 to about 1200 pixels a side.
 */
export function heatmapImage(payload: TensorPayload): RgbaImage {
  if (sizeOf(payload.shape) === 0) return blankImage(MIN_SIDE, MIN_SIDE);
  const drawing = drawingOf(payload, imageLimits(payload));
  const layout = layoutOf(drawing.grid, ROOM);
  const image = blankImage(
    Math.max(MIN_SIDE, layout.width + 2 * MARGIN),
    Math.max(MIN_SIDE, layout.height + 2 * MARGIN),
  );
  for (let map = 0; map < drawing.grid.maps; map++) {
    paintFrame(image, layout, map);
    paintMap(image, drawing, layout, map);
  }
  return image;
}

/** Limits under which a grid with one-pixel cells is no wider or higher than an image may be. */
function imageLimits({ view }: TensorPayload) {
  const { maps, across } = mapGridOf(view.shape);
  const longest = across === undefined ? Math.ceil(Math.sqrt(maps)) : Math.max(across, maps / across);
  const side = Math.floor(MAX_SIDE / Math.min(MAX_MAPS_ACROSS, Math.max(1, longest))) - GAP;
  return { elements: Infinity, side, perAxis: MAX_MAPS_ACROSS, maps: MAX_MAPS_ACROSS ** 2 };
}

function blankImage(width: number, height: number): RgbaImage {
  return { width, height, data: new Uint8Array(4 * width * height).fill(255) };
}

function paintFrame(image: RgbaImage, layout: Layout, map: number): void {
  const { x, y } = mapOrigin(layout, map);
  const width = layout.grid.columns * layout.cellWidth + 2;
  const height = layout.grid.rows * layout.cellHeight + 2;
  const start = 4 * ((y + MARGIN - 1) * image.width + x + MARGIN - 1);
  for (let row = 0; row < height; row++) {
    const at = start + 4 * row * image.width;
    for (let column = 0; column < width; column++) {
      image.data.fill(BORDER, at + 4 * column, at + 4 * column + 3);
    }
  }
}

function paintMap(image: RgbaImage, drawing: Drawing, layout: Layout, map: number): void {
  const { rows, columns } = drawing.grid;
  const origin = mapOrigin(layout, map);
  const colors = new Uint8Array(4 * columns);
  for (let row = 0; row < rows; row++) {
    const offset = (map * rows + row) * columns;
    paintValues(drawing.scale, { values: drawing.values, offset, count: columns }, colors);
    const top = MARGIN + origin.y + row * layout.cellHeight;
    for (let column = 0; column < columns; column++) {
      const left = MARGIN + origin.x + column * layout.cellWidth;
      const mark = markOf(valueAt(drawing, { map, row, column }));
      paintCell(image, { left, top, layout }, (x, y) =>
        mark ? markPixel(mark, x, y) : colors.subarray(4 * column, 4 * column + 3),
      );
    }
  }
}

function paintCell(
  image: RgbaImage,
  { left, top, layout }: { left: number; top: number; layout: Layout },
  colorAt: (x: number, y: number) => ArrayLike<number>,
): void {
  for (let y = top; y < top + layout.cellHeight; y++) {
    for (let x = left; x < left + layout.cellWidth; x++) {
      image.data.set(colorAt(x, y), 4 * (y * image.width + x));
    }
  }
}
