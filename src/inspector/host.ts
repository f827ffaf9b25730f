import type { InspectorCall, InspectorCalls, InspectorEvent, InspectorReply } from './protocol';
import { parseResult } from './replies';

/** The part of VS Code's webview API that is used. */
export interface VsCodeApi {
  postMessage(message: unknown): void;
  getState(): unknown;
  setState(state: unknown): void;
}

/** A kernel that is busy with a cell answers after it; longer than this, the person should know. */
const TIMEOUT_MS = 15_000;

interface Waiting {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/** Asks the extension host. Every request is answered once: by a reply, an error, or the time running out. */
export class Host {
  readonly #api: VsCodeApi;
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;

  constructor(api: VsCodeApi, onEvent: (event: InspectorEvent) => void) {
    this.#api = api;
    window.addEventListener('message', ({ data }: MessageEvent<InspectorReply | InspectorEvent>) => {
      switch (data.type) {
        case 'reply':
          return this.#settle(data);
        case 'refresh':
          return onEvent(data);
      }
    });
  }

  /** @throws Error with the host's words, or when there is no reply in time, or one that cannot be read */
  async request<C extends InspectorCall>(
    call: C,
    params: InspectorCalls[C]['params'],
  ): Promise<InspectorCalls[C]['result']> {
    const id = ++this.#lastId;
    const reply = new Promise<unknown>((resolve, reject) => this.#waiting.set(id, { resolve, reject }));
    const timer = setTimeout(
      () => this.#settle({ type: 'reply', id, error: `no answer to ${call} in ${TIMEOUT_MS / 1000} s` }),
      TIMEOUT_MS,
    );
    this.#api.postMessage({ type: 'request', id, call, params });
    try {
      return parseResult[call](await reply);
    } finally {
      clearTimeout(timer);
    }
  }

  #settle(reply: InspectorReply): void {
    const waiting = this.#waiting.get(reply.id);
    this.#waiting.delete(reply.id);
    if (!waiting) return; // it came after its time had run out
    if ('error' in reply) waiting.reject(new Error(reply.error));
    else waiting.resolve(reply.result);
  }
}
