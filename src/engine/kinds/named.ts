import { conv2d } from '../conv/conv';
import { resolveConv, type ConvOptions } from '../conv/geometry';
import { checkWeightRank } from '../conv/layout';
import { ArgumentError } from '../errors';
import { checkOptions } from '../options';
import { checkTensor } from '../tensor/check';
import type { Tensor } from '../tensor/tensor';

/** Options of a kind that settles its own groups. */
export type UngroupedOptions = Omit<ConvOptions, 'groups'>;

/**
 * `conv2d` under the name of one of the article's kinds, so that every message says which kind was called.
 *
 * @throws ShapeError, ArgumentError as `conv2d` does
 */
export function namedConv2d(operation: string, x: Tensor, w: Tensor, options: ConvOptions): Tensor {
  checkTensor(operation, 'the input', x);
  checkTensor(operation, 'the weight', w);
  checkWeightRank(operation, w.shape, 2);
  resolveConv(operation, x.shape, w.shape, options);
  return conv2d(x, w, options);
}

/** Refuses `groups` and every unknown option by name. */
export function checkUngrouped(operation: string, options: UngroupedOptions): void {
  checkOptions(operation, options, ['bias', 'stride', 'padding', 'dilation']);
}

/**
 * The options themselves, once the one that makes the kind what it is is there.
 *
 * @throws ArgumentError `options/missing`
 */
export function requireOption<T extends object>(operation: string, options: T, name: keyof T & string): T {
  if (options[name] === undefined) {
    throw new ArgumentError(
      'options/missing',
      `${operation}: ${name} is missing from the options { ${Object.keys(options).join(', ')} }; give a whole number ` +
        `of 1 or more as ${name}`,
    );
  }
  return options;
}
