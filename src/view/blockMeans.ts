import type { TypedArray } from '../engine';
import { CHUNK_LENGTH, readChunk } from './chunks';

/** One map (a plane of a tensor), and the blocks that its part shows. Sizes are in elements. */
export interface BlockedMap {
  rows: number;
  columns: number;
  rowBlock: number;
  columnBlock: number;
  shownRows: number;
  shownColumns: number;
}

/**
 * Writes the mean of every block of a map, row-major; the last blocks of a row or column may be smaller. Reads
 * the elements once, in their order.
 */
export function blockMeans(source: TypedArray, map: BlockedMap, target: TypedArray): void {
  const { rows, columns, rowBlock, columnBlock, shownColumns } = map;
  const sums = new Float64Array(shownColumns);
  const chunk = new Float64Array(Math.min(source.length, CHUNK_LENGTH));
  let row = 0;
  let shown = 0;
  let left = Math.min(columnBlock, columns);
  let sum = 0;
  for (let start = 0; start < source.length; start += CHUNK_LENGTH) {
    const count = readChunk(source, start, chunk);
    for (let i = 0; i < count; i++) {
      sum += chunk[i]!;
      if (--left > 0) continue;
      sums[shown++]! += sum;
      sum = 0;
      if (shown === shownColumns) {
        shown = 0;
        row++;
        if (row % rowBlock === 0 || row === rows) writeMeans(sums, row, map, target);
      }
      left = Math.min(columnBlock, columns - shown * columnBlock);
    }
  }
}

/** Turns the sums of the blocks that end before `row` into means, and clears them. */
function writeMeans(sums: Float64Array, row: number, map: BlockedMap, target: TypedArray): void {
  const shownRow = Math.ceil(row / map.rowBlock) - 1;
  const height = row - shownRow * map.rowBlock;
  for (let shown = 0; shown < sums.length; shown++) {
    const width = Math.min(map.columnBlock, map.columns - shown * map.columnBlock);
    target[shownRow * sums.length + shown] = sums[shown]! / (width * height);
  }
  sums.fill(0);
}
