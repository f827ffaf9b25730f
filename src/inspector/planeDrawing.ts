import { blockText, colorScaleOf, describePart, type Drawing } from '../view';
import type { PlaneView } from './planeView';
import type { InspectorCalls } from './protocol';

/**
 * A plane of a live tensor as the drawing that heatmaps are made of. Colours are those of the whole tensor, so
 * that planes compare.
 */
export function planeDrawing(
  opened: InspectorCalls['tensor/open']['result'],
  view: PlaneView,
  plane: InspectorCalls['tensor/plane']['result'],
): Drawing {
  const { name, shape, dtype, stats } = opened;
  const { rows, columns, rowBlock, columnBlock, data } = plane;
  const means = rowBlock > 1 || columnBlock > 1;
  const block = shape.map((_, axis) => blockOf(axis, view, plane));
  const whole = shape.map((size, axis) => Math.ceil(size / block[axis]!));
  return {
    name,
    provenance: undefined,
    dtype,
    shape,
    stats,
    scale: colorScaleOf(stats),
    grid: { rows, columns, maps: 1, across: 1, rowLabels: [], columnLabels: [], mapLabels: [] },
    values: data,
    valuesDType: means ? 'float64' : dtype,
    means,
    notice: means ? describePart(shape, { shape: whole, block }) : null,
    indexText: ({ row, column }) => {
      const at = view.index.map((position, axis) => {
        if (axis === view.rowAxis) return blockText(row, rowBlock, shape[axis]!);
        if (axis === view.columnAxis) return blockText(column, columnBlock, shape[axis]!);
        return String(position);
      });
      return `[${at.join(', ')}]`;
    },
  };
}

function blockOf(
  axis: number,
  { rowAxis, columnAxis }: PlaneView,
  { rowBlock, columnBlock }: InspectorCalls['tensor/plane']['result'],
): number {
  if (axis === rowAxis) return rowBlock;
  return axis === columnAxis ? columnBlock : 1;
}
