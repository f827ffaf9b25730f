import type { DType, Shape } from '../engine';
import type { TensorStats } from '../view';

/** Inspector webview to extension host. One entry per call: what goes in, what comes back. */
export interface InspectorCalls {
  'tensor/open': {
    params: Record<string, never>;
    result: { name?: string; shape: Shape; dtype: DType; stats: TensorStats };
  };
  /** As the kernel's call of this name; -1 for an axis that the tensor does not have. */
  'tensor/plane': {
    params: { rowAxis: number; columnAxis: number; index: number[] };
    result: {
      rows: number;
      columns: number;
      rowBlock: number;
      columnBlock: number;
      data: number[] | Float64Array;
    };
  };
}

export type InspectorCall = keyof InspectorCalls;

export type InspectorRequest = {
  [C in InspectorCall]: { type: 'request'; id: number; call: C; params: InspectorCalls[C]['params'] };
}[InspectorCall];

export type InspectorReply = { type: 'reply'; id: number } & ({ result: unknown } | { error: string });

/** Extension host to webview, unasked: the tensor may have changed, ask again. */
export type InspectorEvent = { type: 'refresh' };
