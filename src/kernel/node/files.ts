import { randomUUID } from 'node:crypto';
import { constants } from 'node:fs';
import { access, open, realpath, rename, stat, unlink, type FileHandle } from 'node:fs/promises';
import { basename, dirname, join, resolve } from 'node:path';
import { ArgumentError } from '../../engine';
import { Interrupted } from '../errors/interrupted';
import type { FileAccess } from '../platform';

/** The largest file that is read, in bytes: as large as the largest tensor. */
const MAX_BYTES = 2 ** 32;

/** So much is read or written at once; between two pieces an interrupt is heard. */
const PIECE = 2 ** 24;

/** Files of this computer. @param folder where relative paths begin, asked each time */
export function nodeFiles(folder: () => string): FileAccess {
  return {
    async readFile(path) {
      const absolute = resolve(folder(), path);
      return await named('load', absolute, () => read(absolute));
    },
    async writeFile(path, bytes, signal) {
      const absolute = resolve(folder(), path);
      await named('save', absolute, () => replace(absolute, bytes, signal));
    },
  };
}

async function read(path: string): Promise<Uint8Array> {
  const { size } = await regularFile('load', path); // before open, which waits for ever at a pipe
  if (size > MAX_BYTES) {
    throw new ArgumentError(
      'files/too-large',
      `load: ${path} has ${size} bytes, at most ${MAX_BYTES} are read; split it`,
    );
  }
  const handle = await open(path, 'r');
  try {
    const bytes = new Uint8Array(size);
    let length = 0;
    while (length < size) {
      const { bytesRead } = await handle.read(bytes, length, Math.min(PIECE, size - length), length);
      if (bytesRead === 0) break; // it was shortened meanwhile
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await handle.close();
  }
}

/** Writes beside the file and then takes its place, so that no one ever sees half of it. */
async function replace(
  path: string,
  bytes: Uint8Array,
  signal: { readonly aborted: boolean },
): Promise<void> {
  const { target, mode } = await destination(path);
  const temporary = join(dirname(target), `.${basename(target).slice(0, 100)}.${randomUUID()}.tmp`);
  const handle = await open(temporary, 'wx', mode);
  try {
    try {
      await writeAll(handle, bytes, signal);
    } finally {
      await handle.close();
    }
    if (signal.aborted) throw new Interrupted();
    await rename(temporary, target);
  } catch (error) {
    await unlink(temporary);
    throw error;
  }
}

async function writeAll(
  handle: FileHandle,
  bytes: Uint8Array,
  signal: { readonly aborted: boolean },
): Promise<void> {
  let at = 0;
  while (at < bytes.length) {
    if (signal.aborted) throw new Interrupted();
    const { bytesWritten } = await handle.write(bytes, at, Math.min(PIECE, bytes.length - at), at);
    at += bytesWritten;
  }
  await handle.sync(); // the name must not change hands before the contents are there
}

/** The file to replace, where symbolic links lead to, and the rights of a file that is there. */
async function destination(path: string): Promise<{ target: string; mode: number }> {
  const target = await realpath(path).catch((error: unknown) => {
    if (codeOf(error) === 'ENOENT') return path;
    throw error;
  });
  try {
    const { mode } = await regularFile('save', target);
    await access(target, constants.W_OK); // a rename would not ask
    return { target, mode };
  } catch (error) {
    if (codeOf(error) === 'ENOENT') return { target, mode: 0o666 };
    throw error;
  }
}

async function regularFile(operation: string, path: string) {
  const found = await stat(path);
  if (found.isDirectory()) {
    throw new ArgumentError('files/directory', `${operation}: ${path} is a folder; name a file in it`);
  }
  if (!found.isFile()) {
    throw new ArgumentError(
      'files/not-a-file',
      `${operation}: ${path} is no ordinary file but a device or pipe`,
    );
  }
  return found;
}

/** What the system refuses, in words that name the path. */
async function named<T>(operation: 'load' | 'save', path: string, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const code = codeOf(error);
    if (code === undefined || error instanceof ArgumentError) throw error;
    if (code === 'ENOENT' || code === 'ENOTDIR') {
      const missing =
        operation === 'load' ? `there is no file ${path}` : `there is no folder ${dirname(path)} for ${path}`;
      throw new ArgumentError('files/not-found', `${operation}: ${missing}`);
    }
    if (code === 'EACCES' || code === 'EPERM' || code === 'EROFS') {
      const verb = operation === 'load' ? 'read' : 'written';
      throw new ArgumentError(
        'files/no-permission',
        `${operation}: ${path} may not be ${verb}; change its rights or those of its folder`,
      );
    }
    throw new ArgumentError('files/failed', `${operation}: ${path}: ${(error as Error).message}`); // codeOf has looked
  }
}

/** The system's name of an error, such as ENOENT. */
function codeOf(error: unknown): string | undefined {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : undefined;
}
