import type { ElementName } from './elements';
import { checkFileShape } from './fileShape';
import { errorAt, hasText, viewOf, type SourceFile } from './sourceFile';

/** What the header of an .npy file says. */
export interface NpyHeader {
  type: ElementName;
  littleEndian: boolean;
  /** Whether the first axis is the fastest, as in Fortran, instead of the last. */
  fortranOrder: boolean;
  shape: number[];
  size: number;
  /** The byte where the elements begin. */
  dataOffset: number;
}

export const NPY_MAGIC = '\x93NUMPY';

/** Longer headers belong to records of many fields, which are not read. */
const MAX_HEADER_BYTES = 65_535;

/**
 * The header of an .npy file.
 *
 * @throws ArgumentError `npy/magic`, `npy/version`, `npy/header`, `npy/dtype`
 * @source NEP 1, A Simple File Format for NumPy Arrays; numpy.lib.format, versions 1.0 to 3.0
 */
export function readNpyHeader(file: SourceFile): NpyHeader {
  const { bytes } = file;
  if (!hasText(bytes, 0, NPY_MAGIC)) {
    throw errorAt(file, 0, 'npy/magic', 'this is no .npy file, which begins with \\x93NUMPY');
  }
  const major = bytes[6];
  if (major !== 1 && major !== 2 && major !== 3) {
    throw errorAt(
      file,
      6,
      'npy/version',
      `unknown version ${major ?? 'of nothing'}; versions 1 to 3 are read`,
    );
  }
  const start = major === 1 ? 10 : 12;
  if (bytes.length < start) {
    throw errorAt(
      file,
      bytes.length,
      'npy/header',
      `the file ends before the header's length, at byte ${start}`,
    );
  }
  const length = major === 1 ? viewOf(bytes).getUint16(8, true) : viewOf(bytes).getUint32(8, true);
  if (length > MAX_HEADER_BYTES || start + length > bytes.length) {
    const most = Math.min(MAX_HEADER_BYTES, bytes.length - start);
    throw errorAt(file, 8, 'npy/header', `a header of ${length} bytes, at most ${most} are possible here`);
  }
  return new HeaderParser(file, start, start + length).parse();
}

const KINDS: Readonly<Record<string, ElementName>> = {
  ...{ b1: 'bool', i1: 'int8', i2: 'int16', i4: 'int32', i8: 'int64' },
  ...{ u1: 'uint8', u2: 'uint16', u4: 'uint32', u8: 'uint64', f2: 'float16', f4: 'float32', f8: 'float64' },
};

/** What NumPy calls the kinds of elements that are refused. */
const REFUSED: Readonly<Record<string, string>> = {
  ...{ c: 'complex numbers', O: 'Python objects', S: 'byte strings', U: 'texts', V: 'records or raw bytes' },
  ...{ M: 'dates', m: 'time spans', f: 'floats of another size' },
};

/** Reads the dictionary of a header, a Python literal: three known keys and nothing else. */
class HeaderParser {
  readonly #file: SourceFile;
  readonly #end: number;
  #at: number;

  constructor(file: SourceFile, start: number, end: number) {
    this.#file = file;
    this.#at = start;
    this.#end = end;
  }

  parse(): NpyHeader {
    const found: { descr?: Pick<NpyHeader, 'type' | 'littleEndian'>; fortranOrder?: boolean } & Partial<
      Pick<NpyHeader, 'shape' | 'size'>
    > = {};
    this.#expect('{');
    while (!this.#skip('}')) {
      const at = this.#place();
      const key = this.#text();
      this.#expect(':');
      if (key === 'descr' && !found.descr) found.descr = this.#elementType();
      else if (key === 'fortran_order' && found.fortranOrder === undefined)
        found.fortranOrder = this.#boolean();
      else if (key === 'shape' && !found.shape) Object.assign(found, this.#shape());
      else throw this.#error(at, `'${key}' is unknown or there twice`);
      if (!this.#skip(',')) {
        this.#expect('}');
        break;
      }
    }
    if (this.#place() < this.#end) throw this.#error(this.#at, 'something follows the dictionary');
    const { descr, fortranOrder, shape, size } = found;
    if (!descr || fortranOrder === undefined || !shape || size === undefined) {
      throw this.#error(this.#at, "the header must have 'descr', 'fortran_order' and 'shape'");
    }
    return { ...descr, fortranOrder, shape, size, dataOffset: this.#end };
  }

  #elementType(): Pick<NpyHeader, 'type' | 'littleEndian'> {
    const at = this.#place();
    if (this.#peek() === '[') throw this.#unread(at, 'records of several fields');
    const text = this.#text();
    const order = text.charAt(0);
    const code = text.slice(1);
    const type = Object.hasOwn(KINDS, code) ? KINDS[code] : undefined;
    const oneByte = code.endsWith('1');
    if (!type || !(oneByte ? '|<>' : '<>').includes(order) || order === '') {
      const kind = code.charAt(0);
      throw this.#unread(at, `'${text}'${Object.hasOwn(REFUSED, kind) ? `, ${REFUSED[kind]}` : ''}`);
    }
    return { type, littleEndian: order !== '>' };
  }

  #shape(): Pick<NpyHeader, 'shape' | 'size'> {
    const offset = this.#place();
    const sizes: number[] = [];
    this.#expect('(');
    while (!this.#skip(')')) {
      sizes.push(this.#number());
      if (!this.#skip(',')) {
        this.#expect(')');
        break;
      }
    }
    return checkFileShape(this.#file, { shape: sizes, offset, code: 'npy/header' });
  }

  /** A text in single or double quotes. Those of a header have no escapes. */
  #text(): string {
    const start = this.#place();
    const quote = this.#peek();
    if (quote !== "'" && quote !== '"')
      throw this.#error(start, `expected a text in quotes, ${this.#found()}`);
    this.#at++;
    let text = '';
    while (this.#peek() !== quote) {
      if (this.#at >= this.#end) throw this.#error(start, 'a text without its closing quote');
      text += this.#peek();
      this.#at++;
    }
    this.#at++;
    return text;
  }

  #boolean(): boolean {
    const at = this.#place();
    for (const [word, value] of [
      ['True', true],
      ['False', false],
    ] as const) {
      if (hasText(this.#file.bytes, at, word)) {
        this.#at += word.length;
        return value;
      }
    }
    throw this.#error(at, `expected True or False, ${this.#found()}`);
  }

  #number(): number {
    const start = this.#place();
    let digits = '';
    for (let digit = this.#peek(); digit >= '0' && digit <= '9'; digit = this.#peek()) {
      digits += digit;
      this.#at++;
    }
    if (digits === '') throw this.#error(start, `expected a whole number of 0 or more, ${this.#found()}`);
    this.#skip('L'); // Python 2 wrote long numbers so
    return Number(digits);
  }

  #expect(character: string): void {
    if (!this.#skip(character)) throw this.#error(this.#at, `expected ${character}, ${this.#found()}`);
  }

  #skip(character: string): boolean {
    this.#place();
    if (this.#peek() !== character) return false;
    this.#at++;
    return true;
  }

  /** The byte after white space. */
  #place(): number {
    while (this.#at < this.#end && ' \n\r\t'.includes(this.#peek())) this.#at++;
    return this.#at;
  }

  /** The character here, or '' at the end. */
  #peek(): string {
    return this.#at < this.#end ? String.fromCharCode(this.#file.bytes[this.#at]!) : '';
  }

  #found(): string {
    return this.#at < this.#end ? `found ${JSON.stringify(this.#peek())}` : 'but the header ends';
  }

  #error(offset: number, message: string) {
    return errorAt(this.#file, offset, 'npy/header', message);
  }

  #unread(offset: number, what: string) {
    const known = Object.keys(KINDS).join(', ');
    return errorAt(
      this.#file,
      offset,
      'npy/dtype',
      `elements of type ${what} are not read; those read are ${known}, so convert them in NumPy with astype`,
    );
  }
}
