export type * from './notebook';
export * from './convbook';
export * from './errors';
export { parseIpynb } from './ipynb/parse';
export { formatIpynb } from './ipynb/format';
export { parsePercent } from './percent/parse';
export { formatPercent } from './percent/format';
