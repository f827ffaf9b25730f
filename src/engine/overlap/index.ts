export { overlapCounts } from './overlapCounts';
export type { OverlapOptions } from './geometry';
export { unevenness, type OverlapRemedy, type Unevenness } from './unevenness';
