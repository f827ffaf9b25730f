import { decode, encode } from 'jpeg-js';
import { checkInteger, type Tensor } from '../engine';
import { checkLayout, pixelsToTensor, tensorToPixels, type Pixels } from './image';
import { readJpegFrame } from './jpegSegments';
import { MAX_PIXELS } from './limits';
import type { DecodeOptions, EncodeOptions } from './options';
import { errorAt, type SourceFile } from './sourceFile';

/** What decoding may take beside the file and the result, in MiB. */
const WORKING_MEMORY_MIB = 1024;

/**
 * The picture of a JPEG file, baseline or progressive: grey has one channel, everything else becomes RGB. The
 * orientation that a camera notes beside the picture is not applied.
 *
 * @throws ArgumentError `jpeg/data`, `image/layout`, and those of readJpegFrame
 */
export function decodeJpeg(file: SourceFile, options: DecodeOptions): Tensor {
  const layout = checkLayout(file.name, options.layout);
  const { components } = readJpegFrame(file);
  const { width, height, data } = decodeRgb(file);
  const pixels: Pixels = { width, height, channels: 3, depth: 8, data };
  return pixelsToTensor(components === 1 ? firstChannel(pixels) : pixels, layout);
}

function decodeRgb(file: SourceFile) {
  try {
    return decode(file.bytes, {
      useTArray: true,
      formatAsRGBA: false,
      tolerantDecoding: true, // otherwise grey files whose last restart interval is not full are refused
      maxResolutionInMP: MAX_PIXELS / 1e6,
      maxMemoryUsageInMB: WORKING_MEMORY_MIB,
    });
  } catch (error) {
    const why = (error as Error).message; // jpeg-js throws nothing else
    throw errorAt(file, 2, 'jpeg/data', `the picture cannot be decoded: ${why}`);
  }
}

function firstChannel({ width, height, data }: Pixels): Pixels {
  const grey = new Uint8Array(width * height);
  for (let i = 0; i < grey.length; i++) grey[i] = data[3 * i]!;
  return { width, height, channels: 1, depth: 8, data: grey };
}

/** Sides have 16 bits. */
const LONGEST = 65_535;

/**
 * A baseline JPEG file of 1 or 3 channels; grey is written as RGB.
 *
 * @throws ArgumentError `image/layout`, `image/quality`, `image/range`, `image/too-large`
 * @throws ShapeError `image/shape`
 */
export function encodeJpeg(x: Tensor, name: string, options: EncodeOptions): Uint8Array {
  const layout = checkLayout(name, options.layout);
  const { quality = 90 } = options;
  checkInteger(`${name}: quality`, quality, { least: 1, most: 100, code: 'image/quality' });
  const pixels = tensorToPixels(x, name, { layout, depth: 8, channels: [1, 3], longest: LONGEST });
  const { width, height } = pixels;
  // Node's Buffer where there is one; a small one shares its memory with others.
  const { data } = encode({ width, height, data: withAlpha(pixels) }, quality) as { data: Uint8Array };
  return new Uint8Array(data);
}

/** Four numbers a pixel, as the encoder wants it. */
function withAlpha({ width, height, channels, data }: Pixels): Uint8Array {
  const rgba = new Uint8Array(4 * width * height).fill(255);
  for (let i = 0; i < width * height; i++) {
    for (let channel = 0; channel < 3; channel++) {
      rgba[4 * i + channel] = data[i * channels + (channels === 1 ? 0 : channel)]!;
    }
  }
  return rgba;
}
