import type { MapGrid } from './mapGrid';

/** The room a drawing has, in pixels. */
export interface Room {
  width: number;
  /** Height a drawing should keep to; grids of small maps may grow to `tallHeight`. */
  height: number;
  tallHeight: number;
  /** Largest side of a cell. */
  maxCell: number;
  /** Smallest side of a map: cells grow to reach it even where that leaves the room. */
  minMap: number;
  /** Between neighbouring maps. */
  gap: number;
  /** Left of the maps, for the labels of lines. */
  gutter: number;
  /** Height of a line of labels above maps. */
  labelHeight: number;
}

/** Where everything of a drawing lies, in pixels from its top left corner. */
export interface Layout {
  grid: MapGrid;
  across: number;
  down: number;
  cellWidth: number;
  cellHeight: number;
  /** Left and top of the first map. */
  left: number;
  top: number;
  /** From one map to the next. */
  stepX: number;
  stepY: number;
  width: number;
  height: number;
}

/** One element of a drawing. */
export interface CellPosition {
  map: number;
  row: number;
  column: number;
}

/** A map's side up to which a tall grid may leave the preferred height. */
const SMALL_MAP = 128;

/** The least width and height of a single map, which may be one element high. */
const MIN_EXTENT = 24;

/** Chooses the cell size, and for flowing maps how many stand across, so that the maps fill the room. */
export function layoutOf(grid: MapGrid, room: Room): Layout {
  if (grid.across !== undefined) return place(grid, room, grid.across);
  const candidates = Array.from({ length: grid.maps }, (_, i) => place(grid, room, i + 1));
  const fitting = candidates.filter(({ width }) => width <= room.width);
  const inBoth = fitting.filter(({ height }) => height <= room.tallHeight);
  if (inBoth.length > 0) return inBoth.reduce((best, next) => (isBetter(next, best) ? next : best));
  return fitting.at(-1) ?? place(grid, room, 1);
}

/** Larger cells are better, then fewer empty places, then fewer lines. */
function isBetter(next: Layout, best: Layout): boolean {
  if (next.cellWidth !== best.cellWidth) return next.cellWidth > best.cellWidth;
  const holes = next.across * next.down - best.across * best.down;
  return holes === 0 ? next.across > best.across : holes < 0;
}

function place(grid: MapGrid, room: Room, across: number): Layout {
  const { rows, columns, maps } = grid;
  const down = Math.max(1, Math.ceil(maps / Math.max(1, across)));
  const ownLabels = grid.mapLabels.length > 0 ? room.labelHeight : 0;
  const left = grid.rowLabels.length > 0 ? room.gutter : 0;
  const header = grid.columnLabels.length > 0 ? room.labelHeight : 0;
  const freeWidth = room.width - left - room.gap * (across - 1);
  const used = header + ownLabels * down + room.gap * (down - 1);
  const cell = cellSide({ rows, columns, across, down }, room, { freeWidth, used });
  const stretched = (count: number) =>
    maps === 1 ? Math.max(cell, Math.ceil(Math.min(MIN_EXTENT, room.maxCell) / Math.max(1, count))) : cell;
  const cellWidth = stretched(columns);
  const cellHeight = stretched(rows);
  const stepX = columns * cellWidth + room.gap;
  const stepY = rows * cellHeight + ownLabels + room.gap;
  return {
    grid,
    across,
    down,
    cellWidth,
    cellHeight,
    left,
    top: header + ownLabels,
    stepX,
    stepY,
    width: left + across * stepX - room.gap,
    height: header + down * stepY - room.gap,
  };
}

function cellSide(
  counts: { rows: number; columns: number; across: number; down: number },
  room: Room,
  free: { freeWidth: number; used: number },
): number {
  const { rows, columns, across, down } = counts;
  const longest = Math.max(1, rows, columns);
  const byHeight = (height: number) => (height - free.used) / Math.max(1, down * rows);
  const preferred = Math.max(byHeight(room.height), Math.min(byHeight(room.tallHeight), SMALL_MAP / longest));
  const byWidth = free.freeWidth / Math.max(1, across * columns);
  const cell = Math.floor(Math.min(byWidth, preferred));
  return Math.min(room.maxCell, Math.max(cell, Math.ceil(room.minMap / longest), 1));
}

/** Left and top of a map. */
export function mapOrigin(layout: Layout, map: number): { x: number; y: number } {
  return {
    x: layout.left + (map % layout.across) * layout.stepX,
    y: layout.top + Math.floor(map / layout.across) * layout.stepY,
  };
}

/** The cell under a point, or undefined between and beside the maps. */
export function cellAt(layout: Layout, x: number, y: number): CellPosition | undefined {
  const { grid, across, cellWidth, cellHeight } = layout;
  const mapX = Math.floor((x - layout.left) / layout.stepX);
  const mapY = Math.floor((y - layout.top) / layout.stepY);
  const map = mapY * across + mapX;
  if (mapX < 0 || mapX >= across || mapY < 0 || map >= grid.maps) return undefined;
  const origin = mapOrigin(layout, map);
  const column = Math.floor((x - origin.x) / cellWidth);
  const row = Math.floor((y - origin.y) / cellHeight);
  return row < grid.rows && column < grid.columns ? { map, row, column } : undefined;
}

/** The cell `down` and `across` of another, over the edge into the neighbouring map; the same at the end. */
export function neighbour(layout: Layout, from: CellPosition, across: number, down: number): CellPosition {
  const { grid } = layout;
  const x = (from.map % layout.across) * grid.columns + from.column + across;
  const y = Math.floor(from.map / layout.across) * grid.rows + from.row + down;
  if (x < 0 || y < 0 || x >= layout.across * grid.columns) return from;
  const map = Math.floor(y / grid.rows) * layout.across + Math.floor(x / grid.columns);
  return map < grid.maps ? { map, row: y % grid.rows, column: x % grid.columns } : from;
}
