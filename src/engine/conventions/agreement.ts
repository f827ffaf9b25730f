import type { ConventionRow } from './types';

/** How a figure stands to the MACs of `cost`. */
export function agreementOf(value: number, macs: number): Pick<ConventionRow, 'agreement' | 'ratio'> {
  const agreement = value === macs ? 'equal' : value === 2 * macs ? 'twice' : 'different';
  return { agreement, ratio: macs === 0 ? null : value / macs };
}
