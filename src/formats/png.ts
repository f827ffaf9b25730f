import { convertIndexedToRgb, decode, encode, type DecodedPng } from 'fast-png';
import { ArgumentError, describeValue, type Tensor } from '../engine';
import { checkLayout, pixelsToTensor, tensorToPixels, type Pixels } from './image';
import { inflate } from './inflate';
import type { DecodeOptions, EncodeOptions } from './options';
import { readPngChunks } from './pngChunks';
import { errorAt, type SourceFile } from './sourceFile';

/**
 * The bytes of a PNG file.
 *
 * @param image row-major pixels of four bytes each: red, green, blue, alpha
 */
export function encodePng(image: { width: number; height: number; data: Uint8Array }): Uint8Array {
  return encode({ ...image, channels: 4, depth: 8 });
}

/**
 * The picture of a PNG file. Palettes are looked up, fewer than 8 bits are spread over 0 to 255, and a colour that
 * stands for transparency becomes an alpha channel. Of an animation, the first picture. Working memory is at most
 * 8 times that of the picture in the file.
 *
 * @throws ArgumentError `png/data`, `image/layout`, and those of readPngChunks
 */
export function decodePngTensor(file: SourceFile, options: DecodeOptions): Tensor {
  const layout = checkLayout(file.name, options.layout);
  return pixelsToTensor(decodePixels(file), layout);
}

function decodePixels(file: SourceFile): Pixels {
  const { essential, indexed, data, dataOffset, rawBytes } = readPngChunks(file);
  // fast-png inflates whatever there is, so what it will get is counted first.
  const lines = inflate(data, rawBytes, 'zlib');
  if (typeof lines === 'string')
    throw errorAt(file, dataOffset, 'png/data', `the picture is damaged: ${lines}`);
  try {
    const png = decode(essential);
    return indexed ? lookUp(png) : expand(png);
  } catch (error) {
    const why = (error as Error).message; // fast-png throws nothing else
    throw errorAt(file, dataOffset, 'png/data', `the picture is damaged: ${why}`);
  }
}

/** The colours of a picture with a palette. */
function lookUp(png: DecodedPng): Pixels {
  const { width, height, palette } = png;
  const first = palette?.[0];
  if (!first) throw new Error('it has no palette');
  return { width, height, channels: first.length, depth: 8, data: convertIndexedToRgb(png) };
}

/** A picture of grey or colours with its numbers spread over 8 or 16 bits. */
function expand(png: DecodedPng): Pixels {
  const { width, height, transparency } = png;
  const step = png.depth < 8 ? 255 / (2 ** png.depth - 1) : 1;
  const data = png.depth < 8 ? spread(png, step) : (png.data as Uint8Array | Uint16Array);
  const pixels: Pixels = { width, height, channels: png.channels, depth: png.depth === 16 ? 16 : 8, data };
  return transparency
    ? withAlpha(
        pixels,
        [...transparency].map(value => value * step),
      )
    : pixels;
}

/** Grey of 1, 2 or 4 bits as bytes: the same as looking it up in a palette of all its greys. */
function spread(png: DecodedPng, step: number): Uint8Array {
  const greys = Array.from({ length: 2 ** png.depth }, (_, grey) => [grey * step]);
  return convertIndexedToRgb({ ...png, palette: greys }); // of one channel
}

/** An alpha channel beside the others: 0 for pixels of one colour. */
function withAlpha(pixels: Pixels, transparent: readonly number[]): Pixels {
  const { width, height, channels, depth, data } = pixels;
  const most = 2 ** depth - 1;
  const count = width * height;
  const result = new (depth === 16 ? Uint16Array : Uint8Array)(count * (channels + 1));
  for (let pixel = 0; pixel < count; pixel++) {
    let alpha = 0;
    for (let channel = 0; channel < channels; channel++) {
      const value = data[pixel * channels + channel]!;
      result[pixel * (channels + 1) + channel] = value;
      if (value !== transparent[channel]) alpha = most;
    }
    result[pixel * (channels + 1) + channels] = alpha;
  }
  return { ...pixels, channels: channels + 1, data: result };
}

/** As in the file's header, four bytes long. */
const LONGEST = 2 ** 31 - 1;

/**
 * A PNG file of 1 to 4 channels, grey, grey and alpha, RGB or RGBA, of 8 or 16 bits.
 *
 * @throws ArgumentError `image/layout`, `image/depth`, `image/range`, `image/too-large`
 * @throws ShapeError `image/shape`
 */
export function encodePngTensor(x: Tensor, name: string, options: EncodeOptions): Uint8Array {
  const layout = checkLayout(name, options.layout);
  const { depth = 8 } = options;
  if (depth !== 8 && depth !== 16) {
    throw new ArgumentError('image/depth', `${name}: depth is 8 or 16, got ${describeValue(depth)}`);
  }
  const pixels = tensorToPixels(x, name, { layout, depth, channels: [1, 2, 3, 4], longest: LONGEST });
  return encode(pixels);
}
