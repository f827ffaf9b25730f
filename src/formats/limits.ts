import { ArgumentError } from '../engine';

/** What compressed contents may grow to, in bytes: 1 GiB. Image data and the deflated members of an .npz file. */
export const MAX_INFLATED_BYTES = 2 ** 30;

/** The largest picture, in pixels. */
export const MAX_PIXELS = 100e6;

/** The largest text file, in bytes: 256 MiB. JavaScript's strings end at about twice that. */
const MAX_TEXT_BYTES = 2 ** 28;

/** The largest file that is written, in bytes; its parts have 32-bit lengths, and so have arrays of bytes. */
const MAX_FILE_BYTES = 2 ** 32 - 1;

/** @throws ArgumentError `formats/too-large` */
export function checkTextSize(name: string, byteLength: number): void {
  if (byteLength > MAX_TEXT_BYTES) {
    throw new ArgumentError(
      'formats/too-large',
      `${name}: text of ${byteLength} bytes, at most ${MAX_TEXT_BYTES} can be read; save the numbers as .npy`,
    );
  }
}

/** @throws ArgumentError `formats/too-large` for a file of more than 4 GiB that would be written */
export function checkFileSize(name: string, byteLength: number): void {
  if (byteLength > MAX_FILE_BYTES) {
    throw new ArgumentError(
      'formats/too-large',
      `${name}: the file would have ${byteLength} bytes, at most ${MAX_FILE_BYTES} can be written; save it in parts`,
    );
  }
}
