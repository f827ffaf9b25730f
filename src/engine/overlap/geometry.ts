import { axisNames, valueText, wholeNumbers } from '../conv/fields';
import { resolveConvTranspose, type Padding, type ResolvedAxis } from '../conv/geometry';
import { ArgumentError, ShapeError } from '../errors';
import { checkOptions } from '../options';
import { shapeText, sizeOf } from '../tensor/shape';

/** A transposed convolution as far as its geometry goes; one number stands for all axes. */
export interface OverlapOptions {
  /** Length of the filter along each axis. */
  kernel: number | readonly number[];
  /** Default 1. */
  stride?: number | readonly number[];
  /** Cropped from the output, as of a transposed convolution. Default 0. */
  padding?: Padding;
  /** Default 1. */
  dilation?: number | readonly number[];
  /** Default 0. */
  outputPadding?: number | readonly number[];
}

/** The most outputs that are counted, and the most pairs of an input and a tap along one axis: seconds. */
const MOST_OUTPUTS = 2 ** 24;
const MOST_PAIRS = 2 ** 28;
/** The longest period that is looked at. */
const MOST_STRIDE = 2 ** 16;

/**
 * Settles the axes of `overlapCounts` and `unevenness`: `input` is one length, or one per axis, 1 to 3 of them.
 *
 * @throws ShapeError, ArgumentError as `overlapCounts` does
 */
export function readOverlap(operation: string, input: unknown, options: OverlapOptions): ResolvedAxis[] {
  checkOptions(operation, options, ['kernel', 'stride', 'padding', 'dilation', 'outputPadding']);
  const { kernel, ...geometry } = options;
  const lengths: unknown[] = Array.isArray(input) ? input : [input];
  const spatial = lengths.length;
  if (spatial < 1 || spatial > 3) {
    throw new ArgumentError(
      'overlap/input',
      `${operation}: input is one length, or one per spatial axis such as [H, W], got ${valueText(input)}`,
    );
  }
  const size = wholeNumbers(`${operation}: input`, lengths, { spatial, least: 1 });
  const filter = wholeNumbers(`${operation}: kernel`, kernel, { spatial, least: 1 });
  const { axes } = resolveConvTranspose(operation, [1, ...size], [1, 1, ...filter], geometry);
  checkSize(operation, axes);
  return axes;
}

function checkSize(operation: string, axes: readonly ResolvedAxis[]): void {
  const output = axes.map(axis => axis.output);
  if (sizeOf(output) > MOST_OUTPUTS) {
    throw new ShapeError(
      'overlap/too-large',
      `${operation}: the output ${shapeText(output)} has ${sizeOf(output)} elements, the most is ${MOST_OUTPUTS} ` +
        '(2^24); the pattern repeats with the stride, so use a smaller input',
    );
  }
  axes.forEach(({ input, filter, stride }, i) => {
    const where = `${operation}, axis ${axisNames(axes.length)[i]}`;
    if (input * filter > MOST_PAIRS) {
      throw new ShapeError(
        'overlap/too-large',
        `${where}: input = ${input} times kernel = ${filter} makes ${input * filter} pairs, the most is ` +
          `${MOST_PAIRS} (2^28); use a smaller input`,
      );
    }
    if (stride > MOST_STRIDE) {
      throw new ShapeError(
        'overlap/too-large',
        `${where}: stride = ${stride}, the most is ${MOST_STRIDE} (2^16); a pattern that long is no checkerboard`,
      );
    }
  });
}
