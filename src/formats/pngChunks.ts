import { crc32 } from './crc32';
import { MAX_PIXELS } from './limits';
import { errorAt, hasText, viewOf, type SourceFile } from './sourceFile';

/** What a PNG file says of its picture, and the chunks that make it. */
export interface PngFile {
  /** Whether its numbers are those of colours in a palette. */
  indexed: boolean;
  /** The file without the chunks that do not matter for pixels: those can be anything, compressed without limit too. */
  essential: Uint8Array;
  /** The compressed lines, their first byte in the file, and the bytes they must have when they are inflated. */
  data: Uint8Array;
  dataOffset: number;
  rawBytes: number;
}

interface Chunk {
  type: string;
  /** The byte of its length field. */
  start: number;
  /** The bytes of its data. */
  data: Uint8Array;
}

const SIGNATURE = '\x89PNG\r\n\x1a\n';
const ESSENTIAL = ['IHDR', 'PLTE', 'tRNS', 'IDAT', 'IEND'];

/** The depths of each colour type, and the numbers of a pixel. */
const COLOUR_TYPES: Readonly<Record<number, { depths: readonly number[]; channels: number }>> = {
  0: { depths: [1, 2, 4, 8, 16], channels: 1 },
  2: { depths: [8, 16], channels: 3 },
  3: { depths: [1, 2, 4, 8], channels: 1 },
  4: { depths: [8, 16], channels: 2 },
  6: { depths: [8, 16], channels: 4 },
};

/** First column and row, and distance of columns and rows, of each pass of an interlaced picture. */
const ADAM7: readonly (readonly [x: number, y: number, dx: number, dy: number])[] = [
  ...([
    [0, 0, 8, 8],
    [4, 0, 8, 8],
    [0, 4, 4, 8],
    [2, 0, 4, 4],
    [0, 2, 2, 4],
  ] as const),
  ...([
    [1, 0, 2, 2],
    [0, 1, 1, 2],
  ] as const),
];

/**
 * Reads a PNG file as far as needed to know what decoding it will take.
 *
 * @throws ArgumentError `png/signature`, `png/chunk`, `png/checksum`, `png/header`, `image/too-large`
 * @source PNG Specification, Third Edition, sections 5, 8 and 11
 */
export function readPngChunks(file: SourceFile): PngFile {
  if (!hasText(file.bytes, 0, SIGNATURE)) {
    throw errorAt(file, 0, 'png/signature', 'this is no PNG file, which begins with \\x89PNG');
  }
  const chunks = [...walk(file)].filter(({ type }) => ESSENTIAL.includes(type));
  const [first] = chunks;
  if (first?.type !== 'IHDR' || first.data.length !== 13) {
    throw errorAt(file, SIGNATURE.length, 'png/header', 'the first chunk must be an IHDR of 13 bytes');
  }
  for (const [i, { type, start }] of chunks.entries()) {
    if (type !== 'IDAT' && chunks.findIndex(other => other.type === type) < i) {
      throw errorAt(file, start, 'png/chunk', `a second ${type} chunk`);
    }
  }
  const images = chunks.filter(({ type }) => type === 'IDAT');
  if (!images[0]) throw errorAt(file, file.bytes.length, 'png/chunk', 'there is no IDAT chunk, the picture');
  return {
    ...readHeader(file, first),
    essential: joined([
      file.bytes.subarray(0, SIGNATURE.length),
      ...chunks.map(({ start, data }) => file.bytes.subarray(start, start + 12 + data.length)),
    ]),
    data: joined(images.map(({ data }) => data)),
    dataOffset: images[0].start + 8,
  };
}

/** Every chunk up to IEND. The checksums of those that matter are compared. */
function* walk(file: SourceFile): Generator<Chunk> {
  const { bytes } = file;
  const view = viewOf(bytes);
  let start = SIGNATURE.length;
  for (let type = ''; type !== 'IEND';) {
    const length = start + 12 <= bytes.length ? view.getUint32(start) : Infinity;
    if (start + 12 + length > bytes.length) {
      const cut = 'the file is cut off: here a whole chunk was expected, up to one of type IEND';
      throw errorAt(file, Math.min(start, bytes.length), 'png/chunk', cut);
    }
    type = String.fromCharCode(...bytes.subarray(start + 4, start + 8));
    const known = ESSENTIAL.includes(type);
    if (!known && !/^[a-z]/.test(type)) {
      throw errorAt(file, start + 4, 'png/chunk', `a chunk of the unknown type ${JSON.stringify(type)}`);
    }
    if (
      known &&
      crc32(bytes.subarray(start + 4, start + 8 + length)) !== view.getUint32(start + 8 + length)
    ) {
      throw errorAt(file, start + 8 + length, 'png/checksum', `the ${type} chunk is damaged`);
    }
    yield { type, start, data: bytes.subarray(start + 8, start + 8 + length) };
    start += 12 + length;
  }
}

function readHeader(
  file: SourceFile,
  { data, start }: Chunk,
): Omit<PngFile, 'essential' | 'data' | 'dataOffset'> {
  const view = viewOf(data);
  const width = view.getUint32(0);
  const height = view.getUint32(4);
  const [depth, colour, compression, filter, interlace] = [8, 9, 10, 11, 12].map(at => view.getUint8(at)) as [
    ...[number, number, number, number, number],
  ];
  const colourType = COLOUR_TYPES[colour];
  if (!colourType?.depths.includes(depth)) {
    throw errorAt(file, start + 16, 'png/header', `${depth} bits are impossible with colour type ${colour}`);
  }
  if (compression !== 0 || filter !== 0 || interlace > 1) {
    const methods = `compression ${compression}, filter ${filter} and interlacing ${interlace}`;
    throw errorAt(file, start + 18, 'png/header', `unknown methods: ${methods}`);
  }
  if (width < 1 || height < 1 || width * height > MAX_PIXELS) {
    throw errorAt(
      file,
      start + 8,
      'image/too-large',
      `a picture of ${width} x ${height} pixels, from 1 x 1 to ${MAX_PIXELS} pixels can be read; scale it down`,
    );
  }
  if (interlace === 1 && depth < 8) {
    throw errorAt(
      file,
      start + 20,
      'png/header',
      `interlaced pictures of ${depth} bits are not read; save it without interlacing`,
    );
  }
  const bits = depth * colourType.channels;
  const rawBytes = interlace ? interlacedBytes(width, height, bits) : linesBytes(width, height, bits);
  return { indexed: colour === 3, rawBytes };
}

/** Bytes of lines of pixels of so many bits each; a byte before each line names its filter. */
function linesBytes(width: number, height: number, bits: number): number {
  return width > 0 ? height * (1 + Math.ceil((width * bits) / 8)) : 0;
}

function interlacedBytes(width: number, height: number, bits: number): number {
  const bytes = ADAM7.map(([x, y, dx, dy]) =>
    linesBytes(Math.ceil((width - x) / dx), Math.ceil((height - y) / dy), bits),
  );
  return bytes.reduce((sum, one) => sum + one, 0);
}

function joined(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
