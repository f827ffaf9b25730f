import { ArgumentError } from '../errors';
import { isFloat, type DType } from './dtype';
import { asTensor, mapTwo, resultType, type Operand } from './elementwise';
import type { Tensor } from './tensor';

/*
 * Arithmetic of two operands with broadcasting. Both are first converted to the dtype of the result
 * (resultType); results are rounded to it. int32 and uint8 wrap around, as in PyTorch.
 */

/** a + b */
export function add(a: Operand, b: Operand): Tensor {
  return combine('add', a, b, (x, y) => x + y);
}

/** a - b */
export function sub(a: Operand, b: Operand): Tensor {
  return combine('sub', a, b, (x, y) => x - y);
}

/** a * b */
export function mul(a: Operand, b: Operand): Tensor {
  const dtype = resultType('mul', [a, b]);
  return combineAs('mul', [a, b], dtype, isFloat(dtype) ? (x, y) => x * y : Math.imul);
}

/** a / b, a float also for integers (float32); division by zero gives an infinity or NaN. */
export function div(a: Operand, b: Operand): Tensor {
  const dtype = resultType('div', [a, b]);
  return combineAs('div', [a, b], isFloat(dtype) ? dtype : 'float32', (x, y) => x / y);
}

/**
 * `a` to the power `b`.
 *
 * @throws ArgumentError `pow/negative` for integers to a negative power, as in NumPy: use a float dtype
 */
export function pow(a: Operand, b: Operand): Tensor {
  const dtype = resultType('pow', [a, b]);
  if (isFloat(dtype)) return combineAs('pow', [a, b], dtype, floatPower);
  const exponent = asTensor(b, 'int32');
  const negative = exponent.data.find(value => value < 0);
  if (negative !== undefined) {
    throw new ArgumentError(
      'pow/negative',
      `pow: ${dtype} to the power ${negative} is no integer; convert with to(x, 'float32') first`,
    );
  }
  return mapTwo('pow', [asTensor(a, dtype), exponent], dtype, integerPower);
}

/** The larger of a and b; NaN where either is NaN. */
export function maximum(a: Operand, b: Operand): Tensor {
  return combine('maximum', a, b, Math.max);
}

/** The smaller of a and b; NaN where either is NaN. */
export function minimum(a: Operand, b: Operand): Tensor {
  return combine('minimum', a, b, Math.min);
}

function combine(operation: string, a: Operand, b: Operand, apply: (x: number, y: number) => number): Tensor {
  return combineAs(operation, [a, b], resultType(operation, [a, b]), apply);
}

function combineAs(
  operation: string,
  [a, b]: readonly [Operand, Operand],
  dtype: DType,
  apply: (x: number, y: number) => number,
): Tensor {
  return mapTwo(operation, [asTensor(a, dtype), asTensor(b, dtype)], dtype, apply);
}

/** IEEE 754 pow, in which 1 to any power is 1; ECMAScript's gives NaN for NaN and the infinities. */
function floatPower(base: number, exponent: number): number {
  return base === 1 || (base === -1 && Math.abs(exponent) === Infinity) ? 1 : base ** exponent;
}

/** By repeated squaring modulo 2^32, so that large powers wrap around exactly. */
function integerPower(base: number, exponent: number): number {
  let [result, square] = [1, base];
  for (let rest = exponent; rest > 0; rest >>>= 1) {
    if (rest & 1) result = Math.imul(result, square);
    square = Math.imul(square, square);
  }
  return result;
}
