import { record } from '../autograd/record';
import { ArgumentError } from '../errors';
import { sumTo } from './broadcast';
import { isFloat, type DType } from './dtype';
import { asTensor, mapThree, mapTwo, resultType, type Operand } from './elementwise';
import type { Tensor } from './tensor';

/*
 * Arithmetic of two operands with broadcasting. Both are first converted to the dtype of the result
 * (resultType); results are rounded to it. int32 and uint8 wrap around, as in PyTorch. Gradients are summed back to
 * the shape of each operand; slopes are those of PyTorch's tools/autograd/derivatives.yaml.
 */

/** The gradient by an operand at one place, from that by the result and both operands there. */
type Slope = (gradient: number, x: number, y: number) => number;

/** An operation and its slopes by the first and the second operand. */
interface Rule {
  apply: (x: number, y: number) => number;
  slopes: readonly [Slope, Slope];
}

const ADD: Rule = { apply: (x, y) => x + y, slopes: [g => g, g => g] };
const SUB: Rule = { apply: (x, y) => x - y, slopes: [g => g, g => -g] };
const MUL: Rule = { apply: (x, y) => x * y, slopes: [(g, _, y) => g * y, (g, x) => g * x] };
const DIV: Rule = { apply: (x, y) => x / y, slopes: [(g, _, y) => g / y, (g, x, y) => (-g * x) / y / y] };
const POW: Rule = {
  apply: floatPower,
  slopes: [
    (g, x, y) => (y === 0 ? 0 : g * y * floatPower(x, y - 1)),
    (g, x, y) => (x === 0 && y >= 0 ? 0 : g * floatPower(x, y) * Math.log(x)),
  ],
};
const MAXIMUM: Rule = {
  apply: Math.max,
  slopes: [(g, x, y) => (x < y ? 0 : share(g, x, y)), (g, x, y) => (x > y ? 0 : share(g, x, y))],
};
const MINIMUM: Rule = {
  apply: Math.min,
  slopes: [(g, x, y) => (x > y ? 0 : share(g, x, y)), (g, x, y) => (x < y ? 0 : share(g, x, y))],
};

/** Equal operands share the gradient, as in PyTorch. */
function share(gradient: number, x: number, y: number): number {
  return x === y ? gradient / 2 : gradient;
}

/** a + b */
export function add(a: Operand, b: Operand): Tensor {
  return combine('add', a, b, ADD);
}

/** a - b */
export function sub(a: Operand, b: Operand): Tensor {
  return combine('sub', a, b, SUB);
}

/** a * b */
export function mul(a: Operand, b: Operand): Tensor {
  const dtype = resultType('mul', [a, b]);
  return combineAs('mul', [a, b], dtype, isFloat(dtype) ? MUL : { ...MUL, apply: Math.imul });
}

/** a / b, a float also for integers (float32); division by zero gives an infinity or NaN. */
export function div(a: Operand, b: Operand): Tensor {
  const dtype = resultType('div', [a, b]);
  return combineAs('div', [a, b], isFloat(dtype) ? dtype : 'float32', DIV);
}

/**
 * `a` to the power `b`. The gradient by `b` is NaN where `a` is negative, as in PyTorch.
 *
 * @throws ArgumentError `pow/negative` for integers to a negative power, as in NumPy: use a float dtype
 */
export function pow(a: Operand, b: Operand): Tensor {
  const dtype = resultType('pow', [a, b]);
  if (isFloat(dtype)) return combineAs('pow', [a, b], dtype, POW);
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

/** The larger of a and b; NaN where either is NaN. Equal operands share the gradient evenly. */
export function maximum(a: Operand, b: Operand): Tensor {
  return combine('maximum', a, b, MAXIMUM);
}

/** The smaller of a and b; NaN where either is NaN. Equal operands share the gradient evenly. */
export function minimum(a: Operand, b: Operand): Tensor {
  return combine('minimum', a, b, MINIMUM);
}

function combine(operation: string, a: Operand, b: Operand, rule: Rule): Tensor {
  return combineAs(operation, [a, b], resultType(operation, [a, b]), rule);
}

function combineAs(
  operation: string,
  [a, b]: readonly [Operand, Operand],
  dtype: DType,
  { apply, slopes }: Rule,
): Tensor {
  const inputs = [asTensor(a, dtype), asTensor(b, dtype)] as const;
  const partOf = (gradient: Tensor, input: Tensor, slope: Slope): Tensor | null =>
    input.requiresGrad ? sumTo(mapThree(operation, [gradient, ...inputs], dtype, slope), input.shape) : null;
  return record(mapTwo(operation, inputs, dtype, apply), {
    operation,
    inputs,
    backward: gradient => inputs.map((input, i) => partOf(gradient, input, slopes[i]!)),
  });
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
