import { record } from '../autograd/record';
import { ArgumentError, ShapeError } from '../errors';
import { checkOptions } from '../options';
import { checkValues } from './cast';
import { checkInteger, checkNumber, checkTensor } from './check';
import { shapeText, stridesOf } from './shape';
import { contiguous, copyStrided, forEachRun } from './strided';
import { Tensor } from './tensor';

export interface PadOptions {
  /** What the new elements hold; 0 when not given. */
  value?: number;
}

/**
 * `x` with elements put before and after each axis. `pairs` holds [before, after] per axis, outermost first as
 * in NumPy; fewer pairs than axes stand for the last ones, so [[1, 1], [2, 2]] pads H and W of [N, C, H, W].
 *
 * @throws ShapeError `pad/rank` for more pairs than axes
 * @throws ArgumentError `pad/pairs` for anything that is no pair, `argument/integer` for a negative or broken
 *   size (`slice` cuts), `dtype/out-of-range` for a value that the dtype cannot hold
 */
export function pad(
  x: Tensor,
  pairs: readonly (readonly [number, number])[],
  options: PadOptions = {},
): Tensor {
  checkTensor('pad', 'x', x);
  checkOptions('pad', options, ['value']);
  const value = checkNumber('pad: value', options.value ?? 0);
  checkValues('pad', [value], x.dtype);
  const sides = resolvePairs(x, pairs);
  const shape = x.shape.map((size, axis) => size + sides[axis]![0] + sides[axis]![1]);
  const result = Tensor.allocate(x.dtype, shape);
  if (value !== 0) result.data.fill(value);
  const strides = stridesOf(shape);
  const offset = sides.reduce((sum, [before], axis) => sum + before * strides[axis]!, 0);
  const [source, target] = [x.data, result.data];
  const inside = { offset, strides };
  forEachRun(x.shape, [contiguous(x.shape), inside], ({ length, starts, steps }) => {
    for (let i = 0; i < length; i++) target[starts[1]! + i * steps[1]!] = source[starts[0]! + i * steps[0]!]!;
  });
  const backward = (gradient: Tensor): Tensor[] => [copyStrided(gradient, x.shape, inside)];
  return record(result, { operation: 'pad', inputs: [x], backward });
}

function resolvePairs(x: Tensor, pairs: readonly (readonly [number, number])[]): [number, number][] {
  if (!Array.isArray(pairs)) throw notPairs(pairs);
  const whole = x.rank - pairs.length;
  if (whole < 0) {
    throw new ShapeError(
      'pad/rank',
      `pad: ${pairs.length} pairs for the ${x.rank} axes of ${shapeText(x.shape)}; give one per axis or fewer`,
    );
  }
  return x.shape.map((_, axis) => {
    if (axis < whole) return [0, 0];
    const pair: unknown = pairs[axis - whole];
    if (!Array.isArray(pair) || pair.length !== 2) throw notPairs(pair);
    const [before, after] = pair as unknown[];
    const what = `pad: axis ${axis}:`;
    return [
      checkInteger(`${what} before`, before, { least: 0 }),
      checkInteger(`${what} after`, after, { least: 0 }),
    ];
  });
}

function notPairs(given: unknown): ArgumentError {
  return new ArgumentError(
    'pad/pairs',
    `pad: takes [before, after] per axis such as [[1, 1], [2, 2]], got ${JSON.stringify(given)}`,
  );
}
