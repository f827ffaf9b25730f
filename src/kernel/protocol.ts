import type { DType, Shape, SuitableTarget } from '../engine';
import type { MimeBundle, TensorStats } from '../view';

/** An error of a cell, ready to be shown: frames name cells as `Cell In[3], line 5`. */
export interface CellError {
  name: string;
  message: string;
  /** Name, message and frames, as one text. */
  stack: string;
}

/** What a cell puts out while it runs, in order. */
export type Output =
  | { type: 'stream'; name: 'stdout' | 'stderr'; text: string }
  | { type: 'display'; bundle: MimeBundle; displayId?: string }
  | { type: 'update-display'; bundle: MimeBundle; displayId: string }
  | { type: 'result'; bundle: MimeBundle; executionCount: number }
  | { type: 'clear-output'; wait: boolean };

export type CellLanguage = 'typescript' | 'javascript';

export interface VariableInfo {
  name: string;
  /** `Tensor`, a layer's class, or the JavaScript type. */
  type: string;
  /** One line: `float32 [1, 3, 32, 32]`. */
  summary: string;
  /** What a layer can be converted to, and an input of a batch of one to start from; only where there is something. */
  convertible?: { inputShape: Shape; targets: SuitableTarget[] };
}

export interface LayerConversionPreview {
  /** A whole cell: figures in comments, then the code. */
  code: string;
}

/** Questions to a session beside running cells: what goes in, what comes back. Refused while a cell runs only if the worker is busy. */
export interface KernelCalls {
  'variables/list': { params: Record<string, never>; result: VariableInfo[] };
  /** `ref` of an output, or `name` of a variable. */
  'tensor/open': {
    params: { ref?: string; name?: string };
    result: { ref: string; name?: string; dtype: DType; shape: Shape; stats: TensorStats };
  };
  /**
   * A plane: `rowAxis` down and `columnAxis` across, every other axis fixed at its `index`. Larger planes come as
   * block means. -1 is an axis of one element that the tensor does not have: for the rows of a vector, and for
   * both of a scalar.
   */
  'tensor/plane': {
    params: { ref: string; rowAxis: number; columnAxis: number; index: number[] };
    result: { rows: number; columns: number; rowBlock: number; columnBlock: number; data: Float64Array };
  };
  'layer/convert': {
    params: { name: string; target: string; inputShape: Shape; options?: { rank?: number; groups?: number } };
    result: LayerConversionPreview;
  };
}

export type CallName = keyof KernelCalls;

/** Host to kernel. */
export type ToKernel =
  | { type: 'execute'; id: number; code: string; language: CellLanguage; executionCount: number }
  | { type: 'ping'; id: number }
  /** Gives up the running cell, which gets its `executed` at once; without one, does nothing. */
  | { type: 'interrupt' }
  | { [C in CallName]: { type: 'call'; id: number; call: C; params: KernelCalls[C]['params'] } }[CallName];

/** Kernel to host. Every execute gets one `executed`, every call one `reply`, every ping one `pong`. */
export type FromKernel =
  | { type: 'ready' }
  | { type: 'output'; id: number; output: Output }
  | { type: 'executed'; id: number; error: CellError | null }
  | { type: 'reply'; id: number; result: unknown; error: CellError | null }
  | { type: 'pong'; id: number };
