import { checkOptions } from '../options';
import { broadcastReading, broadcastShapes } from './broadcast';
import { checkNumber, checkTensor } from './check';
import { comparable } from './compare';
import type { Operand } from './elementwise';
import { forEachRun } from './strided';
import type { Tensor } from './tensor';

export interface CloseOptions {
  /** Relative tolerance, 1e-5 when not given. */
  rtol?: number;
  /** Absolute tolerance, 1e-8 when not given. */
  atol?: number;
  /** Whether NaN is close to NaN; it is not when not given. */
  equalNan?: boolean;
}

/**
 * Whether |a - b| <= atol + rtol * |b| for all elements after broadcasting; infinities are close to themselves.
 *
 * @throws ShapeError `broadcast/mismatch`
 * @throws ArgumentError `options/unknown`, `argument/number`
 */
export function allclose(a: Operand, b: Operand, options: CloseOptions = {}): boolean {
  checkOptions('allclose', options, ['rtol', 'atol', 'equalNan']);
  const rtol = checkNumber('allclose: rtol', options.rtol ?? 1e-5);
  const atol = checkNumber('allclose: atol', options.atol ?? 1e-8);
  const close = (x: number, y: number): boolean =>
    x === y ||
    (Number.isFinite(y) && Math.abs(x - y) <= atol + rtol * Math.abs(y)) ||
    (options.equalNan === true && Number.isNaN(x) && Number.isNaN(y));
  const [left, right] = comparable('allclose', a, b);
  const shape = broadcastShapes('allclose', [left.shape, right.shape]);
  const readings = [broadcastReading(left.shape, shape), broadcastReading(right.shape, shape)];
  const [leftData, rightData] = [left.data, right.data];
  let all = true;
  forEachRun(shape, readings, ({ length, starts, steps }) => {
    for (let n = 0; all && n < length; n++) {
      all = close(leftData[starts[0]! + n * steps[0]!]!, rightData[starts[1]! + n * steps[1]!]!);
    }
  });
  return all;
}

/** Whether two tensors have the same shape and the same elements; NaN equals nothing. dtypes may differ. */
export function equal(a: Tensor, b: Tensor): boolean {
  const [left, right] = [checkTensor('equal', 'a', a), checkTensor('equal', 'b', b)];
  const sameShape = left.rank === right.rank && left.shape.every((size, axis) => size === right.shape[axis]);
  const other = right.data;
  return sameShape && left.data.every((value: number, i: number) => value === other[i]);
}
