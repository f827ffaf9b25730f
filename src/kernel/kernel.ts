import type { CallName, CellError, CellLanguage, KernelCalls, Output } from './protocol';

export interface ExecuteRequest {
  code: string;
  language: CellLanguage;
  executionCount: number;
  /**
   * Called for each output, in order. What its timers print after it has ended still comes here, until another
   * cell runs and has it.
   */
  onOutput: (output: Output) => void;
}

/**
 * A session as its front ends (VS Code, CLI, Jupyter) see it: one worker with its own names and tensors.
 * When the worker dies, whatever waits is answered with an error and the next cell runs in a fresh one.
 */
export interface Kernel {
  /** Runs one cell; cells queue. Never rejects: what went wrong is the result's `error`. */
  execute(request: ExecuteRequest): Promise<{ error: CellError | null }>;
  /** @throws Error with the kernel's message when the call fails */
  call<C extends CallName>(call: C, params: KernelCalls[C]['params']): Promise<KernelCalls[C]['result']>;
  /** Cuts the running cell off. `stateKept` is false when only a fresh worker helped. */
  interrupt(): Promise<{ stateKept: boolean }>;
  /** Ends the worker; the next cell runs in a fresh one. */
  restart(): Promise<void>;
  dispose(): Promise<void>;
}
