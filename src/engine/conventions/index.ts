export { conventions } from './conventions';
export type { ConventionRow, ConventionsReport } from './types';
