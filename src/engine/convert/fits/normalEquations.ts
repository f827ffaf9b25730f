/** The equations (AᵀA) · X = AᵀB of a least squares problem, summed up row by row of A and B. */
export interface NormalEquations {
  /** Unknowns per right-hand side. */
  unknowns: number;
  sides: number;
  /** AᵀA, [unknowns, unknowns]; the half with row ≥ column. */
  gram: Float64Array;
  /** AᵀB, [unknowns, sides]. */
  right: Float64Array;
}

/** Far below what a fit can show, and far above rounding: keeps dependent columns from doing harm. */
const RIDGE = 1e-11;
/** Rounds that take the effect of the ridge away again. */
const ROUNDS = 2;

export function emptyEquations(unknowns: number, sides: number): NormalEquations {
  const [gram, right] = [new Float64Array(unknowns * unknowns), new Float64Array(unknowns * sides)];
  return { unknowns, sides, gram, right };
}

/** Adds one row of A and its row of B. */
export function addRow(
  { unknowns, sides, gram, right }: NormalEquations,
  a: Float64Array,
  b: Float64Array,
): void {
  for (let i = 0; i < unknowns; i++) {
    const factor = a[i]!;
    if (factor === 0) continue;
    for (let j = 0; j <= i; j++) gram[i * unknowns + j]! += factor * a[j]!;
    for (let j = 0; j < sides; j++) right[i * sides + j]! += factor * b[j]!;
  }
}

/**
 * The X, [unknowns, sides], of the equations. Where columns of A depend on each other, it is one of many: no
 * larger than it has to be, and never a worse one than X = 0.
 *
 * @source Golub & Van Loan, Matrix Computations, 4th ed., algorithm 4.2.1 (Cholesky), and section 6.1.4 (ridge)
 */
export function solveEquations({ unknowns, sides, gram, right }: NormalEquations): Float64Array {
  const solution = new Float64Array(unknowns * sides);
  let largest = 0;
  for (let i = 0; i < unknowns; i++) largest = Math.max(largest, gram[i * unknowns + i]!);
  if (largest === 0) return solution;
  const factor = cholesky(gram, unknowns, RIDGE * largest);
  for (let round = 0; round < ROUNDS; round++) {
    const rest = residual({ unknowns, sides, gram, right }, solution);
    substitute(factor, unknowns, { data: rest, sides });
    for (let i = 0; i < solution.length; i++) solution[i]! += rest[i]!;
  }
  return solution;
}

/** L with L · Lᵀ = gram + ridge · I. */
function cholesky(gram: Float64Array, n: number, ridge: number): Float64Array {
  const factor = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = gram[i * n + j]! + (i === j ? ridge : 0);
      for (let k = 0; k < j; k++) sum -= factor[i * n + k]! * factor[j * n + k]!;
      // Rounding may leave less on the diagonal than the ridge has put there.
      factor[i * n + j] = i === j ? Math.sqrt(Math.max(sum, ridge)) : sum / factor[j * n + j]!;
    }
  }
  return factor;
}

/** right - gram · solution. */
function residual({ unknowns, sides, gram, right }: NormalEquations, solution: Float64Array): Float64Array {
  const rest = right.slice();
  for (let i = 0; i < unknowns; i++) {
    for (let k = 0; k < unknowns; k++) {
      const entry = k <= i ? gram[i * unknowns + k]! : gram[k * unknowns + i]!;
      for (let j = 0; j < sides; j++) rest[i * sides + j]! -= entry * solution[k * sides + j]!;
    }
  }
  return rest;
}

/** Solves L · Lᵀ · X = data in place. */
function substitute(
  factor: Float64Array,
  n: number,
  { data, sides }: { data: Float64Array; sides: number },
): void {
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < i; k++) subtractRow(data, sides, { to: i, from: k, times: factor[i * n + k]! });
    divideRow(data, sides, { row: i, by: factor[i * n + i]! });
  }
  for (let i = n - 1; i >= 0; i--) {
    for (let k = i + 1; k < n; k++) subtractRow(data, sides, { to: i, from: k, times: factor[k * n + i]! });
    divideRow(data, sides, { row: i, by: factor[i * n + i]! });
  }
}

function subtractRow(
  data: Float64Array,
  sides: number,
  { to, from, times }: { to: number; from: number; times: number },
): void {
  for (let j = 0; j < sides; j++) data[to * sides + j]! -= times * data[from * sides + j]!;
}

function divideRow(data: Float64Array, sides: number, { row, by }: { row: number; by: number }): void {
  for (let j = 0; j < sides; j++) data[row * sides + j]! /= by;
}
