import { ArgumentError } from '../errors';
import { checkOptions } from '../options';
import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { outputLength, transposedOutputLength, type ResolvedAxis } from './axis';
import { wholeNumber, wholeNumbers } from './fields';
import { checkBias, checkChannels, checkDivides, readLayout, type Layout } from './layout';
import { convPads, transposedPads, type Padding, type TransposedAxis, type UnpaddedAxis } from './padding';

export {
  outputLength,
  tapsInside,
  tapsInsideTransposed,
  transposedOutputLength,
  type Axis,
  type ResolvedAxis,
} from './axis';
export type { Padding } from './padding';

/** Options of a convolution; one number stands for all spatial axes. */
export interface ConvOptions {
  /** One number per output channel, [Cout]. Default none. */
  bias?: Tensor | null | undefined;
  /** Default 1. */
  stride?: number | readonly number[];
  /** Default 0. */
  padding?: Padding;
  /** Elements from one tap to the next. Default 1. */
  dilation?: number | readonly number[];
  /** Sets of channels that do not meet. Default 1. */
  groups?: number;
}

export interface ConvTransposeOptions extends ConvOptions {
  /** Elements added after the end of each axis of the output; smaller than its stride or dilation. Default 0. */
  outputPadding?: number | readonly number[];
}

/** A convolution with every default filled and every rule checked. */
export interface ResolvedConv {
  operation: string;
  /** 1 for an input without a batch axis. */
  batch: number;
  channelsIn: number;
  channelsOut: number;
  groups: number;
  /** Spatial axes, outermost first. */
  axes: ResolvedAxis[];
  /** Without a batch axis where the input has none. */
  outputShape: Shape;
}

const CONV_OPTIONS = ['bias', 'stride', 'padding', 'dilation', 'groups'] as const;
const TRANSPOSE_OPTIONS = [...CONV_OPTIONS, 'outputPadding'] as const;

/**
 * Settles a convolution of an input [N, Cin, spatial...] or [Cin, spatial...] with a weight
 * [Cout, Cin/groups, filter...]. The number of spatial axes, 1 to 3, is the weight's. A batch of 0 is allowed,
 * any other empty axis is not.
 *
 * @throws ShapeError `shape/invalid`, `conv/rank`, `conv/empty-axis`, `conv/groups`, `conv/channels`, `conv/bias`,
 *   `conv/filter-too-large`
 * @throws ArgumentError `options/not-an-object`, `options/unknown`, `conv/option-value`, `conv/option-count`,
 *   `conv/padding`, `tensor/expected`
 */
export function resolveConv(
  operation: string,
  inputShape: Shape,
  weightShape: Shape,
  options: ConvOptions = {},
): ResolvedConv {
  checkOptions(operation, options, CONV_OPTIONS);
  const { padding = 0 } = options;
  const layout = readLayout(operation, inputShape, weightShape);
  const { channelsIn, names } = layout;
  const channelsOut = weightShape[0]!;
  const groups = readGroups(operation, options);
  checkDivides(operation, groups, 'Cin', channelsIn);
  checkDivides(operation, groups, 'Cout', channelsOut);
  checkChannels(operation, {
    given: channelsIn,
    taken: weightShape[1]! * groups,
    inputShape,
    weightShape,
    groups,
  });
  checkBias(operation, options.bias, channelsOut);
  const unpadded = readAxes(operation, layout, options);
  const pads = convPads(operation, padding, unpadded);
  const axes = unpadded.map((axis, i) => {
    const [padBefore, padAfter] = pads[i]!;
    const padded = { ...axis, padBefore, padAfter };
    return { ...padded, output: outputLength(padded, `${operation}, axis ${names[i]}`) };
  });
  return finish({ operation, channelsIn, channelsOut, groups, axes }, layout.batch);
}

/**
 * Settles a transposed convolution of an input [N, Cin, spatial...] or [Cin, spatial...] with a weight
 * [Cin, Cout/groups, filter...].
 *
 * @throws ShapeError `shape/invalid`, `conv/rank`, `conv/empty-axis`, `conv/groups`, `conv/channels`, `conv/bias`,
 *   `conv/output-empty`, `conv/padding-same`
 * @throws ArgumentError `options/not-an-object`, `options/unknown`, `conv/option-value`, `conv/option-count`,
 *   `conv/padding`, `conv/padding-full`, `conv/output-padding`, `tensor/expected`
 */
export function resolveConvTranspose(
  operation: string,
  inputShape: Shape,
  weightShape: Shape,
  options: ConvTransposeOptions = {},
): ResolvedConv {
  checkOptions(operation, options, TRANSPOSE_OPTIONS);
  const { padding = 0 } = options;
  const layout = readLayout(operation, inputShape, weightShape);
  const { channelsIn, names } = layout;
  const groups = readGroups(operation, options);
  const channelsOut = weightShape[1]! * groups;
  checkDivides(operation, groups, 'Cin', channelsIn);
  checkChannels(operation, { given: channelsIn, taken: weightShape[0]!, inputShape, weightShape, groups });
  checkBias(operation, options.bias, channelsOut);
  const unpadded = readTransposedAxes(operation, layout, options);
  const pads = transposedPads(operation, padding, unpadded);
  const axes = unpadded.map(({ outputPadding, ...axis }, i) => {
    const [padBefore, padAfter] = pads[i]!;
    const padded = { ...axis, padBefore, padAfter };
    return {
      ...padded,
      output: transposedOutputLength(padded, outputPadding, `${operation}, axis ${names[i]}`),
    };
  });
  return finish({ operation, channelsIn, channelsOut, groups, axes }, layout.batch);
}

function readGroups(operation: string, { groups = 1 }: ConvOptions): number {
  return wholeNumber(`${operation}: groups`, groups, 1);
}

function readAxes(operation: string, { input, filter }: Layout, options: ConvOptions): UnpaddedAxis[] {
  const { stride = 1, dilation = 1 } = options;
  const limits = { spatial: input.length, least: 1 };
  const strides = wholeNumbers(`${operation}: stride`, stride, limits);
  const dilations = wholeNumbers(`${operation}: dilation`, dilation, limits);
  return input.map((length, i) => ({
    input: length,
    filter: filter[i]!,
    stride: strides[i]!,
    dilation: dilations[i]!,
  }));
}

function readTransposedAxes(
  operation: string,
  layout: Layout,
  options: ConvTransposeOptions,
): TransposedAxis[] {
  const { outputPadding: given = 0 } = options;
  const extra = wholeNumbers(`${operation}: outputPadding`, given, {
    spatial: layout.input.length,
    least: 0,
  });
  return readAxes(operation, layout, options).map((axis, i) => {
    const outputPadding = extra[i]!;
    if (outputPadding >= Math.max(axis.stride, axis.dilation)) {
      throw new ArgumentError(
        'conv/output-padding',
        `${operation}, axis ${layout.names[i]}: outputPadding = ${outputPadding} must be smaller than the stride or ` +
          `the dilation, which are ${axis.stride} and ${axis.dilation}; lower it or raise the stride`,
      );
    }
    return { ...axis, outputPadding };
  });
}

function finish(conv: Omit<ResolvedConv, 'batch' | 'outputShape'>, batch: number | undefined): ResolvedConv {
  const image = [conv.channelsOut, ...conv.axes.map(axis => axis.output)];
  return { ...conv, batch: batch ?? 1, outputShape: batch === undefined ? image : [batch, ...image] };
}
