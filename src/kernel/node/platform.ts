import { Console } from 'node:console';
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { inspect } from 'node:util';
import { constants, Script } from 'node:vm';
import type { StreamName } from '../outputs/outbox';
import type { Platform } from '../platform';
import { nodeFiles } from './files';

export interface NodePlatformOptions {
  /** The notebook's folder; modules are found from there. */
  cwd: string;
  /** Beginnings of the paths whose frames belong to the kernel. */
  internalPaths: readonly string[];
}

/** A session's host in a thread of Node: cells share the thread's own global object. */
export function nodePlatform({ cwd, internalPaths }: NodePlatformOptions): Platform {
  const internal = [...internalPaths, 'node:internal/', 'node:vm', 'node:async_hooks'];
  return {
    sessionId: randomUUID(),
    global: globalThis,
    meta: { url: pathToFileURL(join(cwd, 'notebook.ts')).href, dirname: cwd },
    evaluate: evaluateScript,
    importModule: moduleImporter(cwd),
    ...nodeFiles(() => cwd),
    createConsole: write => new Console({ ...streams(write), colorMode: false, ignoreErrors: false }),
    inspect: value => inspect(value, { depth: 4, maxArrayLength: 100, maxStringLength: 10_000 }),
    isInternalFrame: line => internal.some(path => line.includes(path)),
    now: () => performance.now(),
    after: (delay, callback) => {
      const timer = setTimeout(callback, delay);
      return () => clearTimeout(timer);
    },
    nextTurn: callback => void setImmediate(callback),
  };
}

/** The script's first line is the rewriter's own, so that line 1 is the cell's. */
function evaluateScript(source: string, filename: string): unknown {
  return new Script(source, { filename, lineOffset: -1 }).runInThisContext();
}

/** `import()` as a module in the notebook's folder does it. */
function moduleImporter(cwd: string): Platform['importModule'] {
  const script = new Script('(specifier, options) => import(specifier, options)', {
    filename: join(cwd, 'notebook.mjs'),
    importModuleDynamically: constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
  });
  return script.runInThisContext() as Platform['importModule']; // the script above is this function
}

/** As much of two streams as a Console uses when it is told not to watch for errors. */
function streams(write: (name: StreamName, text: string) => void) {
  const stream = (name: StreamName) =>
    ({ write: (text: string) => (write(name, text), true) }) as unknown as NodeJS.WriteStream;
  return { stdout: stream('stdout'), stderr: stream('stderr') };
}
