import { ArgumentError, ShapeError } from '../errors';
import { checkNumber, checkTensor } from '../tensor/check';
import { isFloat } from '../tensor/dtype';
import { shapeText } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';

/**
 * `value` as a matrix of finite floats, neither empty nor of another number of axes.
 *
 * @throws ShapeError `linalg/rank`, `linalg/empty`
 * @throws ArgumentError `tensor/expected`, `linalg/dtype`, `linalg/not-finite`
 */
export function checkMatrix(operation: string, name: string, value: unknown, vector = false): Tensor {
  const x = checkTensor(operation, name, value);
  if (x.rank !== 2 && !(vector && x.rank === 1)) {
    throw new ShapeError(
      'linalg/rank',
      `${operation}: ${name} has ${x.rank} axes (shape ${shapeText(x.shape)}), expected a matrix [m, n]` +
        `${vector ? ' or a vector [m]' : ''}; reshape it`,
    );
  }
  if (x.size === 0) {
    throw new ShapeError(
      'linalg/empty',
      `${operation}: ${name} has no elements (shape ${shapeText(x.shape)}), expected at least one row and column`,
    );
  }
  if (!isFloat(x.dtype)) {
    throw new ArgumentError(
      'linalg/dtype',
      `${operation}: ${name} is ${x.dtype}, expected float32 or float64; convert it with to(${name}, 'float64')`,
    );
  }
  checkFinite(operation, name, x);
  return x;
}

function checkFinite(operation: string, name: string, { data, shape }: Tensor): void {
  const at = data.findIndex(value => !Number.isFinite(value));
  if (at >= 0) {
    const columns = shape[1] ?? 1;
    throw new ArgumentError(
      'linalg/not-finite',
      `${operation}: ${name} holds ${data[at]} in row ${Math.floor(at / columns)}, column ${at % columns}, ` +
        'expected finite numbers; replace it first, for example with where(...)',
    );
  }
}

/** About a minute of one core: a square matrix of 1000 rows takes most of it. */
const MOST_STEPS = 1e10;

/**
 * Refuses a decomposition that would take minutes. A matrix is first brought to a square one of its shorter
 * side k, which takes about m·n·k steps, and that is decomposed in about 8·k³; each of `sides` right-hand
 * sides takes (m + n)·k more.
 *
 * @throws ArgumentError `linalg/too-large`
 */
export function checkWork(operation: string, [rows, columns]: readonly [number, number], sides = 0): void {
  const side = Math.min(rows, columns);
  const steps = rows * columns * side + 8 * side ** 3 + sides * (rows + columns) * side;
  if (steps > MOST_STEPS) {
    const right = sides > 1 ? ` with ${sides} right-hand sides` : '';
    throw new ArgumentError(
      'linalg/too-large',
      `${operation}: a matrix ${shapeText([rows, columns])}${right} takes about ${steps.toExponential(0)} steps, the ` +
        `most is ${MOST_STEPS.toExponential(0)} (1000 x 1000, or 20000 x 600); use a smaller input or fewer channels`,
    );
  }
}

/**
 * An optional number that is 0 or more.
 *
 * @throws ArgumentError `linalg/cutoff`, `argument/number`
 */
export function checkCutoff(what: string, value: unknown): number | undefined {
  if (value === undefined) return undefined;
  const cutoff = checkNumber(what, value);
  if (!(cutoff >= 0)) {
    throw new ArgumentError(
      'linalg/cutoff',
      `${what} must be 0 or more, got ${cutoff}; leave it out for the default`,
    );
  }
  return cutoff;
}
