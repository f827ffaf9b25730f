import { record } from '../autograd/record';
import { sumTo } from './broadcast';
import { checkTensor } from './check';
import { isFloat } from './dtype';
import { asTensor, mapThree, mapTwo, resultType, type Operand } from './elementwise';
import { Tensor } from './tensor';

/*
 * Comparisons with broadcasting. They give uint8: 1 where it holds, else 0. Values are compared as they are,
 * except that a number beside a float tensor is first rounded to its dtype, so that eq(tensor([0.1]), 0.1)
 * holds. Gradients do not pass.
 */

/** 1 where a = b, else 0; uint8, so that no gradient passes. */
export function eq(a: Operand, b: Operand): Tensor {
  return compare('eq', a, b, (x, y) => x === y);
}

/** 1 where a and b differ, else 0; uint8, so that no gradient passes. */
export function ne(a: Operand, b: Operand): Tensor {
  return compare('ne', a, b, (x, y) => x !== y);
}

/** 1 where a < b, else 0; uint8, so that no gradient passes. */
export function lt(a: Operand, b: Operand): Tensor {
  return compare('lt', a, b, (x, y) => x < y);
}

/** 1 where a <= b, else 0; uint8, so that no gradient passes. */
export function le(a: Operand, b: Operand): Tensor {
  return compare('le', a, b, (x, y) => x <= y);
}

/** 1 where a > b, else 0; uint8, so that no gradient passes. */
export function gt(a: Operand, b: Operand): Tensor {
  return compare('gt', a, b, (x, y) => x > y);
}

/** 1 where a >= b, else 0; uint8, so that no gradient passes. */
export function ge(a: Operand, b: Operand): Tensor {
  return compare('ge', a, b, (x, y) => x >= y);
}

function compare(
  operation: string,
  a: Operand,
  b: Operand,
  holds: (x: number, y: number) => boolean,
): Tensor {
  return mapTwo(operation, comparable(operation, a, b), 'uint8', (x, y) => Number(holds(x, y)));
}

/** Two operands as tensors whose elements can be compared as they stand. */
export function comparable(operation: string, a: Operand, b: Operand): [Tensor, Tensor] {
  const common = resultType(operation, [a, b]);
  const dtype = isFloat(common) ? common : 'float64'; // a number out of an integer's range must not wrap
  const asIs = (operand: Operand): Tensor => (operand instanceof Tensor ? operand : asTensor(operand, dtype));
  return [asIs(a), asIs(b)];
}

/**
 * Elements of `a` where `condition` is not 0 (NaN counts as not 0), of `b` elsewhere; all three broadcast. Gradients go to
 * the one that was taken.
 *
 * @throws ShapeError `broadcast/mismatch`
 */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  checkTensor('where', 'condition', condition);
  const dtype = resultType('where', [a, b]);
  const [left, right] = [asTensor(a, dtype), asTensor(b, dtype)];
  const result = mapThree('where', [condition, left, right], dtype, (c, x, y) => (c !== 0 ? x : y));
  const part = (gradient: Tensor, input: Tensor, taken: (c: number, g: number) => number): Tensor | null =>
    input.requiresGrad ? sumTo(mapTwo('where', [condition, gradient], dtype, taken), input.shape) : null;
  return record(result, {
    operation: 'where',
    inputs: [left, right],
    backward: gradient => [
      part(gradient, left, (c, g) => (c !== 0 ? g : 0)),
      part(gradient, right, (c, g) => (c !== 0 ? 0 : g)),
    ],
  });
}
