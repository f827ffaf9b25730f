import { asLayer, type Model } from '../layers/sequential';
import { fieldOf, spatialAxesOf } from '../receptiveField/field';
import { bytesPerElement } from '../tensor/dtype';
import { shapeText, sizeOf, type Shape } from '../tensor/shape';
import { readConvention, type CostOptions } from './convention';
import { countBiasAdditions, countMacs, countParams, type Count } from './count';
import { traceModel, type Step } from '../model/steps';
import type {
  CostConvention,
  CostFormulas,
  CostReport,
  CostRow,
  CostTotals,
  CountedFigure,
  ReceptiveField,
} from './types';

const FLOAT32_BYTES = bytesPerElement('float32');

/**
 * What a layer or model costs for an input of a shape: one row per layer that does its own work, and totals.
 *
 * - `macs`: multiply-accumulates; a transposed convolution is counted as it scatters its inputs
 * - `multiplications`: one per MAC, nothing else
 * - `additions`: one per MAC, onto a sum that starts at zero, and one per output element for a bias
 * - `flops`: `flopsPerMac` per MAC, and one per output element for a bias
 * - `params`: elements of the weights, and of the biases
 *
 * With `bias: false` the biases that a layer has enter none of them. Layers that multiply nothing (ReLU, a
 * channel shuffle) cost nothing but the memory of their output.
 *
 * @throws ShapeError when the input does not suit the layers
 * @throws ArgumentError `options/unknown`, `cost/convention`, `layers/not-a-layer`
 */
export function cost(model: Model, inputShape: Shape, options: CostOptions = {}): CostReport {
  const convention = readConvention('cost', options);
  const layer = asLayer('cost', model);
  const steps = traceModel(layer, inputShape);
  const axes = spatialAxesOf(steps);
  const rows = steps.map((step, i) => rowOf(step, fieldOf(steps, i, axes), convention));
  return {
    kind: 'cost',
    title: `${layer.kind} on ${shapeText(inputShape)}`,
    rows,
    totals: totalsOf(rows),
    convention,
  };
}

function rowOf(step: Step, receptiveField: ReceptiveField, convention: CostConvention): CostRow {
  const { name, layer, inputShapes, work } = step;
  const params = countParams(layer, convention);
  const macs = countMacs(work, convention.padding);
  const biasAdditions = countBiasAdditions(layer, work, convention);
  return {
    name,
    kind: layer.kind,
    inputShape: inputShapes[0]!, // a step reads at least one
    outputShape: work.outputShape,
    params: params.value,
    macs: macs.value,
    flops: convention.flopsPerMac * macs.value + biasAdditions,
    multiplications: macs.value,
    additions: macs.value + biasAdditions,
    activationBytes: sizeOf(work.outputShape) * FLOAT32_BYTES,
    weightBytes: params.value * FLOAT32_BYTES,
    receptiveField,
    formulas: formulasOf(
      { params, macs, biasAdditions, flopsPerMac: convention.flopsPerMac },
      work.outputShape,
    ),
  };
}

interface Counts {
  params: Count;
  macs: Count;
  biasAdditions: number;
  flopsPerMac: number;
}

function formulasOf({ params, macs, biasAdditions, flopsPerMac }: Counts, outputShape: Shape): CostFormulas {
  const bias = biasAdditions === 0 ? '' : ` + ${biasAdditions}`;
  const perMac = macs.value === 0 ? '0' : `${flopsPerMac} x ${macs.value}`;
  return {
    params: params.formula,
    macs: macs.formula,
    multiplications: macs.formula,
    additions: `${macs.value}${bias}`,
    flops: `${perMac}${bias}`,
    activationBytes: [...outputShape, FLOAT32_BYTES].join(' x '),
    weightBytes: params.value === 0 ? '0' : `${params.value} x ${FLOAT32_BYTES}`,
  };
}

/** Sums of the rows' counts and bytes, from the first input to the last output. */
function totalsOf(rows: readonly CostRow[]): CostTotals {
  const first = rows[0]!; // a model has at least one layer
  const last = rows[rows.length - 1]!;
  const sum = (figure: CountedFigure): number => rows.reduce((total, row) => total + row[figure], 0);
  return {
    inputShape: first.inputShape,
    outputShape: last.outputShape,
    params: sum('params'),
    macs: sum('macs'),
    flops: sum('flops'),
    multiplications: sum('multiplications'),
    additions: sum('additions'),
    activationBytes: sum('activationBytes'),
    weightBytes: sum('weightBytes'),
    receptiveField: last.receptiveField,
  };
}
