import { decompose } from '../../linalg/decompose';
import { product, transposed, type Dense } from '../../linalg/dense';

export type Ranks = readonly [rankIn: number, rankOut: number];

/** weight[o, c, tap] as the sum over a and b of outputs[o, b] · core[b, a, tap] · inputs[c, a]. */
export interface Tucker2 {
  /** [Cin, rankIn], columns of length one at right angles. */
  inputs: Dense;
  /** [Cout, rankOut], as the inputs. */
  outputs: Dense;
  /** [rankOut, rankIn·taps] */
  core: Dense;
  sweeps: number;
  /** Whether the error had settled when the sweeps ended. */
  settled: boolean;
}

interface Sizes {
  channels: number;
  out: number;
  taps: number;
  ranks: Ranks;
}

/** Multiplications that the sweeps may take, some seconds. */
const MOST_STEPS = 1.5e9;
const [LEAST_SWEEPS, MOST_SWEEPS] = [3, 60];
/** A change of the kept energy, relative to all of it, that counts as none. */
const SETTLED = 1e-6;

/**
 * A weight [Cout, Cin, taps] by bases of its input and output channels: first the leading singular vectors of the
 * weight, then by a step of orthogonal iteration for one side while the other stays, in turn, each of which can
 * only lower the error.
 */
export function tucker2(weight: Float64Array, { channels, out, taps, ranks }: Sizes): Tucker2 {
  const [rankIn, rankOut] = ranks;
  const whole: Dense = { rows: out, columns: channels * taps, data: weight };
  const byInput = swapped(whole, channels, taps);
  const narrowed = (basis: Dense): Dense => swapped(product(transposed(basis), byInput), out, taps);
  const energy = energyOf(whole);
  let inputs = leading(byInput, rankIn);
  let narrow = narrowed(inputs);
  let outputs = leading(narrow, rankOut);
  let core = product(transposed(outputs), narrow);
  const steps = 3 * weight.length * (rankIn + rankOut);
  const most = Math.min(MOST_SWEEPS, Math.max(LEAST_SWEEPS, Math.floor(MOST_STEPS / steps)));
  for (let sweeps = 1; ; sweeps++) {
    const kept = energyOf(core);
    inputs = iterated(swapped(product(transposed(outputs), whole), channels, taps), inputs);
    narrow = narrowed(inputs);
    outputs = iterated(narrow, outputs);
    core = product(transposed(outputs), narrow);
    const settled = energyOf(core) - kept <= SETTLED * energy;
    if (settled || sweeps === most) return { inputs, outputs, core, sweeps, settled };
  }
}

function energyOf({ data }: Dense): number {
  return data.reduce((sum, value) => sum + value ** 2, 0);
}

/** [A, B·taps] to [B, A·taps], where B = `second`. */
function swapped({ rows, data }: Dense, second: number, taps: number): Dense {
  const result = new Float64Array(data.length);
  for (let a = 0; a < rows; a++) {
    for (let b = 0; b < second; b++) {
      const from = (a * second + b) * taps;
      result.set(data.subarray(from, from + taps), (b * rows + a) * taps);
    }
  }
  return { rows: second, columns: rows * taps, data: result };
}

/** The `count` leading left singular vectors as columns, zeros past the last. */
function leading(matrix: Dense, count: number): Dense {
  const { left } = decompose(matrix);
  const data = new Float64Array(matrix.rows * count);
  const columns = Math.min(count, left.columns);
  for (let i = 0; i < matrix.rows; i++) {
    for (let j = 0; j < columns; j++) data[i * count + j] = left.data[i * left.columns + j]!;
  }
  return { rows: matrix.rows, columns: count, data };
}

/**
 * A basis nearer to the leading left singular vectors of a matrix.
 *
 * @source Golub & Van Loan, Matrix Computations, 4th ed., section 7.3.2 (orthogonal iteration)
 */
function iterated(matrix: Dense, basis: Dense): Dense {
  // Rows are vectors here, so that the loops below run along memory.
  const vectors = transposed(product(matrix, product(transposed(matrix), basis)));
  const { rows: count, columns: length, data } = vectors;
  for (let i = 0; i < count; i++) {
    const vector = data.subarray(i * length, (i + 1) * length);
    const size = Math.sqrt(dot(vector, vector));
    for (let twice = 0; twice < 2; twice++) {
      for (let j = 0; j < i; j++) subtractProjection(vector, data.subarray(j * length, (j + 1) * length));
    }
    const left = Math.sqrt(dot(vector, vector));
    // What is left of a vector that the others span is rounding: the weight has no such direction.
    const scale = left > DEPENDENT * size ? 1 / left : 0;
    for (let k = 0; k < length; k++) vector[k]! *= scale;
  }
  return transposed(vectors);
}

/** The share of a vector that rounding leaves when all of it is taken away. */
const DEPENDENT = 1e-12;

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function subtractProjection(vector: Float64Array, unit: Float64Array): void {
  const share = dot(vector, unit);
  for (let k = 0; k < vector.length; k++) vector[k]! -= share * unit[k]!;
}
