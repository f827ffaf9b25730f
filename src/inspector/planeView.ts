import type { Shape } from '../engine';
import { Fields } from '../view';
import type { InspectorCalls } from './protocol';

/** Which plane of a tensor is shown. -1 is an axis that the tensor does not have. */
export type PlaneView = InspectorCalls['tensor/plane']['params'];

/** The first plane of the last two axes. */
export function firstView(shape: Shape): PlaneView {
  const rank = shape.length;
  return { rowAxis: rank > 1 ? rank - 2 : -1, columnAxis: rank - 1, index: shape.map(() => 0) };
}

/** The view with another axis down or across; when the other one has it, the two change places. */
export function withAxis(view: PlaneView, which: 'rowAxis' | 'columnAxis', axis: number): PlaneView {
  const other = which === 'rowAxis' ? 'columnAxis' : 'rowAxis';
  const swapped = view[other] === axis ? { [other]: view[which] } : {};
  return { ...view, [which]: axis, ...swapped };
}

/** The view at another position of an axis, kept inside the axis. */
export function withPosition(view: PlaneView, shape: Shape, axis: number, position: number): PlaneView {
  const last = Math.max(0, shape[axis]! - 1);
  const kept = Math.min(last, Math.max(0, Number.isFinite(position) ? Math.trunc(position) : 0));
  return { ...view, index: view.index.map((old, i) => (i === axis ? kept : old)) };
}

/** The axes that have a slider: those that are not drawn. */
export function fixedAxes(view: PlaneView, shape: Shape): number[] {
  return shape.flatMap((_, axis) => (axis === view.rowAxis || axis === view.columnAxis ? [] : [axis]));
}

/** A view as it was kept in the webview's state, or the first one when it does not fit the shape. */
export function restoredView(state: unknown, shape: Shape): PlaneView {
  try {
    const fields = new Fields(state, 'the kept view');
    const view = {
      rowAxis: fields.number('rowAxis'),
      columnAxis: fields.number('columnAxis'),
      index: fields.counts('index'),
    };
    return fits(view, shape) ? view : firstView(shape);
  } catch {
    return firstView(shape); // nothing kept yet, or kept by another version
  }
}

function fits({ rowAxis, columnAxis, index }: PlaneView, shape: Shape): boolean {
  const rank = shape.length;
  if (index.length !== rank || index.some((position, axis) => position >= Math.max(1, shape[axis]!)))
    return false;
  if (rank < 2) return rowAxis === -1 && columnAxis === rank - 1;
  const known = [rowAxis, columnAxis].every(axis => Number.isInteger(axis) && axis >= 0 && axis < rank);
  return known && rowAxis !== columnAxis;
}
