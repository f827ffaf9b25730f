import { broadcastReading, broadcastShapes } from './broadcast';
import { checkTensor } from './check';
import { isFloat } from './dtype';
import { asTensor, mapTwo, resultType, type Operand } from './elementwise';
import { forEachRun } from './strided';
import { Tensor } from './tensor';

/*
 * Comparisons with broadcasting. They give uint8: 1 where it holds, else 0. Values are compared as they are,
 * except that a number beside a float tensor is first rounded to its dtype, so that eq(tensor([0.1]), 0.1)
 * holds.
 */

/** 1 where a = b */
export function eq(a: Operand, b: Operand): Tensor {
  return compare('eq', a, b, (x, y) => x === y);
}

/** 1 where a and b differ */
export function ne(a: Operand, b: Operand): Tensor {
  return compare('ne', a, b, (x, y) => x !== y);
}

/** 1 where a < b */
export function lt(a: Operand, b: Operand): Tensor {
  return compare('lt', a, b, (x, y) => x < y);
}

/** 1 where a <= b */
export function le(a: Operand, b: Operand): Tensor {
  return compare('le', a, b, (x, y) => x <= y);
}

/** 1 where a > b */
export function gt(a: Operand, b: Operand): Tensor {
  return compare('gt', a, b, (x, y) => x > y);
}

/** 1 where a >= b */
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
 * Elements of `a` where `condition` is not 0 (NaN counts as not 0), of `b` elsewhere; all three broadcast.
 *
 * @throws ShapeError `broadcast/mismatch`
 */
export function where(condition: Tensor, a: Operand, b: Operand): Tensor {
  checkTensor('where', 'condition', condition);
  const dtype = resultType('where', [a, b]);
  const inputs = [condition, asTensor(a, dtype), asTensor(b, dtype)] as const;
  const shape = broadcastShapes(
    'where',
    inputs.map(x => x.shape),
  );
  const result = Tensor.allocate(dtype, shape);
  const [chooser, left, right] = [inputs[0].data, inputs[1].data, inputs[2].data];
  const readings = inputs.map(x => broadcastReading(x.shape, shape));
  let at = 0;
  forEachRun(shape, readings, ({ length, starts, steps }) => {
    const [c, i, j] = starts as [number, number, number]; // one start per reading
    const [dc, di, dj] = steps as [number, number, number];
    for (let n = 0; n < length; n++) {
      result.data[at++] = chooser[c + n * dc] !== 0 ? left[i + n * di]! : right[j + n * dj]!;
    }
  });
  return result;
}
