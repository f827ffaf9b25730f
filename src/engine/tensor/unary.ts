import { ArgumentError } from '../errors';
import { checkOptions } from '../options';
import { checkValues } from './cast';
import { checkNumber, checkTensor } from './check';
import { isFloat } from './dtype';
import { asTensor, floatType, mapOne, resultType } from './elementwise';
import type { Tensor } from './tensor';

/*
 * Functions of each element. Those of the first group keep the dtype; the others give float32 for integers.
 */

/** -x; integers wrap around. */
export function neg(x: Tensor): Tensor {
  return mapOne(x, keptType('neg', x), value => -value);
}

/** |x|; the least int32 stays itself. */
export function abs(x: Tensor): Tensor {
  return mapOne(x, keptType('abs', x), Math.abs);
}

/** x * x; integers wrap around. */
export function square(x: Tensor): Tensor {
  const dtype = keptType('square', x);
  return mapOne(x, dtype, isFloat(dtype) ? value => value * value : value => Math.imul(value, value));
}

/** -1, 0 or 1; 0 for NaN, as in PyTorch. */
export function sign(x: Tensor): Tensor {
  return mapOne(x, keptType('sign', x), value => Number(value > 0) - Number(value < 0));
}

/** The whole number below. */
export function floor(x: Tensor): Tensor {
  return mapOne(x, keptType('floor', x), Math.floor);
}

/** The whole number above. */
export function ceil(x: Tensor): Tensor {
  return mapOne(x, keptType('ceil', x), Math.ceil);
}

/** The nearest whole number, the even one when two are as near: 0.5 gives 0, 1.5 gives 2. */
export function round(x: Tensor): Tensor {
  return mapOne(x, keptType('round', x), value => {
    const below = Math.floor(value);
    const rest = value - below;
    return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : Math.ceil(value);
  });
}

/** x where it is positive, else 0; NaN stays. */
export function relu(x: Tensor): Tensor {
  return mapOne(x, keptType('relu', x), value => (value < 0 ? 0 : value));
}

/** The square root, NaN below zero. */
export function sqrt(x: Tensor): Tensor {
  return mapOne(x, floatType('sqrt', x), Math.sqrt);
}

/** e to the power x. */
export function exp(x: Tensor): Tensor {
  return mapOne(x, floatType('exp', x), Math.exp);
}

/** The natural logarithm, NaN below zero. */
export function log(x: Tensor): Tensor {
  return mapOne(x, floatType('log', x), Math.log);
}

/** The sine, in radians. */
export function sin(x: Tensor): Tensor {
  return mapOne(x, floatType('sin', x), Math.sin);
}

/** The cosine, in radians. */
export function cos(x: Tensor): Tensor {
  return mapOne(x, floatType('cos', x), Math.cos);
}

/** The hyperbolic tangent. */
export function tanh(x: Tensor): Tensor {
  return mapOne(x, floatType('tanh', x), Math.tanh);
}

/** 1 / (1 + e^-x) */
export function sigmoid(x: Tensor): Tensor {
  return mapOne(x, floatType('sigmoid', x), value => 1 / (1 + Math.exp(-value)));
}

export interface ClampOptions {
  min?: number;
  max?: number;
}

/**
 * x cut to the range from `min` to `max`, one of which may be left out; `max` wins where they cross, and NaN
 * stays. A limit that is not whole makes integers float32.
 *
 * @throws ArgumentError `clamp/limits` when neither limit is given, `dtype/out-of-range` for a whole limit that
 *   an integer dtype cannot hold
 */
export function clamp(x: Tensor, options: ClampOptions): Tensor {
  checkTensor('clamp', 'x', x);
  checkOptions('clamp', options, ['min', 'max']);
  const { min, max } = options;
  const limits = [min, max].filter(limit => limit !== undefined);
  if (limits.length === 0) {
    throw new ArgumentError('clamp/limits', 'clamp: give min, max or both, as in clamp(x, { min: 0 })');
  }
  limits.forEach(limit => checkNumber('clamp: a limit', limit));
  const dtype = resultType('clamp', [x, ...limits]);
  checkValues('clamp', limits, dtype);
  const [low, high] = [min ?? -Infinity, max ?? Infinity];
  return mapOne(asTensor(x, dtype), dtype, value => Math.min(Math.max(value, low), high));
}

function keptType(operation: string, x: Tensor) {
  return checkTensor(operation, 'x', x).dtype;
}
