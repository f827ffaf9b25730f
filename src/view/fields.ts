import { ArgumentError } from '../engine';

/**
 * Reads the fields of a parsed JSON object, naming the one that is not what it should be. Every method
 * throws ArgumentError `view/payload`.
 */
export class Fields {
  readonly #record: Readonly<Record<string, unknown>>;

  /**
   * @param source what the object is, for messages: an output's type, or a reply
   * @param path where `value` stands in the source; empty at its top
   */
  constructor(
    value: unknown,
    readonly source: string,
    readonly path = '',
  ) {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      throw wrongField(source, path || 'the whole', 'an object', value);
    }
    this.#record = value as Record<string, unknown>; // checked: a JSON object
  }

  string(key: string): string {
    return this.#checked(key, 'a string', isString);
  }

  optionalString(key: string): string | undefined {
    return this.#record[key] === undefined ? undefined : this.string(key);
  }

  stringOrNull(key: string): string | null {
    return this.#checked(key, 'a string or null', value => value === null || isString(value));
  }

  number(key: string): number {
    return this.#checked(key, 'a number', isNumber);
  }

  optionalNumber(key: string): number | undefined {
    return this.#record[key] === undefined ? undefined : this.number(key);
  }

  numberOrNull(key: string): number | null {
    return this.#checked(key, 'a number or null', value => value === null || isNumber(value));
  }

  count(key: string): number {
    return this.#checked(key, 'a whole number of 0 or more', isCount);
  }

  boolean(key: string): boolean {
    return this.#checked(key, 'true or false', value => typeof value === 'boolean');
  }

  counts(key: string): number[] {
    return this.#checked(key, 'a list of whole numbers of 0 or more', value => isListOf(value, isCount));
  }

  numbers(key: string): number[] {
    return this.#checked(key, 'a list of numbers', value => isListOf(value, isNumber));
  }

  strings(key: string): string[] {
    return this.#checked(key, 'a list of strings', value => isListOf(value, isString));
  }

  /** Numbers that may be NaN or infinite, as a typed array or, where that was lost on the way, a list. */
  elements(key: string): Float64Array | number[] {
    const holds = (value: unknown) =>
      value instanceof Float64Array || isListOf(value, item => typeof item === 'number');
    return this.#checked(key, 'a list of elements', holds);
  }

  oneOf<T>(key: string, choices: readonly T[]): T {
    return this.#checked(key, `one of ${choices.join(', ')}`, value => choices.includes(value as T));
  }

  object(key: string): Fields {
    return new Fields(this.#record[key], this.source, this.#at(key));
  }

  objects(key: string): Fields[] {
    const list = this.#checked<unknown[]>(key, 'a list of objects', Array.isArray);
    return list.map((item, i) => new Fields(item, this.source, `${this.#at(key)}[${i}]`));
  }

  /** The error that says what a field should have been. */
  wrong(key: string, expected: string): ArgumentError {
    return wrongField(this.source, this.#at(key), expected, this.#record[key]);
  }

  /**
   * Refuses an output of a version that this code does not know.
   *
   * @throws ArgumentError `view/version`
   */
  requireVersion(known: number): void {
    const version = this.number('version');
    if (version !== known) {
      throw new ArgumentError(
        'view/version',
        `this output is version ${version} of ${this.source}, this Convbook reads version ${known}; ` +
          'update Convbook',
      );
    }
  }

  /** `holds` decides that the value is a `T`. */
  #checked<T>(key: string, expected: string, holds: (value: unknown) => boolean): T {
    const value = this.#record[key];
    if (!holds(value)) throw this.wrong(key, expected);
    return value as T;
  }

  #at(key: string): string {
    return this.path === '' ? key : `${this.path}.${key}`;
  }
}

function wrongField(source: string, path: string, expected: string, value: unknown): ArgumentError {
  const given = value === undefined ? 'nothing' : (JSON.stringify(value) ?? typeof value).slice(0, 80);
  return new ArgumentError('view/payload', `${path} of ${source} must be ${expected}, got ${given}`);
}

function isString(value: unknown): value is string {
  return typeof value === 'string';
}

function isNumber(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value);
}

function isCount(value: unknown): boolean {
  return isNumber(value) && Number.isInteger(value) && value >= 0;
}

function isListOf(value: unknown, holds: (item: unknown) => boolean): boolean {
  return Array.isArray(value) && value.every(holds);
}
