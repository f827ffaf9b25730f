import { tapsInside } from '../conv/axis';
import type { Work } from '../layers/layer';
import type { Step } from '../model/steps';
import { sizeOf } from '../tensor/shape';
import { adaptiveElements, isAdaptivePool } from './adaptive';
import { elementsOf, hasMacs, NOTHING, product, productOf, tapProduct, type Count } from './count';
import type { CostConvention } from './types';

/** What a layer does beside its multiply-accumulates. */
export interface Arithmetic {
  multiplications: Count;
  additions: Count;
}

const NONE: Arithmetic = { multiplications: NOTHING, additions: NOTHING };

/**
 * The arithmetic of a layer that is no multiply-accumulate, for its whole batch.
 *
 * - a bias: one addition per output
 * - batch norm: one multiplication and one addition per element, as once its statistics are known
 * - the mean of a window of k elements: k - 1 additions and one multiplication, by 1/k, per output; with
 *   `padding: 'skip'` as many fewer additions as the window has elements on padding. An adaptive pooling whose
 *   output does not divide its input has windows of uneven k
 * - branches that are added: one addition per element for every branch after the first
 */
export function arithmeticOf(
  { layer, work, inputShapes }: Step,
  { bias, padding }: CostConvention,
): Arithmetic {
  if (hasMacs(work)) {
    const added = bias && 'bias' in layer.parameters() ? sizeOf(work.outputShape) : 0;
    return { ...NONE, additions: productOf([added]) };
  }
  if (work.kind === 'scale') {
    const elements = elementsOf(work.outputShape);
    return { multiplications: elements, additions: elements };
  }
  if (work.kind === 'join' && work.join === 'add' && work.inputs > 1) {
    const added = work.inputs > 2 ? [work.inputs - 1] : [];
    return { ...NONE, additions: productOf([...added, ...work.outputShape]) };
  }
  if (work.kind === 'window' && work.reduce === 'mean') {
    return windowMeans(work, padding);
  }
  if (isAdaptivePool(layer)) {
    const elements = adaptiveElements(inputShapes[0]!, work.outputShape); // a step reads at least one
    return meansOf(elements, elementsOf(work.outputShape));
  }
  return NONE;
}

/** Means of windows that have so many elements together. */
function meansOf(elements: Count, outputs: Count): Arithmetic {
  const added = {
    value: elements.value - outputs.value,
    formula: `${elements.formula} - ${outputs.formula}`,
  };
  return { multiplications: outputs, additions: added };
}

type Window = Extract<Work, { kind: 'window' }>;

function windowMeans({ outputShape, axes }: Window, padding: CostConvention['padding']): Arithmetic {
  const outputs = elementsOf(outputShape);
  if (padding === 'skip') {
    const planes = outputShape.slice(0, -axes.length);
    return meansOf(tapProduct(planes, axes, { count: tapsInside, positions: 'output' }), outputs);
  }
  const elements = product(axes.map(axis => axis.filter));
  const added = {
    value: outputs.value * (elements - 1),
    formula: `${outputs.formula} x (${elements} - 1)`,
  };
  return { multiplications: outputs, additions: added };
}
