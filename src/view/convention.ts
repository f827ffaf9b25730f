import type { CostConvention } from '../engine';

/** What the figures of a cost table count, as a sentence. */
export function conventionSentence({ bias, padding, flopsPerMac }: CostConvention): string {
  const clauses = [
    'Counted for the whole batch',
    `1 MAC = ${flopsPerMac} ${flopsPerMac === 1 ? 'FLOP' : 'FLOPs'}`,
    bias ? 'a bias counts as parameters and additions' : 'biases are left out',
    padding === 'count' ? 'taps on padding are counted like any other' : 'taps on padding are left out',
    'bytes are those of float32',
  ];
  return `${clauses.join('; ')}.`;
}
