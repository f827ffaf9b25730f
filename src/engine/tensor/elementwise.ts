import { record } from '../autograd/record';
import { ArgumentError } from '../errors';
import { broadcastReading, broadcastShapes } from './broadcast';
import { to } from './cast';
import { checkTensor, describeValue } from './check';
import { isFloat, promote, type DType } from './dtype';
import { forEachRun } from './strided';
import { Tensor } from './tensor';

/** What an elementwise operation takes: a tensor, or a number that stands for a tensor of no axes. */
export type Operand = Tensor | number;

/**
 * The dtype of a result, by PyTorch's rules: the widest dtype of the tensors with axes; scalar tensors and
 * numbers change it only from integers to floats. A number that is not whole makes integers float32. Numbers
 * alone give float32.
 *
 * @throws ArgumentError `tensor/operand` for an operand that is neither a tensor nor a number
 * @source PyTorch, "Tensor attributes", torch.dtype, type promotion
 */
export function resultType(operation: string, operands: readonly Operand[]): DType {
  const kinds: { axes?: DType; scalar?: DType; number?: DType } = {};
  for (const operand of operands) {
    if (operand instanceof Tensor) {
      const kind = operand.rank > 0 ? 'axes' : 'scalar';
      kinds[kind] = promote(kinds[kind] ?? operand.dtype, operand.dtype);
    } else if (typeof operand === 'number') {
      kinds.number = promote(kinds.number ?? 'int32', Number.isInteger(operand) ? 'int32' : 'float32');
    } else {
      throw new ArgumentError(
        'tensor/operand',
        `${operation}: takes tensors and numbers, got ${describeValue(operand)}; make a tensor with tensor(...)`,
      );
    }
  }
  const tensors = widenToFloat(kinds.axes, kinds.scalar);
  return tensors ? widenToFloat(tensors, kinds.number)! : 'float32';
}

/** The stronger dtype unless the weaker one turns it from an integer into a float. */
function widenToFloat(strong: DType | undefined, weak: DType | undefined): DType | undefined {
  return !strong || (weak && isFloat(weak) && !isFloat(strong)) ? weak : strong;
}

/** An operand as a tensor of the given dtype. A whole number wraps around in an integer dtype. */
export function asTensor(operand: Operand, dtype: DType): Tensor {
  if (operand instanceof Tensor) return to(operand, dtype);
  const scalar = Tensor.allocate(dtype, []);
  scalar.data[0] = operand;
  return scalar;
}

/** A new tensor with `apply` of each element of `x`. */
export function mapOne(x: Tensor, dtype: DType, apply: (value: number) => number): Tensor {
  const result = Tensor.allocate(dtype, x.shape);
  const [source, target] = [x.data, result.data];
  for (let i = 0; i < target.length; i++) target[i] = apply(source[i]!);
  return result;
}

/**
 * A new tensor with `apply` of the elements of `a` and `b` that stand at the same place after broadcasting.
 *
 * @throws ShapeError `broadcast/mismatch`
 */
export function mapTwo(
  operation: string,
  [a, b]: readonly [Tensor, Tensor],
  dtype: DType,
  apply: (a: number, b: number) => number,
): Tensor {
  const shape = broadcastShapes(operation, [a.shape, b.shape]);
  const result = Tensor.allocate(dtype, shape);
  const [left, right, target] = [a.data, b.data, result.data];
  const readings = [broadcastReading(a.shape, shape), broadcastReading(b.shape, shape)];
  let at = 0;
  forEachRun(shape, readings, ({ length, starts, steps }) => {
    let [i, j] = starts as [number, number]; // one start per reading
    const [di, dj] = steps as [number, number];
    for (let n = 0; n < length; n++, i += di, j += dj) target[at++] = apply(left[i]!, right[j]!);
  });
  return result;
}

/**
 * A new tensor with `apply` of the elements of three tensors that stand at the same place after broadcasting.
 *
 * @throws ShapeError `broadcast/mismatch`
 */
export function mapThree(
  operation: string,
  inputs: readonly [Tensor, Tensor, Tensor],
  dtype: DType,
  apply: (a: number, b: number, c: number) => number,
): Tensor {
  const shapes = inputs.map(input => input.shape);
  const shape = broadcastShapes(operation, shapes);
  const result = Tensor.allocate(dtype, shape);
  const target = result.data;
  const [first, second, third] = [inputs[0].data, inputs[1].data, inputs[2].data];
  const readings = shapes.map(own => broadcastReading(own, shape));
  let at = 0;
  forEachRun(shape, readings, ({ length, starts, steps }) => {
    let [i, j, k] = starts as [number, number, number]; // one start per reading
    const [di, dj, dk] = steps as [number, number, number];
    for (let n = 0; n < length; n++, i += di, j += dj, k += dk) {
      target[at++] = apply(first[i]!, second[j]!, third[k]!);
    }
  });
  return result;
}

/** How a function of each element is differentiated. */
export interface ElementRule {
  operation: string;
  x: Tensor;
  /** The gradient by an element, from that by its result. */
  slope: (gradient: number, value: number, result: number) => number;
}

/** `record` for a function of each element. */
export function recordMap(result: Tensor, { operation, x, slope }: ElementRule): Tensor {
  const backward = (gradient: Tensor): Tensor[] => [
    mapThree(operation, [gradient, x, result], x.dtype, slope),
  ];
  return record(result, { operation, inputs: [x], backward });
}

/** The dtype of a function that leaves the integers: float32 for integer tensors. */
export function floatType(operation: string, x: Tensor): DType {
  const { dtype } = checkTensor(operation, 'x', x);
  return isFloat(dtype) ? dtype : 'float32';
}
