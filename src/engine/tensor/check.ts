import { ArgumentError } from '../errors';
import { DTYPES, isDType, type DType } from './dtype';
import { Tensor } from './tensor';

/**
 * `value` as the tensor it has to be. Cells are not type-checked, so every operation asks.
 *
 * @throws ArgumentError `tensor/expected`
 */
export function checkTensor(operation: string, name: string, value: unknown): Tensor {
  if (!(value instanceof Tensor)) {
    throw new ArgumentError(
      'tensor/expected',
      `${operation}: ${name} must be a tensor, got ${describeValue(value)}; make one with tensor(...)`,
    );
  }
  return value;
}

/**
 * `value` as a dtype; float32 when it is not given.
 *
 * @throws ArgumentError `dtype/unknown`
 */
export function checkDType(operation: string, value: unknown): DType {
  if (value === undefined) return 'float32';
  if (!isDType(value)) {
    throw new ArgumentError(
      'dtype/unknown',
      `${operation}: unknown dtype ${describeValue(value)}; use ${DTYPES.join(', ')}`,
    );
  }
  return value;
}

const { MIN_SAFE_INTEGER, MAX_SAFE_INTEGER } = Number;

/**
 * `value` as a whole number from `least` to `most`.
 *
 * @throws ArgumentError `argument/integer`, or the `code` given
 */
export function checkInteger(
  what: string,
  value: unknown,
  { least = MIN_SAFE_INTEGER, most = MAX_SAFE_INTEGER, code = 'argument/integer' } = {},
): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw new ArgumentError(
      code,
      `${what} must be a whole number${rangeText(least, most)}, got ${describeValue(value)}`,
    );
  }
  return value;
}

function rangeText(least: number, most: number): string {
  if (least === MIN_SAFE_INTEGER) return '';
  return most === MAX_SAFE_INTEGER ? ` of ${least} or more` : ` from ${least} to ${most}`;
}

/**
 * `value` as a number; NaN and infinities are numbers.
 *
 * @throws ArgumentError `argument/number`
 */
export function checkNumber(what: string, value: unknown): number {
  if (typeof value !== 'number') {
    throw new ArgumentError('argument/number', `${what} must be a number, got ${describeValue(value)}`);
  }
  return value;
}

/**
 * `value` as a number that is neither NaN nor infinite.
 *
 * @throws ArgumentError `argument/number`
 */
export function checkFinite(what: string, value: unknown): number {
  if (!Number.isFinite(checkNumber(what, value))) {
    throw new ArgumentError('argument/number', `${what} must be a finite number, got ${value}`);
  }
  return value as number; // checkNumber throws for anything else
}

/**
 * `value` as true or false.
 *
 * @throws ArgumentError `argument/boolean`
 */
export function checkBoolean(what: string, value: unknown): boolean {
  if (typeof value !== 'boolean') {
    throw new ArgumentError('argument/boolean', `${what} must be true or false, got ${describeValue(value)}`);
  }
  return value;
}

/** A value as messages show it: short, and strings in quotes so that '3' and 3 differ. */
export function describeValue(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'object' && value !== null)
    return `an object (${Object.prototype.toString.call(value).slice(8, -1)})`;
  return String(value);
}
