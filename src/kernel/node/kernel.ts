import type { ExecuteRequest, Kernel } from '../kernel';
import type { CallName, CellError, FromKernel, KernelCalls, ToKernel } from '../protocol';
import { WorkerHost, type WorkerHostOptions } from './workerHost';

export type NodeKernelOptions = WorkerHostOptions;

type Result = { error: CellError | null };

/** A cell that runs or waits. */
interface Job {
  id: number;
  request: ExecuteRequest;
  answer: (result: Result) => void;
  answered: Promise<Result>;
}

interface PendingCall {
  resolve: (result: unknown) => void;
  reject: (error: Error) => void;
}

/** How long a busy worker may keep a call waiting before it is refused, in milliseconds. */
const CALL_PATIENCE_MS = 1000;
/** How long a worker that listens may take to answer an interrupt, in milliseconds. */
const INTERRUPT_PATIENCE_MS = 1000;

/** A kernel in a worker thread of Node, started when it is first needed. */
export class NodeKernel implements Kernel {
  readonly #options: NodeKernelOptions;
  #host: WorkerHost | undefined;
  #running: Job | undefined;
  /** The cell that outputs belong to: the one that runs, or between cells the last that ran. */
  #latest: Job | undefined;
  #queue: Job[] = [];
  readonly #calls = new Map<number, PendingCall>();
  #interrupting: Promise<{ stateKept: boolean }> | undefined;
  #ids = 0;
  #disposed = false;

  constructor(options: NodeKernelOptions) {
    this.#options = options;
  }

  execute(request: ExecuteRequest): Promise<Result> {
    const job = createJob(++this.#ids, request);
    this.#queue.push(job);
    this.#runNext();
    return job.answered;
  }

  async call<C extends CallName>(
    call: C,
    params: KernelCalls[C]['params'],
  ): Promise<KernelCalls[C]['result']> {
    if (this.#disposed) throw new Error('the kernel was closed');
    const host = (this.#host ??= this.#startHost());
    const listens = await host.ping(CALL_PATIENCE_MS);
    if (this.#host !== host) throw new Error('the kernel has ended before it could answer; ask again');
    if (!listens) throw new Error('the kernel is busy with a cell; ask again when it has ended, or stop it');
    return new Promise((resolve, reject) => {
      const id = ++this.#ids;
      // The reply to a call holds that call's result, and its message that call's parameters: see protocol.ts.
      this.#calls.set(id, { resolve: result => resolve(result as KernelCalls[C]['result']), reject });
      host.post({ type: 'call', id, call, params } as ToKernel);
    });
  }

  interrupt(): Promise<{ stateKept: boolean }> {
    this.#interrupting ??= this.#stopRunning().finally(() => {
      this.#interrupting = undefined;
      this.#runNext();
    });
    return this.#interrupting;
  }

  async restart(): Promise<void> {
    await this.#endHost('Cancelled', 'the kernel was restarted');
  }

  async dispose(): Promise<void> {
    this.#disposed = true;
    await this.#endHost('Cancelled', 'the kernel was closed');
  }

  async #stopRunning(): Promise<{ stateKept: boolean }> {
    const queued = this.#queue.splice(0);
    for (const job of queued) job.answer(failed('Cancelled', 'not run: the cell before it was stopped'));
    const running = this.#running;
    const host = this.#host;
    if (!running || !host) return { stateKept: true };
    if (await host.regain()) {
      host.post({ type: 'interrupt' });
      if (await settlesWithin(running.answered, INTERRUPT_PATIENCE_MS))
        return { stateKept: this.#host === host };
    }
    // Not awaited: a thread in native code ends only when that returns.
    if (this.#host === host)
      void this.#endHost('Interrupted', 'the cell was stopped by ending the kernel; its variables are lost');
    return { stateKept: false };
  }

  #startHost(): WorkerHost {
    const host: WorkerHost = new WorkerHost(this.#options, {
      onMessage: message => {
        if (this.#host === host) this.#receive(message);
      },
      onEnd: reason => {
        if (this.#host !== host) return; // ended by us, and answered for
        this.#host = undefined;
        this.#failAll(
          'KernelDied',
          `${reason}; its variables are lost, and the next cell runs in a fresh kernel`,
        );
      },
    });
    return host;
  }

  /** Answers whatever waits, and ends the worker; the next cell starts another. */
  async #endHost(name: string, message: string): Promise<void> {
    const host = this.#host;
    this.#host = undefined;
    this.#failAll(name, message);
    await host?.terminate();
  }

  #failAll(name: string, message: string): void {
    const jobs = [...(this.#running ? [this.#running] : []), ...this.#queue.splice(0)];
    this.#running = this.#latest = undefined;
    for (const job of jobs) job.answer(failed(name, message));
    const calls = [...this.#calls.values()];
    this.#calls.clear();
    for (const call of calls) call.reject(new Error(message));
  }

  #runNext(): void {
    if (this.#running || this.#interrupting) return;
    const job = this.#queue.shift();
    if (!job) return;
    if (this.#disposed) return job.answer(failed('Cancelled', 'the kernel was closed'));
    this.#running = this.#latest = job;
    this.#host ??= this.#startHost();
    const { code, language, executionCount } = job.request;
    this.#host.post({ type: 'execute', id: job.id, code, language, executionCount });
  }

  #receive(message: FromKernel): void {
    switch (message.type) {
      case 'output':
        // Also when its id is that of the cell before, whose timer was quicker than this cell's start.
        this.#latest?.request.onOutput(message.output);
        return;
      case 'executed':
        return this.#executed(message.id, message.error);
      case 'reply':
        return this.#replied(message);
      case 'ready':
      case 'pong':
        return; // the host's own
    }
  }

  #executed(id: number, error: CellError | null): void {
    const job = this.#running;
    if (job?.id !== id) return;
    this.#running = undefined;
    job.answer({ error });
    this.#runNext();
  }

  #replied({ id, result, error }: Extract<FromKernel, { type: 'reply' }>): void {
    const call = this.#calls.get(id);
    this.#calls.delete(id);
    if (error) call?.reject(new Error(error.message));
    else call?.resolve(result);
  }
}

function createJob(id: number, request: ExecuteRequest): Job {
  let answer!: (result: Result) => void; // set by the promise at once
  const answered = new Promise<Result>(resolve => (answer = resolve));
  return { id, request, answer, answered };
}

function failed(name: string, message: string): Result {
  return { error: { name, message, stack: `${name}: ${message}` } };
}

async function settlesWithin(promise: Promise<unknown>, patience: number): Promise<boolean> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const late = new Promise<boolean>(resolve => (timer = setTimeout(() => resolve(false), patience)));
  const settled = await Promise.race([promise.then(() => true), late]);
  clearTimeout(timer);
  return settled;
}
