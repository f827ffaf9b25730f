import { wholeNumber, wholeNumbers } from '../conv/fields';
import { checkDivides } from '../conv/layout';
import type { Padding } from '../conv/padding';
import { checkOptions } from '../options';
import type { DType } from '../tensor/dtype';
import type { Tensor } from '../tensor/tensor';
import type { Settings } from './layer';

/** Options of a convolution layer; one number stands for all spatial axes. */
export interface ConvLayerOptions {
  /** Input channels. */
  in: number;
  /** Output channels. */
  out: number;
  /** Size of the filters. */
  kernel: number | readonly number[];
  /** Default 1. */
  stride?: number | readonly number[];
  /** Default 0. */
  padding?: Padding;
  /** Elements from one tap to the next. Default 1. */
  dilation?: number | readonly number[];
  /** Sets of channels that do not meet. Default 1. */
  groups?: number;
  /** Whether there is one, or the bias itself, [out]. Default true. */
  bias?: boolean | Tensor | null;
  /** The filters; drawn at random when left out. */
  weight?: Tensor;
  /** Which random weights: those torch.nn draws after `torch.manual_seed(seed)`. Default 0. */
  seed?: number;
  /** Type of the weights that are drawn: 'float32' (the default) or 'float64'. */
  dtype?: DType;
}

export interface ConvTransposeLayerOptions extends ConvLayerOptions {
  /** Elements added after the end of each axis of the output; smaller than its stride or dilation. Default 0. */
  outputPadding?: number | readonly number[];
}

export const CONV_LAYER_OPTIONS = [
  'in',
  'out',
  'kernel',
  'stride',
  'padding',
  'dilation',
  'groups',
  'bias',
  'weight',
  'seed',
  'dtype',
] as const;

export const CONV_TRANSPOSE_LAYER_OPTIONS = [...CONV_LAYER_OPTIONS, 'outputPadding'] as const;

/** The geometry of a convolution layer with every default filled. */
export interface ConvGeometry {
  in: number;
  out: number;
  kernel: number[];
  stride: number[];
  padding: Padding;
  dilation: number[];
  groups: number;
  /** Zeros for a layer that is not transposed. */
  outputPadding: number[];
}

/**
 * Fills the defaults and checks every option by itself; what they have to be together the operation checks.
 *
 * @throws ArgumentError `options/unknown`, `conv/option-value`, `conv/option-count`
 * @throws ShapeError `conv/groups` when groups does not divide `in` or `out`
 */
export function readGeometry(
  kind: string,
  options: ConvTransposeLayerOptions,
  { spatial, known }: { spatial: number; known: readonly string[] },
): ConvGeometry {
  checkOptions(kind, options, known);
  const { stride = 1, padding = 0, dilation = 1, groups = 1, outputPadding = 0 } = options;
  const list = (name: string, value: unknown, least = 1) =>
    wholeNumbers(`${kind}: ${name}`, value, { spatial, least });
  const geometry = {
    in: wholeNumber(`${kind}: in`, options.in, 1),
    out: wholeNumber(`${kind}: out`, options.out, 1),
    kernel: list('kernel', options.kernel),
    stride: list('stride', stride),
    padding,
    dilation: list('dilation', dilation),
    groups: wholeNumber(`${kind}: groups`, groups, 1),
    outputPadding: list('outputPadding', outputPadding, 0),
  };
  checkDivides(kind, geometry.groups, 'in', geometry.in);
  checkDivides(kind, geometry.groups, 'out', geometry.out);
  return geometry;
}

/** The settings of a layer as they are shown; defaults other than the bias are left out. */
export function geometrySettings(geometry: ConvGeometry, bias: Tensor | null): Settings {
  const settings: Record<string, string> = {
    in: String(geometry.in),
    out: String(geometry.out),
    kernel: geometry.kernel.join(' x '),
  };
  if (geometry.stride.some(step => step !== 1)) settings.stride = axesText(geometry.stride);
  const padding = paddingText(geometry.padding);
  if (padding !== '0') settings.padding = padding;
  if (geometry.outputPadding.some(extra => extra !== 0)) {
    settings.outputPadding = axesText(geometry.outputPadding);
  }
  if (geometry.dilation.some(step => step !== 1)) settings.dilation = axesText(geometry.dilation);
  if (geometry.groups !== 1) settings.groups = String(geometry.groups);
  if (!bias) settings.bias = 'none';
  return settings;
}

/** One number when all axes agree, the list of them otherwise. */
export function axesText(values: readonly (number | string)[]): string {
  return values.every(value => value === values[0]) ? String(values[0]) : `[${values.join(', ')}]`;
}

function paddingText(padding: Padding): string {
  if (typeof padding === 'number' || typeof padding === 'string') {
    return String(padding);
  }
  const ends = (padding as readonly (number | readonly [number, number])[]).map(pad =>
    typeof pad === 'number' ? String(pad) : pad[0] === pad[1] ? String(pad[0]) : `${pad[0]}+${pad[1]}`,
  );
  return axesText(ends);
}
