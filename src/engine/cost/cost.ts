import { asLayer, type Model } from '../layers/sequential';
import { traceModel, type Step } from '../model/steps';
import { fieldOf, spatialAxesOf } from '../receptiveField/field';
import { bytesPerElement } from '../tensor/dtype';
import { shapeText, type Shape } from '../tensor/shape';
import { arithmeticOf } from './arithmetic';
import { readConvention, type CostOptions } from './convention';
import { countMacs, countParams, elementsOf, hasMacs, sumOf, type Count } from './count';
import {
  COUNTED_FIGURES,
  type CostConvention,
  type CostReport,
  type CostRow,
  type CostTotals,
  type CountedFigure,
  type ReceptiveField,
} from './types';

const FLOAT32_BYTES = bytesPerElement('float32');

/**
 * What a layer or model costs for an input of a shape: one row per layer that does its own work and per meeting
 * of branches, and totals. Displayed it is a table; every figure has its formula.
 *
 *     cost(new Conv2d({ in: 3, out: 128, kernel: 3, bias: false }), [1, 3, 7, 7]).totals.macs   // 86400
 *
 * - `macs`: multiply-accumulates of convolutions and linear layers; a transposed convolution is counted as it
 *   scatters its inputs
 * - `multiplications`: one per MAC; one per element of a batch norm and per output of an average pooling
 * - `additions`: one per MAC, onto a sum that starts at zero; one per output for a bias; one per element of a
 *   batch norm; k - 1 per output of an average pooling of k elements; one per element for every branch that is
 *   added to the first
 * - `flops`: `flopsPerMac` per MAC, and one per other multiplication and addition
 * - `params`: elements of the weights and biases, batch norm's too; running statistics are none
 * - `activations`: elements of the outputs
 * - `activationBytes`, `weightBytes`: of the outputs and of the parameters, float32
 * - `bytesMoved`: inputs, parameters and outputs of each layer, each once, as if no layer kept anything for the next
 * - `arithmeticIntensity`: FLOPs per byte moved. Below a machine's ratio of the two rates, memory sets the pace
 *
 * ReLU and other activations, max pooling, shuffles, flatten and concatenation multiply and add nothing: they have
 * their bytes alone. A batch norm has no MACs, since it can be folded into the layer before it.
 *
 * Options: `bias: false` leaves out the biases of convolutions and linear layers; `padding: 'skip'` counts only taps
 * on real elements, not those on padding or on what a transposed convolution crops; `flopsPerMac: 1` counts a
 * multiply-accumulate as one.
 *
 * @throws ShapeError when the input does not suit the layers
 * @throws ArgumentError `options/unknown`, `cost/convention`, `layers/not-a-layer`
 * @source Williams, Waterman & Patterson, "Roofline", Communications of the ACM 52(4), 2009, for the intensity
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
  const counts = countsOf(step, convention);
  const values = entriesOf(counts, ({ value }) => value);
  const formulas = entriesOf(counts, ({ formula }) => formula);
  const { flops, bytesMoved } = values;
  return {
    name,
    kind: layer.kind,
    inputShape: inputShapes[0]!, // a step reads at least one
    outputShape: work.outputShape,
    ...values,
    arithmeticIntensity: intensity(values),
    receptiveField,
    formulas: { ...formulas, arithmeticIntensity: intensityFormula({ flops, bytesMoved }) },
  };
}

function countsOf(step: Step, convention: CostConvention): Record<CountedFigure, Count> {
  const { layer, work, inputShapes } = step;
  const macs = countMacs(work, convention.padding);
  const other = arithmeticOf(step, convention);
  const params = countParams(layer, { bias: convention.bias || !hasMacs(work) });
  const outputs = elementsOf(work.outputShape);
  return {
    params,
    macs,
    multiplications: sumOf([macs, other.multiplications]),
    additions: sumOf([shown(macs.value), other.additions]),
    flops: sumOf([
      { value: convention.flopsPerMac * macs.value, formula: `${convention.flopsPerMac} x ${macs.value}` },
      other.multiplications,
      other.additions,
    ]),
    activations: outputs,
    activationBytes: bytesOf(outputs),
    weightBytes: bytesOf(shown(params.value)),
    bytesMoved: bytesOf(sumOf([...inputShapes.map(elementsOf), shown(params.value), outputs])),
  };
}

/** A count whose own formula stands elsewhere. */
function shown(value: number): Count {
  return { value, formula: String(value) };
}

function bytesOf({ value, formula }: Count): Count {
  const factor = formula.includes(' + ') ? `(${formula})` : formula;
  return {
    value: value * FLOAT32_BYTES,
    formula: formula === '0' ? formula : `${factor} x ${FLOAT32_BYTES}`,
  };
}

function intensity({ flops, bytesMoved }: Pick<CostTotals, 'flops' | 'bytesMoved'>): number {
  return bytesMoved === 0 ? 0 : flops / bytesMoved;
}

/** FLOPs per byte with its figures put in. */
export function intensityFormula({ flops, bytesMoved }: Pick<CostTotals, 'flops' | 'bytesMoved'>): string {
  return bytesMoved === 0 ? '0' : `${flops} / ${bytesMoved}`;
}

function entriesOf<T>(
  counts: Record<CountedFigure, Count>,
  read: (count: Count) => T,
): Record<CountedFigure, T> {
  const entries = COUNTED_FIGURES.map(figure => [figure, read(counts[figure])]);
  return Object.fromEntries(entries) as Record<CountedFigure, T>; // one entry for each figure
}

/** Sums of the rows' counts and bytes, from the first input to the last output. */
function totalsOf(rows: readonly CostRow[]): CostTotals {
  const sum = (figure: CountedFigure): number => rows.reduce((total, row) => total + row[figure], 0);
  const entries = COUNTED_FIGURES.map(figure => [figure, sum(figure)]);
  const sums = Object.fromEntries(entries) as Record<CountedFigure, number>; // one entry for each figure
  const last = rows[rows.length - 1]!; // a model has at least one layer
  return {
    inputShape: rows[0]!.inputShape,
    outputShape: last.outputShape,
    ...sums,
    arithmeticIntensity: intensity(sums),
    receptiveField: last.receptiveField,
  };
}
