import { ShapeError } from '../errors';
import { checkTensor } from '../tensor/check';
import { shapeText } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';

/** What a weight of a named kind must look like beyond what any convolution asks. */
export interface FilterRule {
  /** Name of the argument, for messages. */
  name: string;
  /** Sizes the weight [C0, C1, kH, kW] must have; null where any will do. */
  shape: readonly [number | null, number | null, number | null, number | null];
  /** The shape in words, such as `[Cout, Cin, 1, 1]`. */
  layout: string;
}

/**
 * Checks a weight against the rule of its kind.
 *
 * @throws ShapeError `kinds/weight`
 * @throws ArgumentError `tensor/expected` when it is not a tensor
 */
export function checkFilter(operation: string, weight: Tensor, rule: FilterRule): Tensor {
  const { shape } = checkTensor(operation, rule.name, weight);
  const fits =
    shape.length === rule.shape.length &&
    rule.shape.every((size, axis) => size === null || size === shape[axis]);
  if (!fits) {
    throw new ShapeError(
      'kinds/weight',
      `${operation}: ${rule.name} has shape ${shapeText(shape)}, expected ${rule.layout}; reshape it`,
    );
  }
  return weight;
}

/** A 1x1 filter bank given as the matrix [Cout, Cin] that it is, or in full as [Cout, Cin, 1, 1]. */
export function checkPointwiseFilter(operation: string, name: string, weight: Tensor): Tensor {
  const given = checkTensor(operation, name, weight);
  const full = given.rank === 2 ? given.withShape([...given.shape, 1, 1]) : given;
  return checkFilter(operation, full, {
    name,
    shape: [null, null, 1, 1],
    layout: '[Cout, Cin, 1, 1] or [Cout, Cin]',
  });
}

/**
 * Input channels of a batch of images [N, C, H, W] or an image [C, H, W].
 *
 * @throws ShapeError `conv/rank`
 * @throws ArgumentError `tensor/expected` when it is not a tensor
 */
export function imageChannels(operation: string, x: Tensor): number {
  const { shape } = checkTensor(operation, 'the input', x);
  if (shape.length !== 3 && shape.length !== 4) {
    throw new ShapeError(
      'conv/rank',
      `${operation}: the input has shape ${shapeText(shape)}, expected [N, C, H, W] or [C, H, W]; reshape it`,
    );
  }
  return shape[shape.length - 3]!;
}
