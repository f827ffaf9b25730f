export { conversionsOf, convert, type SuitableTarget } from './convert';
export { conversionTable } from './table';
export type { Conversion, ConversionTarget, ConvertOptions, Question, Rank } from './types';
