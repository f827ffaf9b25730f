export { countMultiplications, type CountedMultiplications } from './countMultiplications';
export { trace } from './trace';
export type { TraceFigures, TraceReport, TraceRow, TraceTotals } from './types';
