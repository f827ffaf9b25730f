import { now } from '../clock';
import { observeConvs } from '../conv/observe';
import { ArgumentError } from '../errors';
import { describeValue } from '../tensor/check';
import { Runs } from './runs';
import type { TraceReport } from './types';

/**
 * Runs a function and reports every convolution that it did, however deep in layers, gradients among them: shapes,
 * multiply-accumulates by the closed form and as counted one by one, time, and the algorithm. Displayed it is a
 * table; what the function returned is its `.result`.
 *
 *     const report = trace(() => conv2d(randn([1, 3, 32, 32]), randn([8, 3, 3, 3])));
 *     report.totals.macs            // 194400, as report.totals.counted.all
 *     report.result.shape           // [1, 8, 30, 30]
 *
 * An async function gives a promise of the report, a plain one the report itself; `await trace(...)` suits both.
 * While an async function waits, convolutions of other running code are reported too. Counting begins when the
 * function has ended, so that it costs none of the time that is measured. Where the function throws, its error
 * goes on to the caller and nothing is observed any more.
 *
 * - `macs` and `counted.all` count taps on padding like any other, `macsInside` and `counted.inside` only those on
 *   real elements; the two of each pair are equal, which is what the counting is for
 * - `elapsedMs` in milliseconds, of each run and of all runs; `totals.totalMs` of the whole function
 * - `gflops`: 2 · macs over the time, in billions per second
 *
 * @throws ArgumentError `trace/not-a-function`, and what the function throws
 */
export function trace<T>(fn: () => Promise<T>): Promise<TraceReport<T>>;
export function trace<T>(fn: () => T): TraceReport<T>;
export function trace(fn: () => unknown): TraceReport | Promise<TraceReport> {
  if (typeof fn !== 'function') {
    throw new ArgumentError(
      'trace/not-a-function',
      `trace: expected a function to run, such as () => model.forward(x), got ${describeValue(fn)}`,
    );
  }
  const runs = new Runs();
  const end = observeConvs(run => runs.add(run));
  const start = now();
  const finish = (result: unknown): TraceReport => {
    const report = runs.report(now() - start);
    return { kind: 'trace', title: titleOf(report.totals.runs), ...report, result };
  };
  let pending = false;
  try {
    const returned = fn();
    if (!(returned instanceof Promise)) return finish(returned);
    pending = true;
    return returned.then(finish).finally(end);
  } finally {
    if (!pending) end();
  }
}

function titleOf(runs: number): string {
  return runs === 1 ? 'Trace of 1 convolution' : `Trace of ${runs} convolutions`;
}
