import { ArgumentError, ShapeError } from '../errors';
import { filterSpan, type Axis } from './axis';
import { axisNames, perAxis, valueText, wholeNumber } from './fields';

/**
 * How far the input reaches beyond its ends: one number for all ends, one per axis, a [before, after] pair per
 * axis, or a rule.
 */
export type Padding =
  number | readonly number[] | readonly (readonly [number, number])[] | 'same' | 'valid' | 'full';

/** Padding of one axis: elements before and after. */
export type Pads = readonly [before: number, after: number];

/** An axis before its padding is settled. */
export type UnpaddedAxis = Omit<Axis, 'padBefore' | 'padAfter'>;

export type TransposedAxis = UnpaddedAxis & { outputPadding: number };

/**
 * Padding per axis of a convolution.
 *
 * - `'valid'`: none.
 * - `'same'`: ceil(input / stride) outputs, so the same length at stride 1; an odd total puts the extra
 *   element after, as PyTorch and ONNX's SAME_UPPER do.
 * - `'full'`: dilation·(filter - 1) on both ends, so that every tap meets every element.
 *
 * @throws ArgumentError `conv/padding`, `conv/option-count`, `conv/option-value`
 */
export function convPads(operation: string, padding: Padding, axes: readonly UnpaddedAxis[]): Pads[] {
  if (typeof padding !== 'string') {
    return explicitPads(operation, padding, axes.length);
  }
  switch (padding) {
    case 'valid':
      return axes.map(() => [0, 0]);
    case 'full':
      return axes.map(axis => [filterSpan(axis) - 1, filterSpan(axis) - 1]);
    case 'same':
      return axes.map(axis => {
        const last = axis.stride * (Math.ceil(axis.input / axis.stride) - 1);
        return halves(Math.max(0, last + filterSpan(axis) - axis.input));
      });
    default:
      throw unknownPadding(operation, padding);
  }
}

/**
 * Padding per axis of a transposed convolution: what is cropped from its output.
 *
 * - `'valid'`: none.
 * - `'same'`: stride·input outputs, the adjoint of a `'same'` convolution; an odd total crops the extra
 *   element after (ONNX's SAME_UPPER). Output padding then lengthens the crop, not the output.
 * - `'full'` has no meaning here: uncropped is `'valid'` already.
 *
 * @throws ArgumentError `conv/padding`, `conv/padding-full`, `conv/option-count`, `conv/option-value`
 * @throws ShapeError `conv/padding-same` when the filter does not reach stride·input outputs
 */
export function transposedPads(operation: string, padding: Padding, axes: readonly TransposedAxis[]): Pads[] {
  if (typeof padding !== 'string') {
    return explicitPads(operation, padding, axes.length);
  }
  switch (padding) {
    case 'valid':
      return axes.map(() => [0, 0]);
    case 'full':
      throw new ArgumentError(
        'conv/padding-full',
        `${operation}: padding = 'full' has no meaning for a transposed convolution, whose output is cropped by ` +
          "its padding; use 'valid' (or 0) to keep everything the filters reach",
      );
    case 'same': {
      const names = axisNames(axes.length);
      return axes.map((axis, i) => sameCrop(`${operation}, axis ${names[i]}`, axis));
    }
    default:
      throw unknownPadding(operation, padding);
  }
}

function sameCrop(where: string, axis: TransposedAxis): Pads {
  const span = filterSpan(axis);
  const crop = span + axis.outputPadding - axis.stride;
  if (crop < 0) {
    throw new ShapeError(
      'conv/padding-same',
      `${where}: padding = 'same' needs the filter's span plus outputPadding to be at least the stride, ` +
        `got ${span} + ${axis.outputPadding} against ${axis.stride}; use outputPadding = ${axis.stride - span}`,
    );
  }
  return halves(crop);
}

function halves(total: number): Pads {
  const before = Math.floor(total / 2);
  return [before, total - before];
}

function explicitPads(operation: string, padding: unknown, spatial: number): Pads[] {
  const names = axisNames(spatial);
  return perAxis(`${operation}: padding`, padding, spatial).map((entry, i) => {
    const where = `${operation}: padding of axis ${names[i]}`;
    if (!Array.isArray(entry)) {
      const pad = wholeNumber(where, entry, 0);
      return [pad, pad];
    }
    if (entry.length !== 2) {
      throw new ArgumentError(
        'conv/padding',
        `${where} must be a number or a pair [before, after], got ${entry.length} entries in ${valueText(entry)}`,
      );
    }
    return [wholeNumber(`${where}, before,`, entry[0], 0), wholeNumber(`${where}, after,`, entry[1], 0)];
  });
}

function unknownPadding(operation: string, padding: string): ArgumentError {
  return new ArgumentError(
    'conv/padding',
    `${operation}: padding = ${valueText(padding)} is unknown; ` +
      "use a number, a list per axis, [before, after] pairs per axis, 'same', 'valid' or 'full'",
  );
}
