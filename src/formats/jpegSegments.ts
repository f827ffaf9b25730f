import { MAX_PIXELS } from './limits';
import { errorAt, viewOf, type SourceFile } from './sourceFile';

/** What a JPEG file says of its picture. */
export interface JpegFrame {
  width: number;
  height: number;
  /** Components of a pixel: 1 grey, 3 colours, 4 colours for printing. */
  components: number;
}

/** Markers: start of a scan, end of the picture. */
const SCAN = 0xda;
const END = 0xd9;

/** The least a block of 8 x 8 numbers takes is one bit. */
const PIXELS_PER_BYTE = 512;

/** Pictures that build up in steps have about ten; each costs the time of the whole picture. */
const MAX_SCANS = 500;

/**
 * Reads a JPEG file as far as needed to know what decoding it will take.
 *
 * @throws ArgumentError `jpeg/signature`, `jpeg/segment`, `jpeg/kind`, `jpeg/scans`, `image/too-large`
 * @source ITU-T T.81 (1992), annex B
 */
export function readJpegFrame(file: SourceFile): JpegFrame {
  const { bytes } = file;
  if (bytes[0] !== 0xff || bytes[1] !== 0xd8) {
    throw errorAt(file, 0, 'jpeg/signature', 'this is no JPEG file, which begins with the bytes FF D8');
  }
  let frame: JpegFrame | undefined;
  let scans = 0;
  for (let at = nextMarker(file, 2); ;) {
    const marker = bytes[at - 1]!;
    if (marker === END) break;
    const length = at + 2 <= bytes.length ? viewOf(bytes).getUint16(at) : Infinity;
    if (length < 2 || at + length > bytes.length) {
      throw errorAt(
        file,
        at,
        'jpeg/segment',
        `the file is cut off: here a segment ${markerText(marker)} begins`,
      );
    }
    if (isFrame(marker)) {
      if (frame) throw errorAt(file, at - 2, 'jpeg/kind', 'files of several pictures are not read');
      frame = readFrame(file, { marker, at, length });
    }
    if (marker === SCAN && ++scans > MAX_SCANS) {
      throw errorAt(file, at - 2, 'jpeg/scans', `more than ${MAX_SCANS} scans; save the picture anew`);
    }
    at = nextMarker(file, at + length);
  }
  if (!frame || scans === 0) {
    throw errorAt(file, bytes.length, 'jpeg/segment', `there is no ${frame ? 'scan' : 'frame'} in the file`);
  }
  return frame;
}

/** The byte after the next marker, past a scan's data, where FF 00 is data and FF D0 to FF D7 are restarts. */
function nextMarker(file: SourceFile, from: number): number {
  const { bytes } = file;
  for (let at = from; at + 1 < bytes.length; at++) {
    const code = bytes[at + 1]!;
    if (bytes[at] === 0xff && code !== 0 && code !== 0xff && !(code >= 0xd0 && code <= 0xd7)) return at + 2;
  }
  throw errorAt(file, bytes.length, 'jpeg/segment', 'the file is cut off: its end marker FF D9 is missing');
}

/** Every kind of frame; C4, C8 and CC are tables, not frames. */
function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function readFrame(
  file: SourceFile,
  { marker, at, length }: { marker: number; at: number; length: number },
): JpegFrame {
  if (marker > 0xc2) {
    const kinds = 'lossless, hierarchical and arithmetic coding are not read';
    throw errorAt(file, at - 2, 'jpeg/kind', `a picture of kind ${markerText(marker)}: ${kinds}`);
  }
  if (length < 8)
    throw errorAt(file, at, 'jpeg/segment', `a frame of ${length} bytes, it must have 8 or more`);
  const view = viewOf(file.bytes);
  const bits = view.getUint8(at + 2);
  const height = view.getUint16(at + 3);
  const width = view.getUint16(at + 5);
  const components = view.getUint8(at + 7);
  if (bits !== 8 || ![1, 3, 4].includes(components)) {
    throw errorAt(
      file,
      at + 2,
      'jpeg/kind',
      `${components} components of ${bits} bits; 1, 3 or 4 of 8 bits are read`,
    );
  }
  const most = Math.min(MAX_PIXELS, file.bytes.length * PIXELS_PER_BYTE);
  if (width < 1 || height < 1 || width * height > most) {
    throw errorAt(
      file,
      at + 3,
      'image/too-large',
      `a picture of ${width} x ${height} pixels, from 1 x 1 to ${most} pixels are possible in a file of this size`,
    );
  }
  return { width: width, height: height, components: components };
}

function markerText(marker: number): string {
  return `FF ${marker.toString(16).toUpperCase()}`;
}
