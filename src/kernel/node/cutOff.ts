import { Session } from 'node:inspector';

/** How long the thread may take to show up, in milliseconds; it does at once or, in a nested worker, never. */
const ATTACH_PATIENCE_MS = 1000;

/**
 * Cuts off the JavaScript that a worker thread of this process runs, once for each call of `cut`, keeping
 * the thread and its state. The way is that of a debugger: the inspector session of this thread reaches its
 * workers, and the message gets through to a busy one.
 */
export class CutOff {
  readonly #session = new Session();
  readonly #attached: Promise<string>;

  /** @param name the thread's own name, which no other thread has */
  constructor(name: string) {
    this.#session.connect();
    this.#attached = new Promise((resolve, reject) => {
      const unreachable = () => reject(new Error('no debugger session to the thread'));
      setTimeout(unreachable, ATTACH_PATIENCE_MS).unref();
      this.#session.on('NodeWorker.attachedToWorker', ({ params }) => {
        // Titles end with the name; the numbers in `workerInfo` are the session's own.
        if (params.workerInfo.title.endsWith(name)) resolve(params.sessionId);
      });
      this.#session.post('NodeWorker.enable', { waitForDebuggerOnStart: false }, error => {
        if (error) reject(error);
      });
    });
  }

  /**
   * Sends the order, which takes effect within milliseconds. A thread that is idle loses its next message to it.
   *
   * @throws Error when the thread cannot be reached
   */
  async cut(): Promise<void> {
    const sessionId = await this.#attached;
    const message = JSON.stringify({ id: 1, method: 'Runtime.terminateExecution' });
    this.#session.post('NodeWorker.sendMessageToWorker', { sessionId, message });
  }

  dispose(): void {
    this.#session.disconnect();
  }
}
