import { perAxis, valueText } from '../conv/fields';
import type { Pads } from '../conv/padding';
import { ArgumentError, ShapeError } from '../errors';
import { checkOptions } from '../options';
import { checkInteger, checkTensor } from '../tensor/check';
import { pad } from '../tensor/pad';
import { reshape } from '../tensor/reshape';
import { shapeText } from '../tensor/shape';
import { slice } from '../tensor/slice';
import type { Tensor } from '../tensor/tensor';
import { perSpatialAxis, splitShape } from './spatial';

export interface StuffOptions {
  /**
   * Zeros put before and after each spatial axis once it is stuffed, as [before, after] pairs; a negative number
   * crops. Default none.
   */
  margins?: readonly (readonly [number, number])[];
}

/**
 * `x` with stride - 1 zeros put between its neighbours, so that a length i becomes stride·(i - 1) + 1: the input
 * of the convolution that a strided transposed convolution amounts to.
 *
 *     zeroStuff(tensor([1, 2, 3]), [2])      // 1 0 2 0 3
 *
 * - `x` [..., spatial...]; a list of strides is for as many last axes, a single number only for [N, C, H, W] and
 *   [N, C, D, H, W]
 *
 * Differentiable.
 *
 * @throws ShapeError `matrix/rank` for fewer axes than strides, `matrix/cropped` when nothing is left
 * @throws ArgumentError `tensor/expected`, `matrix/axes`, `matrix/margins`, `conv/option-value`,
 *   `conv/option-count`, `options/unknown`, `options/not-an-object`, `tensor/too-large`
 */
export function zeroStuff(x: Tensor, stride: number | readonly number[], options: StuffOptions = {}): Tensor {
  const operation = 'zeroStuff';
  checkTensor(operation, 'x', x);
  checkOptions(operation, options, ['margins']);
  const strides = perSpatialAxis(`${operation}: stride`, stride, x.shape);
  const [outer, lengths] = splitShape(operation, x.shape, strides.length);
  const margins = readMargins(operation, options.margins, strides.length);
  // Each element is followed by its zeros, the last one too: those are taken off with the margin.
  const apart = reshape(x, [...outer, ...lengths.flatMap(length => [length, 1])]);
  const gaps = pad(
    apart,
    strides.flatMap(step => [
      [0, 0],
      [0, step - 1],
    ]),
  );
  const spread = reshape(gaps, [...outer, ...lengths.map((length, i) => length * strides[i]!)]);
  return withMargins(
    spread,
    margins.map(([before, after], i) => [before, after - strides[i]! + 1]),
  );
}

/** `x` with its last axes lengthened (zeros) or cropped; lengthened first, so that a crop may reach into it. */
function withMargins(x: Tensor, margins: readonly Pads[]): Tensor {
  const [outer, lengths] = splitShape('zeroStuff', x.shape, margins.length);
  const left = lengths.map((length, i) => length + margins[i]![0] + margins[i]![1]);
  if (left.some(length => length < 1)) {
    throw new ShapeError(
      'matrix/cropped',
      `zeroStuff: the margins leave lengths ${shapeText(left)}, at least one element must remain of each axis; ` +
        'crop less',
    );
  }
  const longer = pad(
    x,
    margins.map(([before, after]) => [Math.max(0, before), Math.max(0, after)]),
  );
  const ranges = margins.map(([before], i) => {
    const start = Math.max(0, -before);
    return [start, start + left[i]!] as const;
  });
  return slice(longer, [...outer.map(() => null), ...ranges]);
}

function readMargins(operation: string, margins: unknown, spatial: number): Pads[] {
  if (margins === undefined) return new Array<Pads>(spatial).fill([0, 0]);
  return perAxis(`${operation}: margins`, margins, spatial).map(pair => {
    if (!Array.isArray(pair) || pair.length !== 2) {
      throw new ArgumentError(
        'matrix/margins',
        `${operation}: margins are [before, after] pairs, one per spatial axis, got ${valueText(margins)}`,
      );
    }
    const [before, after] = pair as unknown[];
    return [
      checkInteger(`${operation}: margin before`, before),
      checkInteger(`${operation}: margin after`, after),
    ];
  });
}
