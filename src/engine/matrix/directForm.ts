import { filterSpan } from '../conv/axis';
import { conv1d, conv2d, conv3d } from '../conv/conv';
import { resolveConvTranspose, type ConvTransposeOptions, type ResolvedAxis } from '../conv/geometry';
import { checkDTypes } from '../conv/operands';
import type { Pads } from '../conv/padding';
import { checkTensor } from '../tensor/check';
import type { Tensor } from '../tensor/tensor';
import { turnKernel } from './turnKernel';
import { zeroStuff } from './zeroStuff';

/** One axis of a transposed convolution as a convolution of a zero-stuffed input with stride 1. */
export interface DirectAxis {
  /** What the stuffed input gains before and after; negative is cropped. */
  margin: Pads;
  /** Padding of the convolution. */
  padding: Pads;
}

/**
 * The convolution pads by dilation·(filter - 1) less the padding of the layer, which crops; where the layer crops
 * more than the filter adds, the stuffed input is cropped instead. Output padding is more zeros at its end.
 *
 * @source Dumoulin & Visin, arXiv:1603.07285, relationship 14 (generalised to dilation and uneven padding)
 */
export function directAxis(axis: ResolvedAxis): DirectAxis {
  const reach = filterSpan(axis) - 1;
  const [before, after] = [reach - axis.padBefore, reach - axis.padAfter];
  const stuffed = axis.stride * (axis.input - 1) + 1;
  const outputPadding = axis.output + reach - (stuffed + before + after);
  return {
    margin: [Math.min(0, before), outputPadding + Math.min(0, after)],
    padding: [Math.max(0, before), Math.max(0, after)],
  };
}

export interface DirectForm {
  /** The input with stride - 1 zeros between its elements, lengthened by the output padding. */
  input: Tensor;
  /** The weight turned by 180 degrees, its channels exchanged: [Cout, Cin/groups, filter...]. */
  weight: Tensor;
  /** Of the convolution, not of the layer: [before, after] per axis. */
  padding: readonly Pads[];
  dilation: readonly number[];
  groups: number;
  /** The convolution's output, which is that of the transposed one. */
  result: Tensor;
}

const CONV = [conv1d, conv2d, conv3d] as const;

/**
 * A transposed convolution in its direct form: an ordinary convolution with stride 1 over the zero-stuffed input,
 * with the turned weight. It multiplies mostly zeros, and shows what a transposed convolution does.
 *
 *     const { input, weight, padding } = directForm(x, w);       // 2x2, 3x3 filter: padding [[2, 2], [2, 2]]
 *     conv2d(input, weight, { padding })                         // convTranspose2d(x, w), 4x4
 *
 * - `x` [N, Cin, spatial...] or [Cin, spatial...], `w` [Cin, Cout/groups, filter...], both float32 or both float64;
 *   1 to 3 spatial axes
 * - `options` as of the transposed convolution; a bias is added to the result
 *
 * Differentiable.
 *
 * @throws ShapeError, ArgumentError as `resolveConvTranspose` does, and `tensor/expected`, `conv/dtype`
 */
export function directForm(x: Tensor, w: Tensor, options: ConvTransposeOptions = {}): DirectForm {
  const operation = 'directForm';
  checkTensor(operation, 'x', x);
  checkTensor(operation, 'w', w);
  const { axes, groups } = resolveConvTranspose(operation, x.shape, w.shape, options);
  checkDTypes(operation, { x, w });
  const direct = axes.map(directAxis);
  const input = zeroStuff(
    x,
    axes.map(axis => axis.stride),
    { margins: direct.map(axis => axis.margin) },
  );
  const weight = turnKernel(w, { groups });
  const settings = {
    padding: direct.map(axis => axis.padding),
    dilation: axes.map(axis => axis.dilation),
    groups,
  };
  const result = CONV[axes.length - 1]!(input, weight, { ...settings, bias: options.bias });
  return { input, weight, ...settings, result };
}
