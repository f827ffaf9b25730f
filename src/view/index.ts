export * from './mime';
export type * from './messages';
