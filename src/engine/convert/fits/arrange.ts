import { decompose } from '../../linalg/decompose';
import type { Dense } from '../../linalg/dense';
import { mt19937, type RandomStream } from '../../tensor/mt19937';

/** Which group each output (row) and input (column) belongs to; all groups are of one size. */
export interface Arrangement {
  outputs: number[];
  inputs: number[];
  /** What lies inside the groups. */
  kept: number;
}

const STARTS = 6;
const MOST_ROUNDS = 50;
const MOST_PASSES = 50;

/**
 * Deals the rows and columns of a matrix of energies into groups, so that as much as possible lies where both
 * are in one group. From the order they are in and from some spectral starts, rows and columns are dealt anew in
 * turn by swaps of two that gain, until nothing gains. It is a local optimum, and never worse than the order
 * they are in; the search for the best one of all grows exponentially.
 *
 * @source Dhillon, "Co-clustering documents and words using bipartite spectral graph partitioning", KDD 2001,
 *   for the starts
 */
export function arrange(energy: Dense, groups: number, seed: number): Arrangement {
  const stream = mt19937(seed);
  const inOrder = (count: number) =>
    deal(
      Float64Array.from({ length: count }, (_, i) => i),
      groups,
    );
  const starts = [
    { outputs: inOrder(energy.rows), inputs: inOrder(energy.columns) },
    ...spectralStarts(energy, groups, stream),
  ];
  let best: Arrangement | undefined;
  for (const start of starts) {
    const found = improve(energy, groups, start);
    if (!best || found.kept > best.kept) best = found;
  }
  return best!; // there is a start
}

/** The group of each entry when they are cut into groups in the order of their values. */
function deal(values: Float64Array, groups: number): number[] {
  const order = Array.from(values.keys()).sort((a, b) => values[a]! - values[b]!);
  const result = new Array<number>(values.length);
  order.forEach((entry, place) => {
    result[entry] = Math.floor((place * groups) / values.length);
  });
  return result;
}

/**
 * Orders by random combinations of the leading singular vectors of the scaled matrix, which are constant on the
 * blocks where there are such.
 */
function spectralStarts(
  energy: Dense,
  groups: number,
  stream: RandomStream,
): Pick<Arrangement, 'outputs' | 'inputs'>[] {
  const { rows, columns, data } = energy;
  const [rowSums, columnSums] = sumsOf(energy);
  const scale = (sum: number) => (sum > 0 ? 1 / Math.sqrt(sum) : 0);
  const scaled = data.map(
    (value, at) => value * scale(rowSums[Math.floor(at / columns)]!) * scale(columnSums[at % columns]!),
  );
  const { left, right, values } = decompose({ rows, columns, data: scaled });
  const terms = Math.min(groups, values.length);
  const mix = (vectors: Dense, sums: Float64Array, factors: readonly number[]) =>
    sums.map((sum, i) =>
      factors.reduce(
        (total, factor, term) => total + factor * vectors.data[i * vectors.columns + term]! * scale(sum),
        0,
      ),
    );
  return Array.from({ length: STARTS }, () => {
    const factors = Array.from({ length: terms }, () => stream.float64() - 0.5);
    return {
      outputs: deal(mix(left, rowSums, factors), groups),
      inputs: deal(mix(right, columnSums, factors), groups),
    };
  });
}

function sumsOf({ rows, columns, data }: Dense): [rowSums: Float64Array, columnSums: Float64Array] {
  const [rowSums, columnSums] = [new Float64Array(rows), new Float64Array(columns)];
  data.forEach((value, at) => {
    rowSums[Math.floor(at / columns)]! += value;
    columnSums[at % columns]! += value;
  });
  return [rowSums, columnSums];
}

function improve(energy: Dense, groups: number, start: Pick<Arrangement, 'outputs' | 'inputs'>): Arrangement {
  const outputs = [...start.outputs];
  const inputs = [...start.inputs];
  for (let round = 0; round < MOST_ROUNDS; round++) {
    const gained = swapAll(outputs, scoresOf(energy, inputs, { groups, byRow: true }), groups);
    const gainedToo = swapAll(inputs, scoresOf(energy, outputs, { groups, byRow: false }), groups);
    if (!gained && !gainedToo) break;
  }
  const { columns, data } = energy;
  const kept = data.reduce(
    (sum, value, at) => (outputs[Math.floor(at / columns)] === inputs[at % columns] ? sum + value : sum),
    0,
  );
  return { outputs, inputs, kept };
}

/** The energy of each row (or column) in each group of the other side, [entries, groups]. */
function scoresOf(
  { rows, columns, data }: Dense,
  others: readonly number[],
  { groups, byRow }: { groups: number; byRow: boolean },
): Float64Array {
  const scores = new Float64Array((byRow ? rows : columns) * groups);
  data.forEach((value, at) => {
    const [row, column] = [Math.floor(at / columns), at % columns];
    const [entry, other] = byRow ? [row, column] : [column, row];
    scores[entry * groups + others[other]!]! += value;
  });
  return scores;
}

/** Swaps the groups of two entries as long as that gains; tells whether it ever did. */
function swapAll(entries: number[], scores: Float64Array, groups: number): boolean {
  const least = 1e-12 * scores.reduce((sum, score) => sum + score, 0); // less is rounding, and could go on for ever
  let any = false;
  for (let pass = 0, gained = true; gained && pass < MOST_PASSES; pass++) {
    gained = false;
    for (let a = 0; a < entries.length; a++) {
      for (let b = 0; b < a; b++) {
        const [groupA, groupB] = [entries[a]!, entries[b]!];
        const now = scores[a * groups + groupA]! + scores[b * groups + groupB]!;
        if (scores[a * groups + groupB]! + scores[b * groups + groupA]! - now <= least) continue;
        [entries[a], entries[b]] = [groupB, groupA];
        gained = true;
      }
    }
    any ||= gained;
  }
  return any;
}
