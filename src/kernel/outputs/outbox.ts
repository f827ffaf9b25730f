import type { Output } from '../protocol';
import { sizeText } from './sizeText';

export type StreamName = 'stdout' | 'stderr';
export type RichOutput = Exclude<Output, { type: 'stream' }>;

/** Where outputs go and how time passes there. */
export interface OutboxHost {
  send(output: Output): void;
  now(): number;
  after(delay: number, callback: () => void): () => void;
}

/** Text that one cell may print, in UTF-16 units; the rest is counted. */
export const MAX_TEXT = 1024 * 1024;
/** Bundles that one cell may display, in UTF-16 units of their JSON. */
export const MAX_RICH = 64 * 1024 * 1024;
/** Outputs that leave at once in one window; later ones wait until it ends. */
const SENDS_PER_WINDOW = 20;
const WINDOW_MS = 50;
/** Waiting outputs of this size leave without waiting for the window's end. */
const FLUSH_SIZE = 64 * 1024;

/**
 * The outputs of a session on their way out, in order. A few leave at once, so that a loop which never gives
 * way streams too; a flood is gathered, and cut visibly when the cell has printed its share.
 */
export class Outbox {
  readonly #host: OutboxHost;
  #queue: Output[] = [];
  #queued = 0;
  #windowStart = -Infinity;
  #sendsInWindow = 0;
  #cancelTimer: (() => void) | undefined;
  #share = freshShare();

  constructor(host: OutboxHost) {
    this.#host = host;
  }

  /** A cell has ended: everything leaves, what was cut is summed up, and the next cell has its own share. */
  end(): void {
    const notice = this.#share.summary();
    if (notice) this.#enqueueText('stderr', notice);
    this.flush();
    this.#share = freshShare();
  }

  write(name: StreamName, text: string): void {
    const { taken, notice } = this.#share.takeText(text);
    if (taken) this.#enqueueText(name, taken);
    if (notice) this.#enqueueText('stderr', notice);
    if (taken || notice) this.#sendSoon();
  }

  /** `size` is the output's length as JSON. */
  put(output: RichOutput, size = 0): void {
    const { taken, notice } = this.#share.takeRich(size);
    if (taken) this.#enqueueRich(output, size);
    if (notice) this.#enqueueText('stderr', notice);
    if (taken || notice) this.#sendSoon();
  }

  /** Sends what waits, whatever the rate. */
  flush(): void {
    this.#cancelTimer?.();
    this.#cancelTimer = undefined;
    const outputs = this.#queue;
    this.#queue = [];
    this.#queued = 0;
    for (const output of outputs) this.#host.send(output);
  }

  #sendSoon(): void {
    const now = this.#host.now();
    if (now - this.#windowStart >= WINDOW_MS) {
      this.#windowStart = now;
      this.#sendsInWindow = 0;
    }
    if (this.#sendsInWindow < SENDS_PER_WINDOW || this.#queued >= FLUSH_SIZE) {
      this.#sendsInWindow++;
      this.flush();
    } else {
      this.#cancelTimer ??= this.#host.after(WINDOW_MS, () => this.flush());
    }
  }

  #enqueueText(name: StreamName, text: string): void {
    const last = this.#queue.at(-1);
    if (last?.type === 'stream' && last.name === name) last.text += text;
    else this.#queue.push({ type: 'stream', name, text });
    this.#queued += text.length;
  }

  /** Of updates to one display that wait, only the last one counts. */
  #enqueueRich(output: RichOutput, size: number): void {
    if (output.type === 'update-display') {
      const isOutdated = (other: Output) =>
        other.type === 'update-display' && other.displayId === output.displayId;
      this.#queue = this.#queue.filter(other => !isOutdated(other));
    }
    this.#queue.push(output);
    this.#queued += size;
  }
}

/** What one cell may still put out, and what it has been denied. */
function freshShare() {
  const text = { used: 0, leftOut: 0 };
  const rich = { used: 0, leftOut: 0 };
  return {
    takeText(whole: string): { taken: string; notice?: string } {
      const room = MAX_TEXT - text.used;
      const taken = whole.slice(0, room);
      const isFirstCut = text.leftOut === 0 && taken.length < whole.length;
      text.used += taken.length;
      text.leftOut += whole.length - taken.length;
      if (!isFirstCut) return { taken };
      return {
        taken,
        notice: `\noutput truncated: this cell has printed ${sizeText(MAX_TEXT)}; the rest is counted, not shown\n`,
      };
    },
    takeRich(size: number): { taken: boolean; notice?: string } {
      if (rich.used + size <= MAX_RICH) {
        rich.used += size;
        return { taken: true };
      }
      rich.leftOut++;
      if (rich.leftOut > 1) return { taken: false };
      return {
        taken: false,
        notice: `output truncated: this cell has displayed ${sizeText(MAX_RICH)}; further displays are counted, not shown\n`,
      };
    },
    summary(): string | undefined {
      const parts = [
        ...(text.leftOut ? [`${sizeText(text.leftOut)} of text`] : []),
        ...(rich.leftOut ? [`${rich.leftOut} display${rich.leftOut === 1 ? '' : 's'}`] : []),
      ];
      return parts.length ? `output truncated: ${parts.join(' and ')} left out\n` : undefined;
    },
  };
}
