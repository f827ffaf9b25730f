import { cellFile } from './errors/frames';
import { Interrupted } from './errors/interrupted';
import type { Platform } from './platform';
import type { CellScope } from './rewrite/cellEditor';
import type { SessionNames } from './variables/names';

/** Counts the interrupts of a session. */
export interface Interrupts {
  count: number;
}

export interface ScopeOptions {
  platform: Platform;
  names: SessionNames;
  interrupts: Interrupts;
  /** What `import ... from 'convbook'` gives. */
  api: object;
  executionCount: number;
}

/** What the code of one cell reaches the session by. */
export function createScope({ platform, names, interrupts, api, executionCount }: ScopeOptions): CellScope {
  const importModule = async (specifier: unknown, options?: object): Promise<object> =>
    specifier === 'convbook' ? api : await platform.importModule(String(specifier), options);
  const live = <T>(epoch: number, value: T): T => {
    if (epoch !== interrupts.count) throw new Interrupted();
    return value;
  };
  return {
    names: accessors => names.declare(accessors),
    import: importModule,
    meta: platform.meta,
    live,
    get epoch() {
      return interrupts.count;
    },
    async imports({ module, names: wanted, line, options }) {
      try {
        const namespace = await importModule(module, options);
        const picked: unknown[] = [];
        for (const name of wanted) picked.push(pick(namespace, name, module)); // a loop has no frame of its own
        return picked;
      } catch (error) {
        throw withFrame(error, `${cellFile(executionCount)}:${line}:1`);
      }
    },
    async *each(items) {
      const epoch = interrupts.count;
      for await (const item of items) yield live(epoch, item);
    },
  };
}

/** An export of a module; of a CommonJS module also a property that only its `module.exports` has. */
function pick(namespace: object, name: string, module: string): unknown {
  if (name === '*') return namespace;
  if (name in namespace) return Reflect.get(namespace, name);
  const whole: unknown = Reflect.get(namespace, 'default');
  if (typeof whole === 'object' && whole !== null && name in whole) return Reflect.get(whole, name);
  throw new SyntaxError(
    `The module '${module}' does not export '${name}'; if it is a type, write import { type ${name} }`,
  );
}

/** The frames of a failed import lead into the loader alone, so the line that asked for it is added. */
function withFrame(error: unknown, place: string): unknown {
  if (error instanceof Error) {
    Object.defineProperty(error, 'stack', {
      value: `${error.stack ?? String(error)}\n    at ${place}`,
      writable: true,
      configurable: true,
    });
  }
  return error;
}
