import { tapsInside } from '../../conv/axis';
import { adaptiveElements, isAdaptivePool } from '../../cost/adaptive';
import { countMacs, elementsOf, hasMacs, product, productOf, type Count } from '../../cost/count';
import { AvgPool1d, AvgPool2d, AvgPool3d } from '../../layers/avgPool';
import type { Step } from '../../model/steps';
import { hasBias, isConv, outputTerm, perOutput, WHY, type Term, type Tool } from '../tool';

/**
 * A convolution, transposed or not, by its outputs; a linear layer without its bias; batch norm by 4 per element, 2
 * without weight and bias; an average pooling by its outputs, an adaptive one by (inputs per output + 1) for each.
 */
export const thop: Tool = {
  name: 'thop',
  version: 'commit 9e106f3',
  metric: 'MACs',
  source:
    'Lyken17/pytorch-OpCounter, thop/vision/basic_hooks.py and calc_func.py: calculate_conv2d_flops, ' +
    'calculate_linear, count_normalization, count_avgpool, count_adap_avgpool',
  params: 'all',
  rule: step => {
    const { work, layer } = step;
    if (isConv(step)) {
      const { channelsIn, groups } = step.work.conv;
      return [outputTerm(step, { channels: channelsIn / groups, why: WHY.outputs })];
    }
    if (isAdaptivePool(layer)) return [{ ...perRatio(step), why: WHY.pooling }];
    if (isMean(step)) return [{ ...perOutput(step), why: WHY.pooling }];
    return work.kind === 'dense' ? [countMacs(work, 'count')] : normTerms(step);
  },
};

/** As `thop`, but a transposed convolution by its inputs, and poolings by the elements of their windows. */
export const ultralyticsThop: Tool = {
  name: 'ultralytics-thop',
  version: 'commit 0174ddf',
  metric: 'MACs',
  source:
    'ultralytics/thop, thop/vision/basic_hooks.py and calc_func.py: calculate_conv2d_flops, calculate_linear, ' +
    'count_normalization, count_avgpool, count_adap_avgpool',
  params: 'all',
  rule: step => {
    if (hasMacs(step.work)) return [countMacs(step.work, 'count')];
    if (!isAdaptivePool(step.layer) && !isMean(step)) return normTerms(step);
    return [windowElements(step), elementsOf(step.work.outputShape)].map(count => ({
      ...count,
      why: WHY.pooling,
    }));
  },
};

function isMean({ work }: Step): boolean {
  return work.kind === 'window' && work.reduce === 'mean';
}

function normTerms(step: Step): Term[] {
  return step.work.kind === 'scale' ? [{ ...perOutput(step, hasBias(step) ? 4 : 2), why: WHY.norm }] : [];
}

/** The inputs per output need not be whole; their product is cut off. */
function perRatio({ inputShapes, work }: Step): Count {
  const pooled = inputShapes[0]!.map((size, axis) => [size, work.outputShape[axis]!] as const);
  const ratio = product(pooled.map(([size, output]) => (size === output ? 1 : size / output)));
  const outputs = elementsOf(work.outputShape);
  const shown = Number.isInteger(ratio) ? ratio : Number(ratio.toFixed(4));
  return { value: Math.trunc((ratio + 1) * outputs.value), formula: `(${shown} + 1) x ${outputs.formula}` };
}

/** Elements of all windows; zeros of the padding among them where the layer counts them. */
function windowElements({ layer, work, inputShapes }: Step): Count {
  if (work.kind !== 'window' || isAdaptivePool(layer)) {
    return adaptiveElements(inputShapes[0]!, work.outputShape);
  }
  const planes = work.outputShape.slice(0, -work.axes.length);
  const padded = isAvgPool(layer) && layer.countIncludePad;
  return productOf([
    ...planes,
    ...work.axes.map(axis => (padded ? axis.filter * axis.output : tapsInside(axis))),
  ]);
}

function isAvgPool(layer: unknown): layer is AvgPool1d | AvgPool2d | AvgPool3d {
  return layer instanceof AvgPool1d || layer instanceof AvgPool2d || layer instanceof AvgPool3d;
}
