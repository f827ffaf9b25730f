import { bytesPerElement, type Tensor } from '../../engine';

/** Tensors of outputs are kept alive up to this many bytes; older ones only as long as the session uses them. */
const KEPT_BYTES = 512 * 1024 * 1024;

/** Tensors that outputs refer to by name, so that the inspector can look into them later. */
export class TensorRefs {
  readonly #refs = new Map<string, WeakRef<Tensor>>();
  readonly #names = new WeakMap<Tensor, string>();
  /** Strong references, the oldest first. */
  readonly #kept = new Map<string, Tensor>();
  #keptBytes = 0;
  #count = 0;

  /** @param session makes the references of one session unknown to every other */
  constructor(
    readonly session: string,
    readonly budget = KEPT_BYTES,
  ) {}

  /** The reference of a tensor, the same one each time. */
  register(tensor: Tensor): string {
    const ref = this.#names.get(tensor) ?? `${this.session}/t${++this.#count}`;
    this.#names.set(tensor, ref);
    this.#refs.set(ref, new WeakRef(tensor));
    this.#keep(ref, tensor);
    return ref;
  }

  /** The live tensor, or undefined when it is unknown, disposed or collected. */
  find(ref: string): Tensor | undefined {
    const tensor = this.#refs.get(ref)?.deref();
    return tensor?.disposed ? undefined : tensor;
  }

  #keep(ref: string, tensor: Tensor): void {
    this.#release(ref);
    this.#kept.set(ref, tensor);
    this.#keptBytes += bytesOf(tensor);
    for (const oldest of this.#kept.keys()) {
      if (this.#keptBytes <= this.budget) break;
      this.#release(oldest);
    }
  }

  #release(ref: string): void {
    const tensor = this.#kept.get(ref);
    if (!tensor) return;
    this.#kept.delete(ref);
    this.#keptBytes -= bytesOf(tensor);
  }
}

/** As `byteLength`, but known of a disposed tensor too. */
function bytesOf({ size, dtype }: Tensor): number {
  return size * bytesPerElement(dtype);
}
