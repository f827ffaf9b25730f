import { ArgumentError } from '../errors';
import { checkOptions } from '../options';
import { checkValues } from './cast';
import { checkNumber, checkTensor } from './check';
import { isFloat } from './dtype';
import { asTensor, floatType, mapOne, recordMap, resultType } from './elementwise';
import type { Tensor } from './tensor';

/*
 * Functions of each element. Those up to relu keep the dtype; the others give float32 for integers. sign, floor, ceil
 * and round are flat between their steps: PyTorch gives them the gradient 0, here their results require none. Slopes
 * are those of PyTorch's tools/autograd/derivatives.yaml.
 */

/** -x; integers wrap around. */
export function neg(x: Tensor): Tensor {
  const result = mapOne(x, keptType('neg', x), value => -value);
  return recordMap(result, { operation: 'neg', x, slope: g => -g });
}

/** |x|; the least int32 stays itself. The gradient at 0 is 0. */
export function abs(x: Tensor): Tensor {
  const result = mapOne(x, keptType('abs', x), Math.abs);
  return recordMap(result, { operation: 'abs', x, slope: (g, value) => g * signOf(value) });
}

/** x * x; integers wrap around. */
export function square(x: Tensor): Tensor {
  const dtype = keptType('square', x);
  const result = mapOne(x, dtype, isFloat(dtype) ? value => value * value : value => Math.imul(value, value));
  return recordMap(result, { operation: 'square', x, slope: (g, value) => 2 * g * value });
}

/** -1, 0 or 1; 0 for NaN, as in PyTorch. No gradient passes: the result requires none. */
export function sign(x: Tensor): Tensor {
  return mapOne(x, keptType('sign', x), signOf);
}

/** The whole number below. No gradient passes: the result requires none. */
export function floor(x: Tensor): Tensor {
  return mapOne(x, keptType('floor', x), Math.floor);
}

/** The whole number above. No gradient passes: the result requires none. */
export function ceil(x: Tensor): Tensor {
  return mapOne(x, keptType('ceil', x), Math.ceil);
}

/**
 * The nearest whole number, the even one when two are as near: 0.5 gives 0, 1.5 gives 2. No gradient passes: the
 * result requires none.
 */
export function round(x: Tensor): Tensor {
  return mapOne(x, keptType('round', x), value => {
    const below = Math.floor(value);
    const rest = value - below;
    return rest < 0.5 || (rest === 0.5 && below % 2 === 0) ? below : Math.ceil(value);
  });
}

/** x where it is positive, else 0; NaN stays. The gradient at 0 is 0. */
export function relu(x: Tensor): Tensor {
  const result = mapOne(x, keptType('relu', x), value => (value < 0 ? 0 : value));
  return recordMap(result, { operation: 'relu', x, slope: (g, value) => (value <= 0 ? 0 : g) });
}

/** The square root, NaN below zero. */
export function sqrt(x: Tensor): Tensor {
  const result = mapOne(x, floatType('sqrt', x), Math.sqrt);
  return recordMap(result, { operation: 'sqrt', x, slope: (g, _, root) => g / (2 * root) });
}

/** e to the power x. */
export function exp(x: Tensor): Tensor {
  const result = mapOne(x, floatType('exp', x), Math.exp);
  return recordMap(result, { operation: 'exp', x, slope: (g, _, power) => g * power });
}

/** The natural logarithm, NaN below zero. */
export function log(x: Tensor): Tensor {
  const result = mapOne(x, floatType('log', x), Math.log);
  return recordMap(result, { operation: 'log', x, slope: (g, value) => g / value });
}

/** The sine, in radians. */
export function sin(x: Tensor): Tensor {
  const result = mapOne(x, floatType('sin', x), Math.sin);
  return recordMap(result, { operation: 'sin', x, slope: (g, value) => g * Math.cos(value) });
}

/** The cosine, in radians. */
export function cos(x: Tensor): Tensor {
  const result = mapOne(x, floatType('cos', x), Math.cos);
  return recordMap(result, { operation: 'cos', x, slope: (g, value) => -g * Math.sin(value) });
}

/** The hyperbolic tangent. */
export function tanh(x: Tensor): Tensor {
  const result = mapOne(x, floatType('tanh', x), Math.tanh);
  return recordMap(result, { operation: 'tanh', x, slope: (g, _, y) => g * (1 - y * y) });
}

/** 1 / (1 + e^-x) */
export function sigmoid(x: Tensor): Tensor {
  const result = mapOne(x, floatType('sigmoid', x), value => 1 / (1 + Math.exp(-value)));
  return recordMap(result, { operation: 'sigmoid', x, slope: (g, _, y) => g * y * (1 - y) });
}

export interface ClampOptions {
  min?: number;
  max?: number;
}

/**
 * x cut to the range from `min` to `max`, one of which may be left out; `max` wins where they cross, and NaN
 * stays. A limit that is not whole makes integers float32. Gradients pass where x is within the range.
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
  const input = asTensor(x, dtype);
  const result = mapOne(input, dtype, value => Math.min(Math.max(value, low), high));
  const slope = (g: number, value: number): number => (value >= low && value <= high ? g : 0);
  return recordMap(result, { operation: 'clamp', x: input, slope });
}

/** 0 for NaN. */
function signOf(value: number): number {
  return Number(value > 0) - Number(value < 0);
}

function keptType(operation: string, x: Tensor) {
  return checkTensor(operation, 'x', x).dtype;
}
