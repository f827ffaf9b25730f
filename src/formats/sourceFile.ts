import { ArgumentError, dtypeOf } from '../engine';

/** A file that is read: its bytes, and the name that messages call it by. */
export interface SourceFile {
  name: string;
  bytes: Uint8Array;
}

/**
 * An error of a file, at one of its bytes.
 *
 * @param code stable, such as `npy/header`
 * @param offset the byte, counted from 0
 */
export function errorAt({ name }: SourceFile, offset: number, code: string, message: string): ArgumentError {
  return new ArgumentError(code, `${name}, byte ${offset}: ${message}`);
}

/** @throws ArgumentError `formats/bytes` for anything but a Uint8Array, also one of another realm */
export function checkBytes(name: string, bytes: unknown): Uint8Array {
  if (!ArrayBuffer.isView(bytes) || dtypeOf(bytes) !== 'uint8') {
    throw new ArgumentError(
      'formats/bytes',
      `${name}: the contents of a file are a Uint8Array; load(path) reads them from a file`,
    );
  }
  return bytes as Uint8Array; // dtypeOf goes by the tag of the array
}

/** The bytes for the multi-byte numbers in them. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** Whether `text`, of ASCII characters, stands at `offset`. */
export function hasText(bytes: Uint8Array, offset: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) {
    if (bytes[offset + i] !== text.charCodeAt(i)) return false;
  }
  return true;
}
