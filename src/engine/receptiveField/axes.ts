import { Flatten } from '../layers/flatten';
import { Permute } from '../layers/permute';
import type { Step } from '../model/steps';
import { resolveDim } from '../tensor/shape';

/** Where an axis of a step's input is in its output, and whether it is one with others there. */
export interface AxisPlace {
  axis: number;
  merged: boolean;
}

/** The place of an axis behind a step that may move or merge axes; others leave them where they are. */
export function placeAfter(
  { layer, inputShapes }: Pick<Step, 'layer' | 'inputShapes'>,
  axis: number,
): AxisPlace {
  if (layer instanceof Permute) return { axis: layer.dims.indexOf(axis), merged: false };
  if (!(layer instanceof Flatten)) return { axis, merged: false };
  const rank = inputShapes[0]!.length; // a step reads at least one
  const [start, end] = [resolveDim('', layer.startDim, rank), resolveDim('', layer.endDim, rank)];
  if (axis < start) return { axis, merged: false };
  if (axis > end) return { axis: axis - (end - start), merged: false };
  return { axis: start, merged: start < end };
}
