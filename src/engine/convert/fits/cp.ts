import { ArgumentError } from '../../errors';
import { mt19937, type RandomStream } from '../../tensor/mt19937';
import { sizeOf } from '../../tensor/shape';
import { emptyEquations, solveEquations } from './normalEquations';
import { largestRank } from './ranks';

/** [outputs, inputs, rows, columns]: the axes of a weight. */
export type WeightShape = readonly [out: number, channels: number, height: number, width: number];

/** weight[o, c, y, x] as the sum over terms of one entry of each factor: factor[axis][i·rank + term]. */
interface CpFactors {
  shape: WeightShape;
  rank: number;
  factors: readonly [Float64Array, Float64Array, Float64Array, Float64Array];
}

export interface CpFit extends CpFactors {
  /** Relative Frobenius error. */
  error: number;
  sweeps: number;
  /** Whether the error had settled when the sweeps ended. */
  settled: boolean;
}

/** Multiplications that one fit may take, a few seconds, over all starts. */
const MOST_STEPS = 1e9;
const LEAST_SWEEPS = 5;
const ENOUGH_SWEEPS = 60;
const MOST_SWEEPS = 500;
const STARTS = 3;
/** A change of the error from one sweep to the next, relative to it, that counts as none. */
const SETTLED = 1e-6;
/** An error that is rounding. */
const EXACT = 1e-15;

/**
 * The best of some fits of a weight by `rank` outer products. From a random start, each axis in turn is solved by
 * least squares while the others stay, until the error settles; every step can only lower it. What is found is a
 * local optimum: no method is known that is sure to find the best sum.
 *
 * @throws ArgumentError `convert/too-large` above `affordableRank`
 * @source Kolda & Bader, "Tensor decompositions and applications", SIAM Review 51(3), 2009, figure 3.3
 */
export function fitCp(
  data: Float64Array,
  shape: WeightShape,
  { rank, seed, target }: { rank: number; seed: number; target: string },
): CpFit {
  const most = affordableRank(shape);
  if (rank > most) {
    throw new ArgumentError(
      'convert/too-large',
      `convert to '${target}': a fit of ${data.length} weights by rank = ${rank} takes more than ` +
        `${MOST_STEPS.toExponential(0)} steps; lower the rank to ${most} or less`,
    );
  }
  const affordable = Math.floor(MOST_STEPS / stepsOf(data.length, rank));
  const stream = mt19937(seed);
  const starts = Math.min(STARTS, Math.max(1, Math.floor(affordable / ENOUGH_SWEEPS)));
  const sweeps = Math.min(MOST_SWEEPS, Math.floor(affordable / starts));
  let best: CpFit | undefined;
  for (let start = 0; start < starts && (best?.error ?? 1) > EXACT; start++) {
    const fit = descend(data, drawFactors(shape, rank, stream), sweeps);
    if (!best || fit.error < best.error) best = fit;
  }
  return best!; // there is at least one start
}

/** The largest rank that a weight can be fitted by in the time that a fit may take. */
export function affordableRank(shape: readonly number[]): number {
  const size = sizeOf(shape);
  return largestRank(rank => stepsOf(size, rank), MOST_STEPS / LEAST_SWEEPS, size);
}

/** Multiplications of one sweep. */
function stepsOf(size: number, rank: number): number {
  return 3 * size * rank + 4 * rank ** 3;
}

function drawFactors(shape: WeightShape, rank: number, stream: RandomStream): CpFactors {
  const draw = (length: number) => Float64Array.from({ length: length * rank }, () => stream.float64() - 0.5);
  return { shape, rank, factors: [draw(shape[0]), draw(shape[1]), draw(shape[2]), draw(shape[3])] };
}

function descend(data: Float64Array, cp: CpFactors, most: number): CpFit {
  const total = data.reduce((sum, value) => sum + value ** 2, 0);
  let error = Infinity;
  for (let sweeps = 1; ; sweeps++) {
    sweep(data, cp);
    const before = error;
    error = total === 0 ? 0 : Math.sqrt(distance(data, cp) / total);
    const settled = error <= EXACT || before - error <= SETTLED * error;
    if (settled || sweeps === most) return { ...cp, error, sweeps, settled };
  }
}

/** Solves rows and columns, then inputs and outputs: what the weight is multiplied with is shared by each two. */
function sweep(data: Float64Array, cp: CpFactors): void {
  const [out, channels, height, width] = cp.shape;
  const [outputs, inputs, rows, columns] = cp.factors;
  const planes = contractPairs(data, [outputs, inputs], {
    pairs: [out, channels],
    rest: height * width,
    rank: cp.rank,
  });
  solveAxis(cp, 2, contract(planes, columns, { length: height, other: width, rank: cp.rank, last: true }));
  solveAxis(cp, 3, contract(planes, rows, { length: width, other: height, rank: cp.rank, last: false }));
  const pairs = contractTaps(data, [rows, columns], {
    pairs: out * channels,
    taps: [height, width],
    rank: cp.rank,
  });
  solveAxis(cp, 1, contract(pairs, outputs, { length: channels, other: out, rank: cp.rank, last: false }));
  solveAxis(cp, 0, contract(pairs, inputs, { length: out, other: channels, rank: cp.rank, last: true }));
}

/** [taps, rank]: the sum over outputs and inputs of the weight times both vectors. */
function contractPairs(
  data: Float64Array,
  [outputs, inputs]: readonly [Float64Array, Float64Array],
  { pairs: [out, channels], rest, rank }: { pairs: readonly [number, number]; rest: number; rank: number },
): Float64Array {
  const result = new Float64Array(rest * rank);
  const products = new Float64Array(rank);
  for (let o = 0, at = 0; o < out; o++) {
    for (let c = 0; c < channels; c++) {
      for (let term = 0; term < rank; term++) {
        products[term] = outputs[o * rank + term]! * inputs[c * rank + term]!;
      }
      for (let tap = 0; tap < rest; tap++, at++) {
        const value = data[at]!;
        const to = tap * rank;
        for (let term = 0; term < rank; term++) result[to + term]! += value * products[term]!;
      }
    }
  }
  return result;
}

/** [pairs, rank]: the sum over the taps of the weight times both vectors. */
function contractTaps(
  data: Float64Array,
  [rows, columns]: readonly [Float64Array, Float64Array],
  { pairs, taps: [height, width], rank }: { pairs: number; taps: readonly [number, number]; rank: number },
): Float64Array {
  const result = new Float64Array(pairs * rank);
  const products = tapProducts([rows, columns], { taps: [height, width], rank });
  for (let pair = 0, at = 0; pair < pairs; pair++) {
    const to = pair * rank;
    for (let tap = 0; tap < height * width; tap++, at++) {
      const value = data[at]!;
      const from = tap * rank;
      for (let term = 0; term < rank; term++) result[to + term]! += value * products[from + term]!;
    }
  }
  return result;
}

/** [taps, rank]: the products of both vectors at every tap. */
function tapProducts(
  [rows, columns]: readonly [Float64Array, Float64Array],
  { taps: [height, width], rank }: { taps: readonly [number, number]; rank: number },
): Float64Array {
  const products = new Float64Array(height * width * rank);
  for (let at = 0; at < products.length; at++) {
    const [tap, term] = [Math.floor(at / rank), at % rank];
    products[at] = rows[Math.floor(tap / width) * rank + term]! * columns[(tap % width) * rank + term]!;
  }
  return products;
}

/** [length, rank]: the sum over the other axis of a matrix of both, per term, times that axis' vectors. */
function contract(
  matrix: Float64Array,
  vectors: Float64Array,
  { length, other, rank, last }: { length: number; other: number; rank: number; last: boolean },
): Float64Array {
  const result = new Float64Array(length * rank);
  for (let i = 0; i < length; i++) {
    for (let j = 0; j < other; j++) {
      const from = (last ? i * other + j : j * length + i) * rank;
      for (let term = 0; term < rank; term++) {
        result[i * rank + term]! += matrix[from + term]! * vectors[j * rank + term]!;
      }
    }
  }
  return result;
}

/** Solves the vectors of one axis, [length, rank], from the weight times all others. */
function solveAxis({ shape, rank, factors }: CpFactors, axis: 0 | 1 | 2 | 3, right: Float64Array): void {
  const length = shape[axis];
  const equations = emptyEquations(rank, length);
  gramOfOthers({ shape, rank, factors }, axis, equations.gram);
  for (let i = 0; i < length; i++) {
    for (let term = 0; term < rank; term++) equations.right[term * length + i] = right[i * rank + term]!;
  }
  const solution = solveEquations(equations);
  const factor = factors[axis];
  for (let i = 0; i < length; i++) {
    for (let term = 0; term < rank; term++) factor[i * rank + term] = solution[term * length + i]!;
  }
  if (axis !== 0) normalise(factor, rank); // the axis that is solved last carries all scales
}

/** The products of each two terms, over all axes but one. */
function gramOfOthers({ rank, shape, factors }: CpFactors, axis: number, gram: Float64Array): void {
  gram.fill(1);
  factors.forEach((factor, other) => {
    if (other === axis) return;
    for (let a = 0; a < rank; a++) {
      for (let b = 0; b <= a; b++) {
        let sum = 0;
        for (let i = 0; i < shape[other]!; i++) sum += factor[i * rank + a]! * factor[i * rank + b]!;
        gram[a * rank + b]! *= sum;
      }
    }
  });
}

/** Vectors of length one; those of nothing stay. */
function normalise(factor: Float64Array, rank: number): void {
  for (let term = 0; term < rank; term++) {
    let sum = 0;
    for (let at = term; at < factor.length; at += rank) sum += factor[at]! ** 2;
    const length = sum === 0 ? 1 : Math.sqrt(sum);
    for (let at = term; at < factor.length; at += rank) factor[at]! /= length;
  }
}

/** The sum of the squares of what the terms leave. */
function distance(data: Float64Array, { shape, rank, factors }: CpFactors): number {
  const [out, channels, height, width] = shape;
  const [outputs, inputs, rows, columns] = factors;
  const taps = tapProducts([rows, columns], { taps: [height, width], rank });
  const products = new Float64Array(rank);
  let sum = 0;
  for (let pair = 0, at = 0; pair < out * channels; pair++) {
    const [o, c] = [Math.floor(pair / channels) * rank, (pair % channels) * rank];
    for (let term = 0; term < rank; term++) products[term] = outputs[o + term]! * inputs[c + term]!;
    for (let tap = 0; tap < height * width; tap++, at++) {
      let rest = data[at]!;
      for (let term = 0; term < rank; term++) rest -= products[term]! * taps[tap * rank + term]!;
      sum += rest ** 2;
    }
  }
  return sum;
}
