import { Inflate, Unzlib } from 'fflate';

/** No byte of deflated data stands for more than this many; it takes two bits to repeat 258. */
const MOST_PER_BYTE = 1032;

/** So many bytes are given to the decoder at once: what they can become is all that a lie about the size costs. */
const PIECE = 2 ** 16;

/**
 * Inflates data whose size is known from elsewhere. Stops as soon as it has more, so that neither memory nor
 * time depends on what the data would become.
 *
 * @param form `deflate` for plain data, `zlib` for data with zlib's header and checksum
 * @returns the data, or why it cannot be had
 */
export function inflate(bytes: Uint8Array, size: number, form: 'deflate' | 'zlib'): Uint8Array | string {
  if (size > bytes.length * MOST_PER_BYTE) return `${bytes.length} bytes cannot hold ${size}`;
  const data = new Uint8Array(size);
  let length = 0;
  const take = (piece: Uint8Array): void => {
    if (length + piece.length > size) throw new Error(`there is more of it than ${size} bytes`);
    data.set(piece, length);
    length += piece.length;
  };
  const decoder = form === 'zlib' ? new Unzlib(take) : new Inflate(take);
  try {
    for (let at = 0; at < bytes.length; at += PIECE) decoder.push(bytes.subarray(at, at + PIECE));
    decoder.push(new Uint8Array(0), true);
  } catch (error) {
    return (error as Error).message; // fflate and `take` throw nothing else
  }
  return length === size ? data : `there are only ${length} of its ${size} bytes`;
}
