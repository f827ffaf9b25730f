import { ShapeError } from '../errors';

/** One spatial axis of a convolution. Lengths are in elements, never bytes. */
export interface Axis {
  input: number;
  filter: number;
  stride: number;
  dilation: number;
  padBefore: number;
  padAfter: number;
}

/** An axis whose output length is settled. */
export interface ResolvedAxis extends Axis {
  output: number;
}

/** Elements from the first tap of a dilated filter to its last, both included. */
export function filterSpan({ dilation, filter }: Pick<Axis, 'dilation' | 'filter'>): number {
  return dilation * (filter - 1) + 1;
}

/**
 * Output length along one axis, rounding down.
 *
 *     floor((input + padBefore + padAfter - dilation·(filter - 1) - 1) / stride) + 1
 *
 * Call it once per axis: nothing here assumes square filters or equal strides. `where` names the operation
 * and axis in the message.
 *
 * @throws ShapeError `conv/filter-too-large` when the dilated filter exceeds the padded input
 * @source Dumoulin & Visin, arXiv:1603.07285, relationship 15 (generalised to uneven padding)
 */
export function outputLength(axis: Axis, where = 'convolution'): number {
  const span = filterSpan(axis);
  const room = axis.input + axis.padBefore + axis.padAfter;
  if (span > room) {
    throw new ShapeError(
      'conv/filter-too-large',
      `${where}: the filter spans ${span} elements (filter = ${axis.filter}, dilation = ${axis.dilation}) ` +
        `but the padded input has ${room} (input = ${axis.input}, padding = ${axis.padBefore} + ${axis.padAfter}); ` +
        'add padding, or reduce the filter or dilation',
    );
  }
  return Math.floor((room - span) / axis.stride) + 1;
}

/**
 * Output length of a transposed convolution along one axis.
 *
 *     stride·(input - 1) + outputPadding + dilation·(filter - 1) + 1 - padBefore - padAfter
 *
 * @throws ShapeError `conv/output-empty` when the padding crops everything away
 * @source Dumoulin & Visin, arXiv:1603.07285, relationship 14 (generalised to dilation and uneven padding)
 */
export function transposedOutputLength(
  axis: Axis,
  outputPadding = 0,
  where = 'transposed convolution',
): number {
  const reached = axis.stride * (axis.input - 1) + outputPadding + filterSpan(axis);
  const cropped = axis.padBefore + axis.padAfter;
  if (cropped >= reached) {
    throw new ShapeError(
      'conv/output-empty',
      `${where}: padding = ${axis.padBefore} + ${axis.padAfter} crops ${cropped} of the ${reached} elements ` +
        'the filters reach, at least one must remain; reduce padding',
    );
  }
  return reached - cropped;
}

/**
 * Where tap `tap` of a filter placed at position 0 falls on the longer side of the axis: position p of the
 * shorter side meets element `stride·p + tapOffset`. Negative on the padding before.
 */
export function tapOffset(axis: Axis, tap: number): number {
  return axis.dilation * tap - axis.padBefore;
}

/** The first of the positions 0, 1, ... whose `stride·position + offset` is not before element 0. */
export function firstInside(offset: number, stride: number): number {
  return offset >= 0 ? 0 : Math.ceil(-offset / stride);
}

/** One past the last of `positions` positions whose `stride·position + offset` is below `length`. */
export function endInside(offset: number, stride: number, length: number, positions: number): number {
  return Math.min(positions, Math.max(0, Math.ceil((length - offset) / stride)));
}

/**
 * Pairs of an output element and a tap that read a real input element, not padding, along one axis. The
 * product over the axes is the count for one channel pair of a convolution.
 */
export function tapsInside(axis: ResolvedAxis): number {
  return pairsInside(axis, axis.input, axis.output);
}

/**
 * Pairs of an input element and a tap that land inside the output, not in the crop, along one axis of a
 * transposed convolution.
 */
export function tapsInsideTransposed(axis: ResolvedAxis): number {
  return pairsInside(axis, axis.output, axis.input);
}

function pairsInside(axis: Axis, length: number, positions: number): number {
  let pairs = 0;
  for (let tap = 0; tap < axis.filter; tap++) {
    const offset = tapOffset(axis, tap);
    const first = firstInside(offset, axis.stride);
    const end = endInside(offset, axis.stride, length, positions);
    pairs += Math.max(0, end - first);
  }
  return pairs;
}
