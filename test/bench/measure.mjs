/** @typedef {{ name: string, run: () => Float32Array }} Contestant */

/** @typedef {{ name: string, seconds: number, spread: number, checksum: number }} Measurement */

const WARM_UP_SECONDS = 0.1;
const WINDOW_SECONDS = 0.06;
const ROUNDS = 5;

/**
 * Times each contestant in turn, round after round, so that a busy moment of the machine hits all of them.
 * Of a window of calls the fastest counts, since preemption only ever adds; of the rounds the median.
 *
 * @param {Contestant[]} contestants
 * @returns {Measurement[]} seconds a call; spread is (slowest - fastest round) / median
 */
export function measure(contestants) {
  for (const { run } of contestants) fastestCall(run, WARM_UP_SECONDS);
  /** @type {number[][]} */
  const rounds = contestants.map(() => []);
  for (let round = 0; round < ROUNDS; round++) {
    contestants.forEach(({ run }, index) => rounds[index]?.push(fastestCall(run, WINDOW_SECONDS)));
  }
  return contestants.map(({ name, run }, index) => {
    const sorted = (rounds[index] ?? []).sort((a, b) => a - b);
    const median = sorted[sorted.length >> 1] ?? NaN;
    const spread = ((sorted.at(-1) ?? NaN) - (sorted[0] ?? NaN)) / median;
    return { name, seconds: median, spread, checksum: checksum(run()) };
  });
}

/**
 * @param {() => unknown} run
 * @param {number} window seconds in which to call it again and again, at least once
 */
function fastestCall(run, window) {
  let fastest = Infinity;
  const end = performance.now() + window * 1000;
  do {
    const start = performance.now();
    run();
    fastest = Math.min(fastest, performance.now() - start);
  } while (performance.now() < end);
  return fastest / 1000;
}

/**
 * Sum of squares: no two signs cancel, so a wrong element shows.
 *
 * @param {Float32Array} data
 */
function checksum(data) {
  return data.reduce((sum, value) => sum + value * value, 0);
}
