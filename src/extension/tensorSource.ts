import type { InspectorCalls } from '../inspector/protocol';
import type { NotebookSession } from './session';

/** Which tensor of a kernel is meant: the one an output showed, or whatever a variable holds now. */
export type TensorTarget = { ref: string } | { name: string };

type Results = { [C in keyof InspectorCalls]: Promise<InspectorCalls[C]['result']> };

/** Answers the inspector's calls about one tensor of a notebook's kernel. */
export class TensorSource {
  readonly #session: NotebookSession;
  readonly #target: TensorTarget;
  #ref: string | undefined;
  #name: string | undefined;

  constructor(session: NotebookSession, target: TensorTarget) {
    this.#session = session;
    this.#target = target;
    this.#name = 'name' in target ? target.name : undefined;
  }

  /** The variable that holds the tensor, as far as the kernel has told. */
  get name(): string | undefined {
    return this.#name;
  }

  /** Finds the tensor anew: a variable may hold another one since. */
  async open(): Results['tensor/open'] {
    const { ref, ...tensor } = await this.#session.requireKernel().call('tensor/open', this.#target);
    this.#ref = ref;
    this.#name = tensor.name;
    return tensor;
  }

  /** @throws Error when the tensor was not opened, or is gone with its kernel */
  async plane(params: InspectorCalls['tensor/plane']['params']): Results['tensor/plane'] {
    if (this.#ref === undefined) throw new Error('The tensor is not open.');
    return this.#session.requireKernel().call('tensor/plane', { ref: this.#ref, ...params });
  }
}
