import { ArgumentError, DisposedError } from '../errors';
import { bytesPerElement, newArray, type DType, type TypedArray } from './dtype';

/** The largest tensor, in bytes: more is refused by name instead of ending the process. */
const MAX_BYTES = 2 ** 32;

/**
 * Where the elements of a tensor live. Every tensor gets its memory here and nowhere else, so that another
 * kind of memory (a WebAssembly heap) changes this file alone.
 */
export class Storage {
  #array: TypedArray | undefined;

  constructor(
    array: TypedArray,
    readonly dtype: DType,
  ) {
    this.#array = array;
  }

  /** @throws DisposedError `tensor/disposed` after `dispose` */
  get array(): TypedArray {
    if (!this.#array) {
      throw new DisposedError(
        'tensor/disposed',
        'this tensor was disposed; run the cell that made it again, or call clone() before dispose()',
      );
    }
    return this.#array;
  }

  get disposed(): boolean {
    return this.#array === undefined;
  }

  dispose(): void {
    this.#array = undefined;
  }
}

/**
 * Zero-filled memory for `length` elements.
 *
 * @throws ArgumentError `tensor/too-large` above 4 GiB
 */
export function allocate(dtype: DType, length: number): Storage {
  const bytes = length * bytesPerElement(dtype);
  if (bytes > MAX_BYTES) {
    throw new ArgumentError(
      'tensor/too-large',
      `a ${dtype} tensor of ${length} elements needs ${bytes} bytes, the most is ${MAX_BYTES}; use a smaller shape`,
    );
  }
  return new Storage(newArray(dtype, length), dtype);
}
