import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ArgumentError } from '../../../src/engine';
import { nodeFiles } from '../../../src/kernel/node/files';

let folder = '';
beforeEach(() => (folder = mkdtempSync(join(tmpdir(), 'convbook-'))));
afterEach(() => rmSync(folder, { recursive: true }));

const files = nodeFiles(() => folder);
const quiet = { aborted: false };
const bytes = Uint8Array.of(1, 2, 3);
const at = (...parts: string[]): string => join(folder, ...parts);

/** Code and message of the error that a promise has to end with. */
async function failure(promise: Promise<unknown>): Promise<[code: string | undefined, message: string]> {
  try {
    await promise;
  } catch (error) {
    const { code, message, name } = error as ArgumentError;
    return [code ?? name, message];
  }
  throw new Error('this did not fail');
}

describe('reading a file', () => {
  test('gives its bytes, by a path relative to the folder or an absolute one', async () => {
    writeFileSync(at('a.npy'), bytes);
    expect(await files.readFile('a.npy')).toEqual(bytes);
    expect(await files.readFile(at('a.npy'))).toEqual(bytes);
  });

  test('asks for the folder each time', async () => {
    mkdirSync(at('b'));
    writeFileSync(at('b', 'a.npy'), bytes);
    let current = at();
    const moving = nodeFiles(() => current);
    await expect(moving.readFile('a.npy')).rejects.toThrow();
    current = at('b');
    expect(await moving.readFile('a.npy')).toEqual(bytes);
  });

  test('works for files of several pieces', async () => {
    const large = new Uint8Array(2 ** 24 + 5).map((_, i) => i % 251);
    writeFileSync(at('a.npy'), large);
    expect(Buffer.compare(await files.readFile('a.npy'), large)).toBe(0);
  });

  test('that is not there names the absolute path', async () => {
    const expected = ['files/not-found', `load: there is no file ${at('x', 'a.npy')}`];
    expect(await failure(files.readFile('x/a.npy'))).toEqual(expected);
    writeFileSync(at('x'), bytes);
    expect(await failure(files.readFile('x/a.npy'))).toEqual(expected);
  });

  test('refuses a folder', async () => {
    mkdirSync(at('a.npy'));
    expect(await failure(files.readFile('a.npy'))).toEqual([
      'files/directory',
      `load: ${at('a.npy')} is a folder; name a file in it`,
    ]);
  });

  test('refuses a pipe instead of waiting for it', async () => {
    execFileSync('mkfifo', [at('a.npy')]);
    expect((await failure(files.readFile('a.npy')))[0]).toBe('files/not-a-file');
  });

  test('refuses more than 4 GiB before memory is taken', async () => {
    writeFileSync(at('a.npy'), '');
    truncateSync(at('a.npy'), 2 ** 32 + 1); // a file of nothing but a length
    expect((await failure(files.readFile('a.npy')))[0]).toBe('files/too-large');
  });

  test('that may not be read names the path', async () => {
    const writeOnly = '/proc/sys/vm/compact_memory'; // also for root
    expect(await failure(files.readFile(writeOnly))).toEqual([
      'files/no-permission',
      `load: ${writeOnly} may not be read; change its rights or those of its folder`,
    ]);
  });

  test('shows what else the system says', async () => {
    const [code, message] = await failure(files.readFile(`${'x'.repeat(300)}.npy`));
    expect(code).toBe('files/failed');
    expect(message).toContain('ENAMETOOLONG');
    expect((await failure(files.readFile('a\0.npy')))[0]).toBe('files/failed');
  });
});

describe('writing a file', () => {
  test('leaves the file and nothing else', async () => {
    await files.writeFile('a.npy', bytes, quiet);
    expect(readdirSync(folder)).toEqual(['a.npy']);
    expect(new Uint8Array(readFileSync(at('a.npy')))).toEqual(bytes);
  });

  test('replaces one that is there and keeps its rights', async () => {
    writeFileSync(at('a.npy'), 'before');
    chmodSync(at('a.npy'), 0o640);
    await files.writeFile(at('a.npy'), bytes, quiet);
    expect(new Uint8Array(readFileSync(at('a.npy')))).toEqual(bytes);
    expect(statSync(at('a.npy')).mode & 0o777).toBe(0o640);
  });

  test('goes where a symbolic link leads', async () => {
    mkdirSync(at('b'));
    writeFileSync(at('b', 'real.npy'), 'before');
    symlinkSync(at('b', 'real.npy'), at('a.npy'));
    await files.writeFile('a.npy', bytes, quiet);
    expect(lstatSync(at('a.npy')).isSymbolicLink()).toBe(true);
    expect(new Uint8Array(readFileSync(at('b', 'real.npy')))).toEqual(bytes);
  });

  test('works for a name as long as the system allows', async () => {
    const name = `${'x'.repeat(251)}.npy`;
    await files.writeFile(name, bytes, quiet);
    expect(readdirSync(folder)).toEqual([name]);
  });

  test('that is stopped leaves the file as it was, and nothing else', async () => {
    writeFileSync(at('a.npy'), 'before');
    for (const polls of [0, 1, 2]) {
      let left = polls;
      const signal = {
        get aborted() {
          return left-- <= 0;
        },
      };
      expect((await failure(files.writeFile('a.npy', new Uint8Array(2 ** 24 + 1), signal)))[0]).toBe(
        'Interrupted',
      );
      expect(readdirSync(folder)).toEqual(['a.npy']);
      expect(readFileSync(at('a.npy'), 'utf8')).toBe('before');
    }
  });

  test('refuses a folder, and a place in one that is not there', async () => {
    mkdirSync(at('a.npy'));
    expect((await failure(files.writeFile('a.npy', bytes, quiet)))[0]).toBe('files/directory');
    expect(await failure(files.writeFile('x/a.npy', bytes, quiet))).toEqual([
      'files/not-found',
      `save: there is no folder ${at('x')} for ${at('x', 'a.npy')}`,
    ]);
    expect(existsSync(at('x'))).toBe(false);
  });

  test('refuses a path that leads through a file or in a circle', async () => {
    writeFileSync(at('x'), bytes);
    expect((await failure(files.writeFile('x/a.npy', bytes, quiet)))[0]).toBe('files/not-found');
    symlinkSync(at('a.npy'), at('a.npy'));
    expect((await failure(files.writeFile('a.npy', bytes, quiet)))[0]).toBe('files/failed');
  });

  test('where nothing may be written names the path', async () => {
    const path = '/sys/a.npy'; // also for root
    expect(await failure(files.writeFile(path, bytes, quiet))).toEqual([
      'files/no-permission',
      `save: ${path} may not be written; change its rights or those of its folder`,
    ]);
  });
});
