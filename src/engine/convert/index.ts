export * from './convert';
export { conversionTable } from './table';
