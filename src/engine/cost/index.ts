export { compare } from './compare';
export type { CostOptions } from './convention';
export { cost } from './cost';
export { summary } from './summary';
