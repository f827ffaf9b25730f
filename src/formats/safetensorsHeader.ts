import { strFromU8 } from 'fflate';
import type { ArgumentError } from '../engine';
import { elementBytes, type ElementName } from './elements';
import { checkFileShape } from './fileShape';
import { errorAt, viewOf, type SourceFile } from './sourceFile';

/** A tensor as the header of a .safetensors file tells of it. */
interface SafetensorsEntry {
  name: string;
  type: ElementName;
  shape: number[];
  /** The byte in the file where its elements begin. */
  offset: number;
}

/** Bytes of the field before the header, which has the header's length. */
export const LENGTH_BYTES = 8;

/** The most that the format's own library reads. */
const MAX_HEADER_BYTES = 100_000_000;

/** The key of the header that is no tensor. */
export const METADATA = '__metadata__';

const ELEMENT_NAMES: Readonly<Record<string, ElementName>> = {
  ...{ BOOL: 'bool', U8: 'uint8', I8: 'int8', U16: 'uint16', I16: 'int16', U32: 'uint32', I32: 'int32' },
  ...{ U64: 'uint64', I64: 'int64', F16: 'float16', BF16: 'bfloat16', F32: 'float32', F64: 'float64' },
};

/**
 * The tensors that a .safetensors file has, in the order of its bytes, which they fill without holes. Texts that are
 * kept beside them are checked and left out.
 *
 * @throws ArgumentError `safetensors/header`, `safetensors/duplicate`, `safetensors/dtype`, `safetensors/offsets`
 * @source Safetensors format, github.com/huggingface/safetensors, README "Format"
 */
export function readSafetensorsHeader(file: SourceFile): SafetensorsEntry[] {
  const { bytes } = file;
  const start = LENGTH_BYTES;
  const length = bytes.length < start ? NaN : Number(viewOf(bytes).getBigUint64(0, true));
  if (!(length <= Math.min(MAX_HEADER_BYTES, bytes.length - start))) {
    const most = Math.min(MAX_HEADER_BYTES, Math.max(0, bytes.length - start));
    throw headerError(
      file,
      0,
      `its length is ${length}, at most ${most} is possible here; is it a .safetensors file?`,
    );
  }
  const header = parse(file, strFromU8(bytes.subarray(start, start + length)));
  const dataStart = start + length;
  checkMetadata(file, header[METADATA]);
  const entries = Object.entries(header).filter(([name]) => name !== METADATA);
  const placed = entries.map(([name, value]) => readEntry(file, name, { value, dataStart }));
  placed.sort((a, b) => a.offset - b.offset || a.end - b.end);
  checkFilled(file, placed, dataStart);
  return placed.map(({ name, type, shape, offset }) => ({ name, type, shape, offset }));
}

function parse(file: SourceFile, text: string): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw headerError(file, LENGTH_BYTES, `it is no JSON: ${(error as Error).message}`);
  }
  if (!isObject(value)) throw headerError(file, LENGTH_BYTES, 'it must be a JSON object');
  const twice = duplicateKey(text);
  if (twice !== undefined) {
    throw errorAt(
      file,
      LENGTH_BYTES,
      'safetensors/duplicate',
      `the header has ${JSON.stringify(twice)} twice`,
    );
  }
  return value;
}

/** A key that an object of valid JSON has twice; a parser would keep the last one. */
function duplicateKey(text: string): string | undefined {
  const objects: Set<string>[] = [];
  for (const [token, key] of text.matchAll(/[{}]|("(?:[^"\\]|\\.)*")(?:\s*(:))?/g)) {
    if (token === '{') objects.push(new Set());
    else if (token === '}') objects.pop();
    else if (token.endsWith(':')) {
      const name = JSON.parse(key!) as string; // of valid JSON
      if (objects.at(-1)!.has(name)) return name;
      objects.at(-1)!.add(name);
    }
  }
  return undefined;
}

function checkMetadata(file: SourceFile, value: unknown): void {
  if (value === undefined) return;
  if (!isObject(value) || !Object.values(value).every(text => typeof text === 'string')) {
    throw headerError(file, LENGTH_BYTES, `${METADATA} must be an object of texts`);
  }
}

function readEntry(
  file: SourceFile,
  name: string,
  { value, dataStart }: { value: unknown; dataStart: number },
): SafetensorsEntry & { end: number } {
  const quoted = JSON.stringify(name);
  const { dtype, shape, data_offsets: offsets, ...rest } = isObject(value) ? value : {};
  if (
    !Array.isArray(shape) ||
    !Array.isArray(offsets) ||
    offsets.length !== 2 ||
    Object.keys(rest).length > 0
  ) {
    throw headerError(
      file,
      LENGTH_BYTES,
      `${quoted} must have dtype, shape and two data_offsets, and nothing else`,
    );
  }
  const type =
    typeof dtype === 'string' && Object.hasOwn(ELEMENT_NAMES, dtype) ? ELEMENT_NAMES[dtype] : undefined;
  if (!type) {
    const known = Object.keys(ELEMENT_NAMES).join(', ');
    throw errorAt(
      file,
      LENGTH_BYTES,
      'safetensors/dtype',
      `${quoted} has the dtype ${JSON.stringify(dtype)}; those read are ${known}`,
    );
  }
  const checked = checkFileShape(file, { shape, offset: LENGTH_BYTES, code: 'safetensors/header' });
  const [begin, end] = offsets as unknown[];
  const needed = checked.size * elementBytes(type);
  if (!isOffset(begin) || !isOffset(end) || end - begin !== needed || dataStart + end > file.bytes.length) {
    throw errorAt(
      file,
      dataStart + (isOffset(begin) ? begin : 0),
      'safetensors/offsets',
      `${quoted} takes ${needed} bytes, its data_offsets are ${JSON.stringify(offsets)} ` +
        `in ${file.bytes.length - dataStart} bytes of data`,
    );
  }
  return { name, type, shape: checked.shape, offset: dataStart + begin, end: dataStart + end };
}

/** The tensors have to fill the file after its header: each begins where the one before it ends. */
function checkFilled(
  file: SourceFile,
  entries: readonly { name: string; offset: number; end: number }[],
  dataStart: number,
): void {
  let filled = dataStart;
  const check = (offset: number, what: string): void => {
    if (offset === filled) return;
    const problem = offset < filled ? 'overlaps the tensor before it' : `leaves a hole from byte ${filled}`;
    throw errorAt(file, offset, 'safetensors/offsets', `${what} ${problem}`);
  };
  for (const { name, offset, end } of entries) {
    check(offset, JSON.stringify(name));
    filled = end;
  }
  check(file.bytes.length, 'the end of the file');
}

function headerError(file: SourceFile, offset: number, message: string): ArgumentError {
  return errorAt(file, offset, 'safetensors/header', `the header cannot be read: ${message}`);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}
