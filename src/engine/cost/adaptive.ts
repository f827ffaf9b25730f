import { AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d } from '../layers/adaptiveAvgPool';
import type { Shape } from '../tensor/shape';
import { productOf, type Count } from './count';

/** Whether a layer takes means of as many windows as its output has elements, which may be of uneven sizes. */
export function isAdaptivePool(layer: unknown): boolean {
  return (
    layer instanceof AdaptiveAvgPool1d ||
    layer instanceof AdaptiveAvgPool2d ||
    layer instanceof AdaptiveAvgPool3d
  );
}

/**
 * Elements of all windows of an adaptive pooling. Along an axis that is pooled, windows cover the input and
 * neighbours share an element where the boundary falls inside it:
 *
 *     input + output - gcd(input, output)
 */
export function adaptiveElements(inputShape: Shape, outputShape: Shape): Count {
  return productOf(
    inputShape.map((input, axis) => {
      const output = outputShape[axis]!;
      return input + output - greatestCommonDivisor(input, output);
    }),
  );
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
