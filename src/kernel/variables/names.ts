/**
 * The names of a session on its cells' global object: the built-in ones, which a cell may declare again, and
 * those that cells have declared.
 */
export class SessionNames {
  readonly #global: object;
  readonly #declared = new Set<string>();

  constructor(global: object, builtins: Readonly<Record<string, unknown>>) {
    this.#global = global;
    for (const [name, value] of Object.entries(builtins)) {
      Object.defineProperty(global, name, { value, writable: true, configurable: true, enumerable: false });
    }
  }

  /**
   * Declares names over a cell's locals, in place of what had those names before. A name without a setter is
   * a constant.
   *
   * @param accessors one getter for each name, and a setter for those that may be assigned
   */
  declare(accessors: object): void {
    for (const [name, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(accessors))) {
      const settable = 'set' in descriptor && descriptor.set !== undefined;
      Object.defineProperty(this.#global, name, settable ? descriptor : { ...descriptor, set: refuse });
      this.#declared.add(name);
    }
  }

  /** Names declared by cells, in the order they first were; a name deleted from the global object is gone. */
  list(): string[] {
    return [...this.#declared].filter(name => Object.hasOwn(this.#global, name));
  }

  /** The value under a name now; undefined when no cell has declared it. */
  read(name: string): unknown {
    return this.#declared.has(name) ? Reflect.get(this.#global, name) : undefined;
  }
}

function refuse(): never {
  throw new TypeError('Assignment to constant variable.');
}
