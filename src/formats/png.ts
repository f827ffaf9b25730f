import { encode } from 'fast-png';

/**
 * The bytes of a PNG file.
 *
 * @param image row-major pixels of four bytes each: red, green, blue, alpha
 */
export function encodePng(image: { width: number; height: number; data: Uint8Array }): Uint8Array {
  return encode({ ...image, channels: 4, depth: 8 });
}
