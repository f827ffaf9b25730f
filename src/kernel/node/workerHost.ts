import { randomUUID } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import type { FromKernel, ToKernel } from '../protocol';
import { CutOff } from './cutOff';
import type { WorkerData } from './workerData';

export interface WorkerHostOptions {
  workerPath: string;
  name: string;
  cwd: string;
  /** Heap of the worker in MiB; Node's own limit when left out. */
  heapMiB?: number;
}

export interface WorkerHostEvents {
  onMessage: (message: FromKernel) => void;
  /** The worker has ended, by itself or by `terminate`; `reason` is a sentence. Nothing comes after it. */
  onEnd: (reason: string) => void;
}

/** A worker that is busy gets this long to answer a ping, in milliseconds, attempt by attempt. */
const PATIENCE_MS = [50, 100, 200, 400, 500];

/** One worker thread of a kernel, from its start to its end. */
export class WorkerHost {
  readonly #name: string;
  readonly #worker: Worker;
  readonly #ready: Promise<boolean>;
  /** Those that wait for a pong; any one answers them all. */
  readonly #waiting = new Set<() => void>();
  #ended = false;
  #failure: Error | undefined;

  constructor({ workerPath, name, cwd, heapMiB }: WorkerHostOptions, events: WorkerHostEvents) {
    const workerData: WorkerData = { cwd };
    this.#name = `${name} ${randomUUID()}`; // two kernels of one notebook must not be taken for each other
    this.#worker = new Worker(workerPath, {
      name: this.#name,
      workerData,
      stdout: true,
      stderr: true,
      execArgv: ['--disable-warning=ExperimentalWarning'], // the importer of cells is one
      ...(heapMiB === undefined ? {} : { resourceLimits: { maxOldGenerationSizeMb: heapMiB } }),
    });
    this.#worker.stdout.resume();
    this.#worker.stderr.resume();
    this.#worker.on('error', error => (this.#failure = error));
    this.#ready = new Promise(resolve => {
      this.#worker.on('message', (message: FromKernel) => {
        if (message.type === 'ready') resolve(true);
        else if (message.type === 'pong') this.#wake();
        else events.onMessage(message);
      });
      this.#worker.on('exit', code => {
        this.#ended = true;
        this.#wake();
        resolve(false);
        events.onEnd(endReason(this.#failure, code));
      });
    });
  }

  post(message: ToKernel): void {
    this.#worker.postMessage(message);
  }

  /** Whether the worker answers within `patience` milliseconds. */
  async ping(patience: number): Promise<boolean> {
    if (!(await this.#ready)) return false;
    return new Promise(resolve => {
      const timer = setTimeout(() => settle(false), patience);
      const settle = (answered: boolean) => {
        clearTimeout(timer);
        this.#waiting.delete(onPong);
        resolve(answered);
      };
      const onPong = () => settle(!this.#ended);
      this.#waiting.add(onPong);
      this.post({ type: 'ping', id: 0 });
    });
  }

  /**
   * Makes a busy worker listen again by cutting off what it runs. False when it would not within some
   * seconds, as in a long call of native code.
   */
  async regain(): Promise<boolean> {
    if (await this.ping(PATIENCE_MS[0]!)) return true;
    if (this.#ended) return false;
    const cutOff = new CutOff(this.#name);
    try {
      for (const patience of PATIENCE_MS) {
        await cutOff.cut();
        // The first ping may be lost to a cut that came after the code had ended by itself.
        if ((await this.ping(patience)) || (await this.ping(patience))) return true;
      }
      return false;
    } catch {
      return false; // out of a debugger's reach
    } finally {
      cutOff.dispose();
    }
  }

  #wake(): void {
    for (const onPong of this.#waiting) onPong();
  }

  async terminate(): Promise<void> {
    await this.#worker.terminate();
  }
}

function endReason(failure: Error | undefined, code: number): string {
  if (!failure) return `the kernel's thread has ended with exit code ${code}, as process.exit does`;
  const outOfMemory = 'code' in failure && failure.code === 'ERR_WORKER_OUT_OF_MEMORY';
  return outOfMemory ? 'the kernel ran out of memory' : `the kernel failed: ${failure.message}`;
}
