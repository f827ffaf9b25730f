import { ArgumentError } from '../errors';
import { checkOptions } from '../options';
import type { CostConvention } from './types';

/** What to count, each choice with a default. */
export type CostOptions = Partial<CostConvention>;

/**
 * Fills the defaults: the bias counts where a layer has one, taps on padding count like any other, a
 * multiply-accumulate is two FLOPs.
 *
 * @throws ArgumentError `options/unknown`, `cost/convention`
 */
export function readConvention(operation: string, options: CostOptions): CostConvention {
  checkOptions(operation, options, ['bias', 'padding', 'flopsPerMac']);
  const { bias = true, padding = 'count', flopsPerMac = 2 } = options;
  oneOf(`${operation}: bias`, bias, [true, false]);
  oneOf(`${operation}: padding`, padding, ['count', 'skip']);
  oneOf(`${operation}: flopsPerMac`, flopsPerMac, [1, 2]);
  return { bias, padding, flopsPerMac };
}

function oneOf(where: string, value: unknown, known: readonly unknown[]): void {
  if (!known.includes(value)) {
    const choices = known.map(choice => JSON.stringify(choice)).join(' or ');
    throw new ArgumentError('cost/convention', `${where} must be ${choices}, got ${String(value)}`);
  }
}
