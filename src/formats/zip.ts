import { strFromU8 } from 'fflate';
import { crc32 } from './crc32';
import { inflate } from './inflate';
import { MAX_INFLATED_BYTES } from './limits';
import { errorAt, hasText, viewOf, type SourceFile } from './sourceFile';

/** One member of a zip archive. */
interface Member {
  name: string;
  /** The byte of its entry in the directory. */
  entry: number;
  /** Whether its data is deflated; it is stored as it is otherwise. */
  deflated: boolean;
  checksum: number;
  /** Bytes of its data in the archive, and of what that stands for. */
  packed: number;
  size: number;
  /** The byte where its local header begins. */
  header: number;
}

const DIRECTORY_END = 'PK\x05\x06';
const DIRECTORY_ENTRY = 'PK\x01\x02';
const LOCAL_HEADER = 'PK\x03\x04';

/** Their fixed parts, in bytes. */
const DIRECTORY_END_BYTES = 22;
const DIRECTORY_ENTRY_BYTES = 46;
const LOCAL_HEADER_BYTES = 30;

/** Stands for a number of 32 bits that is kept in zip64's fields instead. */
const IN_ZIP64 = 0xffffffff;

/**
 * The members of a zip archive, stored or deflated, in the order of its directory. Every checksum is compared,
 * which fflate's own reader of archives does not do.
 *
 * @throws ArgumentError `zip/directory`, `zip/zip64`, `zip/encrypted`, `zip/method`, `zip/duplicate`, `zip/member`,
 *   `zip/overlap`, `zip/checksum`, and `zip/too-large` when the deflated members would take more than 1 GiB
 * @source PKWARE, APPNOTE.TXT 6.3.10, sections 4.3 and 4.4
 */
export function readZip(file: SourceFile): { name: string; bytes: Uint8Array }[] {
  const { members, directory } = readDirectory(file);
  checkMembers(file, members);
  const placed = members.map(member => ({ member, start: dataOffset(file, member, directory) }));
  checkOverlap(file, placed);
  return placed.map(({ member, start }) => ({ name: member.name, bytes: contents(file, member, start) }));
}

function readDirectory(file: SourceFile): { members: Member[]; directory: number } {
  const end = findDirectoryEnd(file);
  const view = viewOf(file.bytes);
  const count = view.getUint16(end + 10, true);
  const length = view.getUint32(end + 12, true);
  const directory = view.getUint32(end + 16, true);
  if (count === 0xffff || length === IN_ZIP64 || directory === IN_ZIP64) throw zip64(file, end);
  if (directory + length > end) {
    throw errorAt(
      file,
      end + 12,
      'zip/directory',
      `a directory of ${length} bytes from byte ${directory} does not fit before byte ${end}`,
    );
  }
  const members: Member[] = [];
  let at = directory;
  for (let i = 0; i < count; i++) {
    const { member, next } = readEntry(file, at, directory + length);
    members.push(member);
    at = next;
  }
  return { members, directory };
}

/** The end of the directory is the last thing in a zip archive, but for a comment of up to 65535 bytes. */
function findDirectoryEnd(file: SourceFile): number {
  const { bytes } = file;
  const last = bytes.length - DIRECTORY_END_BYTES;
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
    if (hasText(bytes, at, DIRECTORY_END) && viewOf(bytes).getUint16(at + 20, true) === last - at) return at;
  }
  throw errorAt(
    file,
    bytes.length,
    'zip/directory',
    'this is no zip archive, or it is cut off: the end of its directory is missing',
  );
}

function readEntry(file: SourceFile, at: number, end: number): { member: Member; next: number } {
  const { bytes } = file;
  const view = viewOf(bytes);
  const whole = at + DIRECTORY_ENTRY_BYTES <= end && hasText(bytes, at, DIRECTORY_ENTRY);
  const nameEnd = whole ? at + DIRECTORY_ENTRY_BYTES + view.getUint16(at + 28, true) : Infinity;
  const next = whole ? nameEnd + view.getUint16(at + 30, true) + view.getUint16(at + 32, true) : Infinity;
  if (next > end) throw errorAt(file, at, 'zip/directory', 'here an entry of the directory was expected');
  const flags = view.getUint16(at + 8, true);
  const method = view.getUint16(at + 10, true);
  const name = strFromU8(bytes.subarray(at + DIRECTORY_ENTRY_BYTES, nameEnd), (flags & 0x800) === 0);
  if (flags & 1) throw errorAt(file, at + 8, 'zip/encrypted', `${name} is encrypted, which is not read`);
  if (method !== 0 && method !== 8) {
    throw errorAt(
      file,
      at + 10,
      'zip/method',
      `${name} is packed by method ${method}; stored (0) and deflated (8) members are read`,
    );
  }
  const [packed, size, header] = [20, 24, 42].map(field => view.getUint32(at + field, true)) as [
    ...[number, number, number],
  ];
  if ([packed, size, header].includes(IN_ZIP64)) throw zip64(file, at);
  const checksum = view.getUint32(at + 16, true);
  return { member: { name, entry: at, deflated: method === 8, checksum, packed, size, header }, next };
}

function checkMembers(file: SourceFile, members: readonly Member[]): void {
  const names = new Set<string>();
  let inflated = 0;
  for (const { name, entry, deflated, size } of members) {
    if (names.has(name)) throw errorAt(file, entry, 'zip/duplicate', `${name} is there twice`);
    names.add(name);
    if (deflated) inflated += size;
    if (inflated > MAX_INFLATED_BYTES) {
      throw errorAt(
        file,
        entry + 24,
        'zip/too-large',
        `up to ${name} the members inflate to ${inflated} bytes, at most ${MAX_INFLATED_BYTES} are inflated; ` +
          'store them as they are, as numpy.savez does',
      );
    }
  }
}

/** The byte where the data of a member begins, after a header of its own; it ends before the directory. */
function dataOffset(file: SourceFile, { name, header, packed }: Member, directory: number): number {
  const view = viewOf(file.bytes);
  if (header + LOCAL_HEADER_BYTES > directory || !hasText(file.bytes, header, LOCAL_HEADER)) {
    throw errorAt(file, header, 'zip/member', `here the header of ${name} was expected`);
  }
  const start =
    header + LOCAL_HEADER_BYTES + view.getUint16(header + 26, true) + view.getUint16(header + 28, true);
  if (start + packed > directory) {
    throw errorAt(
      file,
      start,
      'zip/member',
      `${name} has ${packed} bytes from here, which reach into the directory at byte ${directory}`,
    );
  }
  return start;
}

/** Members that share bytes are the trick of archives that grow without end. */
function checkOverlap(file: SourceFile, placed: readonly { member: Member; start: number }[]): void {
  const inOrder = [...placed].sort((a, b) => a.member.header - b.member.header);
  let end = 0;
  for (const { member, start } of inOrder) {
    if (member.header < end) {
      throw errorAt(file, member.header, 'zip/overlap', `${member.name} begins inside the member before it`);
    }
    end = start + member.packed;
  }
}

function contents(file: SourceFile, member: Member, start: number): Uint8Array {
  const { name, deflated, packed, size, checksum } = member;
  const data = file.bytes.subarray(start, start + packed);
  const bytes = deflated ? inflate(data, size, 'deflate') : data;
  if (typeof bytes === 'string' || bytes.length !== size) {
    const why =
      typeof bytes === 'string' ? bytes : `it is stored in ${packed} bytes but said to have ${size}`;
    throw errorAt(file, start, 'zip/member', `${name} cannot be unpacked: ${why}`);
  }
  if (crc32(bytes) !== checksum) {
    throw errorAt(
      file,
      start,
      'zip/checksum',
      `${name} is damaged: its checksum differs from that of its data`,
    );
  }
  return bytes;
}

function zip64(file: SourceFile, offset: number) {
  return errorAt(
    file,
    offset,
    'zip/zip64',
    'archives of 4 GiB or more, or of 65535 members, are not read; save the arrays in several files',
  );
}
