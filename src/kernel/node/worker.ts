import { createRequire } from 'node:module';
import { join } from 'node:path';
import { parentPort, workerData } from 'node:worker_threads';
import type { StreamName } from '../outputs/outbox';
import type { FromKernel, ToKernel } from '../protocol';
import { Session } from '../session';
import { teachInspect } from './inspectValues';
import { nodePlatform } from './platform';
import type { WorkerData } from './workerData';

/**
 * The worker thread of one notebook. Its bundle keeps the built-in globals it started with (see
 * esbuild.config.mjs), so that cells may declare any name again.
 */
function start(): void {
  const port = parentPort;
  if (!port) throw new Error('the kernel runs in a worker thread only');
  const { cwd } = workerData as WorkerData; // NodeKernel starts this file, with this data
  teachInspect();
  const platform = nodePlatform({ cwd, internalPaths: [__filename] });
  const post = port.postMessage.bind(port);
  const session = new Session(platform, (message: FromKernel) => post(message));
  Object.assign(globalThis, { require: createRequire(join(cwd, 'notebook.ts')) });
  captureStream('stdout', session);
  captureStream('stderr', session);
  process.on('uncaughtException', error => session.reportLate(error));
  process.on('unhandledRejection', reason => session.reportLate(reason));
  process.on('exit', () => session.flush());
  port.on('message', (message: ToKernel) => session.receive(message));
  post({ type: 'ready' });
}

/** What a cell writes to the process's own streams is an output of the cell, in order with its console's. */
function captureStream(name: StreamName, session: Session): void {
  const decoder = new TextDecoder();
  const write = (chunk: Uint8Array | string, encoding?: unknown, done?: unknown): boolean => {
    session.write(name, typeof chunk === 'string' ? chunk : decoder.decode(chunk, { stream: true }));
    const callback = typeof encoding === 'function' ? encoding : done;
    if (typeof callback === 'function') queueMicrotask(() => void (callback as () => void)());
    return true;
  };
  process[name].write = write;
}

start();
