export { decode, encode, formatOf, type TensorFileName, type TensorsFileName } from './formats';
export type { DecodeOptions, EncodeOptions } from './options';
export { encodePng } from './png';
export { FILE_FORMATS } from './table';
