import { deflateSync, inflateSync } from 'node:zlib';
import { crc32 } from '../../../src/formats/crc32';
import { ascii, readFixture } from './fixture';

export interface PngChunk {
  type: string;
  data: Uint8Array;
}

/** The chunks of a PNG file. */
export function chunksOf(bytes: Uint8Array): PngChunk[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const chunks: PngChunk[] = [];
  for (let at = 8; at < bytes.length;) {
    const length = view.getUint32(at);
    chunks.push({
      type: String.fromCharCode(...bytes.subarray(at + 4, at + 8)),
      data: bytes.slice(at + 8, at + 8 + length),
    });
    at += 12 + length;
  }
  return chunks;
}

/** A PNG file of some chunks, with right lengths and checksums. */
export function pngOf(chunks: readonly PngChunk[]): Uint8Array {
  const parts = [ascii('\x89PNG\r\n\x1a\n')];
  for (const { type, data } of chunks) {
    const body = Uint8Array.from([...ascii(type), ...data]);
    parts.push(number(data.length), body, number(crc32(body)));
  }
  return Uint8Array.from(parts.flatMap(part => [...part]));
}

function number(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, value);
  return bytes;
}

/** A fixture with other data in its chunk of a type. */
export function withChunk(name: string, type: string, change: (data: Uint8Array) => Uint8Array): Uint8Array {
  return pngOf(
    chunksOf(readFixture(name)).map(chunk =>
      chunk.type === type ? { type, data: change(chunk.data) } : chunk,
    ),
  );
}

/** A fixture with other lines, before they are deflated. */
export function withLines(name: string, change: (lines: Uint8Array) => Uint8Array): Uint8Array {
  return withChunk(
    name,
    'IDAT',
    data => new Uint8Array(deflateSync(change(new Uint8Array(inflateSync(data))))),
  );
}
