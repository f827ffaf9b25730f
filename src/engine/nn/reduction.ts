import { ArgumentError } from '../errors';
import { describeValue } from '../tensor/check';

/** What is made of the losses of single elements: their mean, their sum, or nothing. */
export type LossReduction = 'mean' | 'sum' | 'none';

const REDUCTIONS: readonly unknown[] = ['mean', 'sum', 'none'];

/**
 * `value` as a reduction, `'mean'` when it is not given.
 *
 * @throws ArgumentError `nn/reduction`
 */
export function checkReduction(operation: string, value: LossReduction = 'mean'): LossReduction {
  if (!REDUCTIONS.includes(value)) {
    throw new ArgumentError(
      'nn/reduction',
      `${operation}: reduction must be 'mean', 'sum' or 'none', got ${describeValue(value)}`,
    );
  }
  return value;
}
