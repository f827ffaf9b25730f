import { asLayer, type Model } from '../layers/sequential';
import { traceModel } from '../model/steps';
import type { Shape } from '../tensor/shape';
import { extentsOf, layoutOf, placedAt, readPosition, type Extent, type Layout } from './element';
import { maskOf } from './inputsSeen';
import { extentOf, inputsOf } from './runs';

/** Where the field of one output element lies, per spatial axis, in input elements. */
export interface FieldAt {
  /** Of the output element. */
  position: number[];
  /** From the first element to the last, on padding too, as if every layer went on without borders; null for none. */
  unclipped: Extent[] | null;
  /** The same of real input elements alone, none of them seen through a layer's padding; null for none. */
  clipped: Extent[] | null;
}

/**
 * The receptive field of one output element: from which input element to which, both included.
 *
 *     const conv = new Conv1d({ in: 1, out: 1, kernel: 3, padding: 1 });
 *     fieldAt([conv, conv], [1, 1, 8], [0])   // unclipped [[-2, 2]], clipped [[0, 2]]
 *
 * - `inputShape` [N, C, spatial...] or [C, spatial...]
 * - `position` of the output element, one index per axis behind its channels; default the middle
 *
 * What counts as seen whole `receptiveField` says; which elements in between are seen `inputsSeen` tells.
 * `unclipped` looks at each axis by itself.
 *
 * @throws ArgumentError `field/position`, `field/too-large` for an input or layer of more than 67,108,864 positions,
 *   `layers/not-a-layer`, `model/opaque`
 * @throws ShapeError when the input shape does not suit the layers
 */
export function fieldAt(model: Model, inputShape: Shape, position?: readonly number[]): FieldAt {
  const steps = traceModel(asLayer('fieldAt', model), inputShape);
  const layout = layoutOf(steps);
  const read = readPosition('fieldAt', layout, position);
  return {
    position: read,
    unclipped: unclippedAt(layout, read),
    clipped: extentsOf(maskOf('fieldAt', layout, read)),
  };
}

function unclippedAt(layout: Layout, position: readonly number[]): Extent[] | null {
  const extents: Extent[] = [];
  for (const graph of layout.graphs) {
    // Along an axis that became one of channels, from its first output to its last.
    const placed = placedAt(layout, graph, position);
    const outputs = placed === undefined ? [0, graph.lengths.at(-1)! - 1] : [placed];
    const seen = outputs.map(output => extentOf(inputsOf(graph.steps, output))).filter(one => one !== null);
    if (seen.length === 0) return null;
    extents.push([Math.min(...seen.map(([first]) => first)), Math.max(...seen.map(([, last]) => last))]);
  }
  return extents;
}
