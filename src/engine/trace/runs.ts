import type { ConvRun } from '../conv/observe';
import { countMacs, type Count } from '../cost/count';
import { countMultiplications, type CountedMultiplications } from './countMultiplications';
import type { TraceFigures, TraceRow, TraceTotals } from './types';

/** Rows that a report has; a training loop makes hundreds of thousands of runs. */
const MOST_ROWS = 1000;

/** What a run is, without the tensors that it read and wrote. */
type Remembered = Pick<
  TraceRow,
  'pass' | 'operation' | 'inputShape' | 'weightShape' | 'elapsedMs' | 'algorithm'
> & {
  geometry: Geometry;
};

/** Runs that multiply alike, counted together once all is over. */
interface Geometry extends Pick<ConvRun, 'kind' | 'conv'> {
  runs: number;
}

interface Counts {
  macs: Count;
  macsInside: Count;
  counted: CountedMultiplications;
}

/**
 * The runs that an observer was told of. Nothing is counted while they go on, so that counting takes no time of
 * what is measured.
 */
export class Runs {
  readonly #first: Remembered[] = [];
  readonly #geometries = new Map<string, Geometry>();
  #elapsedMs = 0;

  add({ pass, kind, conv, operands, algorithm, elapsedMs }: ConvRun): void {
    this.#elapsedMs += elapsedMs;
    const key = JSON.stringify([kind, { ...conv, operation: '' }]);
    const geometry = this.#geometries.get(key) ?? { kind, conv, runs: 0 };
    geometry.runs++;
    this.#geometries.set(key, geometry);
    if (this.#first.length < MOST_ROWS) {
      const shapes = { inputShape: operands.input.shape, weightShape: operands.weight.shape };
      this.#first.push({ pass, operation: conv.operation, ...shapes, algorithm, elapsedMs, geometry });
    }
  }

  /** The rows and totals of what was added. `totalMs` is the time that all of it took. */
  report(totalMs: number): { rows: TraceRow[]; totals: TraceTotals } {
    const counts = new Map([...this.#geometries.values()].map(geometry => [geometry, countsOf(geometry)]));
    const sum = (read: (counts: Counts) => number): number =>
      [...counts].reduce((total, [{ runs }, each]) => total + runs * read(each), 0);
    const macs = sum(each => each.macs.value);
    return {
      rows: this.#first.map(run => rowOf(run, counts.get(run.geometry)!)), // every geometry was counted
      totals: {
        runs: [...counts.keys()].reduce((total, { runs }) => total + runs, 0),
        macs,
        macsInside: sum(each => each.macsInside.value),
        counted: { all: sum(each => each.counted.all), inside: sum(each => each.counted.inside) },
        ...speedOf(macs, this.#elapsedMs),
        totalMs,
      },
    };
  }
}

function countsOf({ kind, conv }: Geometry): Counts {
  const work = { kind, conv, outputShape: conv.outputShape };
  return {
    macs: countMacs(work, 'count'),
    macsInside: countMacs(work, 'skip'),
    counted: countMultiplications(conv, kind),
  };
}

function rowOf({ geometry, elapsedMs, ...run }: Remembered, { macs, macsInside, counted }: Counts): TraceRow {
  return {
    ...run,
    kind: geometry.kind,
    outputShape: geometry.conv.outputShape,
    macs: macs.value,
    macsInside: macsInside.value,
    counted,
    ...speedOf(macs.value, elapsedMs),
    formulas: { macs: macs.formula, macsInside: macsInside.formula },
  };
}

function speedOf(macs: number, elapsedMs: number): Pick<TraceFigures, 'elapsedMs' | 'gflops'> {
  return { elapsedMs, gflops: elapsedMs > 0 ? (2 * macs) / elapsedMs / 1e6 : null };
}
