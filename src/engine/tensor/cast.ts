import { record } from '../autograd/record';
import { ArgumentError } from '../errors';
import { checkDType, checkTensor } from './check';
import { isFloat, type DType, type TypedArray } from './dtype';
import { Tensor } from './tensor';

/** The whole numbers each integer dtype can hold. */
const RANGES = { int32: [-(2 ** 31), 2 ** 31 - 1], uint8: [0, 255] } as const;

/**
 * The elements of `x` in another dtype: `x` itself when it has that dtype already. Numbers become integers by
 * dropping the fraction, and wrap around as in PyTorch (300 is 44 and -1 is 255 in uint8). Gradients pass between
 * floats, and not to integers.
 *
 * @throws ArgumentError `dtype/not-finite` for NaN or an infinity where an integer belongs
 */
export function to(x: Tensor, dtype: DType): Tensor {
  checkTensor('to', 'x', x);
  const target = checkDType('to', dtype);
  if (x.dtype === target) return x;
  if (!isFloat(target) && isFloat(x.dtype)) checkFinite(x.data, target);
  const result = Tensor.allocate(target, x.shape);
  result.data.set(x.data);
  if (!isFloat(target)) return result;
  return record(result, { operation: 'to', inputs: [x], backward: gradient => [to(gradient, x.dtype)] });
}

function checkFinite(data: TypedArray, dtype: DType): void {
  const at = data.findIndex(value => !Number.isFinite(value));
  if (at >= 0) {
    throw new ArgumentError(
      'dtype/not-finite',
      `to: element ${at} is ${data[at]}, which ${dtype} cannot hold; replace it with where(...) or clamp(...)`,
    );
  }
}

/**
 * Refuses numbers that the dtype cannot hold, so that data is never changed by writing it down: NaN,
 * infinities and numbers out of range for integers. Fractions within it are dropped, as in PyTorch.
 *
 * @throws ArgumentError `dtype/out-of-range`
 */
export function checkValues(operation: string, values: ArrayLike<number>, dtype: DType): void {
  if (dtype !== 'int32' && dtype !== 'uint8') return;
  const [least, most] = RANGES[dtype];
  for (let i = 0; i < values.length; i++) {
    const value = values[i]!;
    if (!(value >= least && value <= most)) {
      throw new ArgumentError(
        'dtype/out-of-range',
        `${operation}: ${value} does not fit ${dtype}, which holds ${least} to ${most}; use another dtype`,
      );
    }
  }
}
