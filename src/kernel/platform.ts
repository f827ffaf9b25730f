import type { StreamName } from './outputs/outbox';

/** Files by their path, relative ones from the notebook's folder. */
export interface FileAccess {
  /** @throws ArgumentError `files/...`, naming the absolute path that was tried */
  readFile(path: string): Promise<Uint8Array>;
  /**
   * Writes a file whole or not at all; one that is there is replaced. What is not written yet when the signal is
   * aborted never will be.
   *
   * @throws ArgumentError `files/...`, naming the absolute path that was tried
   */
  writeFile(path: string, bytes: Uint8Array, signal: { readonly aborted: boolean }): Promise<void>;
}

/** What a session needs from the host it runs in: Node's worker thread today, a Web Worker later. */
export interface Platform extends FileAccess {
  /** A name that no other session has, nor one of another day: saved outputs still carry it. */
  readonly sessionId: string;
  /** The global object of the cells. */
  readonly global: object;
  /** `import.meta` of a cell. */
  readonly meta: object;
  /**
   * The value of a script, whose second line counts as line 1 of `file` in stacks.
   *
   * @throws SyntaxError what this host's parser refuses
   */
  evaluate(script: string, file: string): unknown;
  /** The namespace of a module, found as from a file in the notebook's folder. */
  importModule(specifier: string, options?: object): Promise<object>;
  /** A console whose lines go to `write`. */
  createConsole(write: (name: StreamName, text: string) => void): object;
  /** A value as text, without colours, cut to a readable length. */
  readonly inspect: (value: unknown) => string;
  /** Whether a line of a stack points into the kernel or its host instead of into the person's code. */
  readonly isInternalFrame: (line: string) => boolean;
  /** Milliseconds, from any start. */
  now(): number;
  /** Calls back once after `delay` milliseconds; returns what cancels it. */
  after(delay: number, callback: () => void): () => void;
  /** Calls back when the host has had its turn, unhandled rejections reported. */
  nextTurn(callback: () => void): void;
}
