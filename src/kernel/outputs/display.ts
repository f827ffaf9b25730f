import { ArgumentError, checkOptions } from '../../engine';
import type { MimeBundle } from '../../view';
import { bundleSize } from './bundle';
import type { RichOutput } from './outbox';

/** What `display` returns. */
export interface DisplayHandle {
  readonly displayId: string;
  /** Shows another value in the same place. */
  update(value: unknown): void;
}

/** Where displayed values go, and how they become bundles. */
export interface DisplayHost {
  put(output: RichOutput, size: number): void;
  bundleOf(value: unknown): MimeBundle;
}

/** `display` and `clearOutput` of one session. */
export function createDisplay(host: DisplayHost) {
  const session = Math.random().toString(36).slice(2, 10); // ids of two sessions must not meet in one notebook
  let count = 0;
  const put = (output: Extract<RichOutput, { bundle: MimeBundle }>) =>
    host.put(output, bundleSize(output.bundle));

  /**
   * Shows a value below the cell.
   *
   * @returns a handle to show another value in its place
   * @throws ArgumentError `options/unknown`, `display/id`
   */
  function display(value: unknown, options: { displayId?: string } = {}): DisplayHandle {
    checkOptions('display', options, ['displayId']);
    const displayId = options.displayId ?? `convbook-${session}-${++count}`;
    if (typeof displayId !== 'string' || !displayId) {
      throw new ArgumentError('display/id', `display: displayId must be a text, got ${String(displayId)}`);
    }
    put({ type: 'display', bundle: host.bundleOf(value), displayId });
    return {
      displayId,
      update: next => put({ type: 'update-display', bundle: host.bundleOf(next), displayId }),
    };
  }

  /**
   * Removes what the cell has shown; with `wait`, when the next output comes.
   *
   * @throws ArgumentError `options/unknown`
   */
  function clearOutput(options: { wait?: boolean } = {}): void {
    checkOptions('clearOutput', options, ['wait']);
    host.put({ type: 'clear-output', wait: options.wait === true }, 0);
  }

  return { display, clearOutput };
}
