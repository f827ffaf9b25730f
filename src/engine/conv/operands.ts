import { ArgumentError } from '../errors';
import { isFloat } from '../tensor/dtype';
import type { Tensor } from '../tensor/tensor';

/**
 * Checks that all operands are of one dtype, float32 or float64. Integers are refused rather than wrapped:
 * a sum of products leaves uint8 at once.
 *
 * @throws ArgumentError `conv/dtype`, or the `code` given
 */
export function checkDTypes(
  operation: string,
  operands: Readonly<Record<string, Tensor>>,
  code = 'conv/dtype',
): void {
  let first: { name: string; dtype: string } | undefined;
  for (const [name, { dtype }] of Object.entries(operands)) {
    if (!isFloat(dtype)) {
      throw new ArgumentError(
        code,
        `${operation}: ${name} is ${dtype}, expected float32 or float64; convert it with to(${name}, 'float32')`,
      );
    }
    first ??= { name, dtype };
    if (dtype !== first.dtype) {
      throw new ArgumentError(
        code,
        `${operation}: ${name} is ${dtype} but ${first.name} is ${first.dtype}, expected one dtype; ` +
          `convert one, for example with to(${name}, '${first.dtype}')`,
      );
    }
  }
}
