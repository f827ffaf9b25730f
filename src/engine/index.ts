export * from './errors';
export * from './tensor/dtype';
export * from './tensor/shape';
export * from './tensor/tensor';
export type * from './cost/types';
