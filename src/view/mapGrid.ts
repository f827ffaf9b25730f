import { sizeOf, type Shape } from '../engine';
import { axisNames } from './axisNames';

/** How many maps a tensor has, how they stand, and what is written beside them. Maps are the last two axes. */
export interface MapGrid {
  /** Elements of one map, down and across. */
  rows: number;
  columns: number;
  /** Maps altogether. */
  maps: number;
  /** Maps across, when the grid is fixed; undefined when maps flow from line to line. */
  across: number | undefined;
  /** Labels of a fixed grid's lines and columns of maps, or one for each flowing map; empty when not needed. */
  rowLabels: string[];
  columnLabels: string[];
  mapLabels: string[];
}

/**
 * The grid of a tensor: one map up to two axes; C maps that flow for three; N down and C across for four
 * (flowing when there is one N or one C); with more axes, all leading axes but the last are folded downwards.
 */
export function mapGridOf(shape: Shape): MapGrid {
  const rank = shape.length;
  const leading = shape.slice(0, Math.max(0, rank - 2));
  const maps = sizeOf(leading);
  const grid = {
    rows: rank > 1 ? shape[rank - 2]! : 1,
    columns: rank > 0 ? shape[rank - 1]! : 1,
    maps,
    across: undefined,
    rowLabels: [],
    columnLabels: [],
    mapLabels: [],
  };
  if (leading.length === 0) return { ...grid, across: 1 };
  const names = axisNames(rank);
  const across = leading.at(-1)!;
  const folded = leading.slice(0, -1);
  if (across === 1 || sizeOf(folded) === 1) {
    return { ...grid, mapLabels: labelsOf(leading, names) };
  }
  return {
    ...grid,
    across,
    rowLabels: labelsOf(folded, names),
    columnLabels: labelsOf([across], [names[leading.length - 1]!]),
  };
}

/** One label for every index into `sizes`, first axis slowest; axes of a single element are left out: `N0 C3`. */
function labelsOf(sizes: Shape, names: readonly string[]): string[] {
  const several = sizes.filter(size => size > 1).length > 0;
  let labels = [''];
  sizes.forEach((size, axis) => {
    const named = size > 1 || (!several && axis === sizes.length - 1);
    const parts = Array.from({ length: size }, (_, i) => (named ? indexLabel(names[axis]!, i) : ''));
    labels = labels.flatMap(label => parts.map(part => (label && part ? `${label} ${part}` : label + part)));
  });
  return labels;
}

function indexLabel(name: string, index: number): string {
  return name.length === 1 ? `${name}${index}` : `${name}: ${index}`;
}
