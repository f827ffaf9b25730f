import { Console } from 'node:console';
import { inspect } from 'node:util';
import { createContext, runInContext, Script } from 'node:vm';
import type { CellError, CellLanguage, FromKernel, KernelCalls, Output } from '../../../src/kernel';
import type { Platform } from '../../../src/kernel/platform';
import { Session } from '../../../src/kernel/session';

/** Modules that cells of the tests may import, and more of them by tests. */
export type Modules = Record<string, object>;

/** A platform in this thread: cells run in a context of their own, and import from the given modules. */
export function testPlatform(modules: Modules = {}): Platform {
  const context = createContext({ setTimeout, queueMicrotask });
  return {
    sessionId: 'test',
    global: runInContext('globalThis', context) as object,
    meta: { url: 'file:///notebooks/notebook.ts' },
    evaluate: (script, filename) =>
      new Script(script, { filename, lineOffset: -1 }).runInContext(context) as unknown,
    importModule: specifier => {
      const found = modules[specifier];
      return found ? Promise.resolve(found) : Promise.reject(new Error(`no module ${specifier}`));
    },
    readFile: path => Promise.reject(new Error(`no file ${path}`)),
    writeFile: path => Promise.reject(new Error(`no folder for ${path}`)),
    createConsole: write => {
      const stream = (name: 'stdout' | 'stderr') =>
        ({ write: (text: string) => (write(name, text), true) }) as unknown as NodeJS.WriteStream;
      return new Console({
        stdout: stream('stdout'),
        stderr: stream('stderr'),
        colorMode: false,
        ignoreErrors: false,
      });
    },
    inspect: (value: unknown) => inspect(value),
    isInternalFrame: line => !line.includes('Cell In['),
    now: () => performance.now(),
    after: (delay, callback) => {
      const timer = setTimeout(callback, delay);
      return () => clearTimeout(timer);
    },
    nextTurn: callback => void setImmediate(callback),
  };
}

export interface CellResult {
  error: CellError | null;
  outputs: Output[];
  /** Text of the cell's result, as `text/plain`. */
  value: unknown;
  stdout: string;
  stderr: string;
}

/** A session with the questions that tests ask of it. */
export class TestNotebook {
  readonly session: Session;
  readonly messages: FromKernel[] = [];
  #count = 0;
  #onMessage: ((message: FromKernel) => void) | undefined;

  constructor(platform = testPlatform()) {
    this.session = new Session(platform, message => {
      this.messages.push(message);
      this.#onMessage?.(message);
    });
  }

  /** Runs a cell; cells are counted from 1. */
  run(code: string, language: CellLanguage = 'typescript'): Promise<CellResult> {
    const id = ++this.#count;
    return new Promise(resolve => {
      const outputs: Output[] = [];
      this.#onMessage = message => {
        if (message.type === 'output' && message.id === id) outputs.push(message.output);
        if (message.type === 'executed' && message.id === id) resolve(resultOf(outputs, message.error));
      };
      this.session.receive({ type: 'execute', id, code, language, executionCount: id });
    });
  }

  /** Runs cells in order; the result of the last one. */
  async runAll(...cells: string[]): Promise<CellResult> {
    let result: CellResult | undefined;
    for (const cell of cells) result = await this.run(cell);
    if (!result) throw new Error('no cell was given');
    return result;
  }

  /** The answer to a call, or the error that it brought. */
  call<C extends keyof KernelCalls>(
    call: C,
    params: KernelCalls[C]['params'],
  ): { result: KernelCalls[C]['result']; error: CellError | null } {
    this.session.receive({ type: 'call', id: 1, call, params } as Parameters<Session['receive']>[0]);
    const reply = this.messages.at(-1);
    if (reply?.type !== 'reply') throw new Error('a call was not answered at once');
    return { result: reply.result as KernelCalls[C]['result'], error: reply.error };
  }
}

function resultOf(outputs: Output[], error: CellError | null): CellResult {
  const textOf = (name: 'stdout' | 'stderr') =>
    outputs.map(output => (output.type === 'stream' && output.name === name ? output.text : '')).join('');
  const result = outputs.find(output => output.type === 'result');
  return {
    error,
    outputs,
    value: result?.bundle['text/plain'],
    stdout: textOf('stdout'),
    stderr: textOf('stderr'),
  };
}
