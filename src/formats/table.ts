import type { Tensor } from '../engine';
import { decodeCsv, encodeCsv } from './csv';
import { decodeJpeg, encodeJpeg } from './jpeg';
import { decodeJson, encodeJson } from './json';
import { decodeNpy, encodeNpy } from './npy';
import { decodeNpz, encodeNpz } from './npz';
import type { DecodeOptions, EncodeOptions } from './options';
import { decodePngTensor, encodePngTensor } from './png';
import { decodeSafetensors, encodeSafetensors } from './safetensors';
import type { SourceFile } from './sourceFile';

interface FormatOf<Holds extends string, Value> {
  /** What people call it. */
  name: string;
  /** What its files end with, in lower case. */
  endings: readonly string[];
  /** One tensor, or an object of tensors by name. */
  holds: Holds;
  /** The options that reading and writing know. */
  decodeOptions: readonly (keyof DecodeOptions)[];
  encodeOptions: readonly (keyof EncodeOptions)[];
  decode(file: SourceFile, options: DecodeOptions): Value;
  encode(value: Value, name: string, options: EncodeOptions): Uint8Array;
}

export type FileFormat = FormatOf<'tensor', Tensor> | FormatOf<'tensors', Record<string, Tensor>>;

/** One row per kind of file. `decode`, `encode`, tests and messages all read this table. */
export const FILE_FORMATS: readonly FileFormat[] = [
  {
    name: 'NumPy array',
    endings: ['.npy'],
    holds: 'tensor',
    decodeOptions: ['dtype'],
    encodeOptions: [],
    decode: decodeNpy,
    encode: encodeNpy,
  },
  {
    name: 'NumPy archive',
    endings: ['.npz'],
    holds: 'tensors',
    decodeOptions: ['dtype'],
    encodeOptions: ['compress'],
    decode: decodeNpz,
    encode: encodeNpz,
  },
  {
    name: 'safetensors',
    endings: ['.safetensors'],
    holds: 'tensors',
    decodeOptions: ['dtype'],
    encodeOptions: ['metadata'],
    decode: decodeSafetensors,
    encode: encodeSafetensors,
  },
  {
    name: 'PNG image',
    endings: ['.png'],
    holds: 'tensor',
    decodeOptions: ['layout'],
    encodeOptions: ['layout', 'depth'],
    decode: decodePngTensor,
    encode: encodePngTensor,
  },
  {
    name: 'JPEG image',
    endings: ['.jpg', '.jpeg'],
    holds: 'tensor',
    decodeOptions: ['layout'],
    encodeOptions: ['layout', 'quality'],
    decode: decodeJpeg,
    encode: encodeJpeg,
  },
  {
    name: 'table of numbers',
    endings: ['.csv'],
    holds: 'tensor',
    decodeOptions: ['dtype', 'separator', 'header'],
    encodeOptions: ['separator', 'header'],
    decode: decodeCsv,
    encode: encodeCsv,
  },
  {
    name: 'JSON',
    endings: ['.json'],
    holds: 'tensor',
    decodeOptions: ['dtype'],
    encodeOptions: [],
    decode: decodeJson,
    encode: encodeJson,
  },
];
