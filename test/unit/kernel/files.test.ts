import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { tensor, Tensor } from '../../../src/engine';
import { decode, encode } from '../../../src/formats';
import { NodeKernel } from '../../../src/kernel/node';
import { createFiles } from '../../../src/kernel/files';
import type { FileAccess } from '../../../src/kernel/platform';
import { testPlatform, TestNotebook } from './notebook';

/** Files in memory; a folder is whatever stands before the last slash. */
function memoryFiles(
  files: Record<string, Uint8Array> = {},
): FileAccess & { files: Record<string, Uint8Array> } {
  return {
    files,
    readFile: path => (files[path] ? Promise.resolve(files[path]) : Promise.reject(new Error(`no ${path}`))),
    writeFile: (path, bytes) => Promise.resolve(void (files[path] = bytes)),
  };
}

const x = tensor([
  [1, 2],
  [3, 4],
]);
const codeOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => 'no error',
    (error: { code?: string; name: string }) => error.code ?? error.name,
  );

describe('load and save', () => {
  test('read and write by the ending of the path', async () => {
    const host = memoryFiles();
    const { load, save } = createFiles(host, { count: 0 });
    await save('x.npy', x);
    await save('all.npz', { x });
    expect(await load('x.npy')).toEqual(x);
    expect(await load('all.npz')).toEqual({ x });
    expect(host.files['x.npy']).toEqual(encode(x, 'x.npy'));
  });

  test('pass their options on', async () => {
    const { load, save } = createFiles(memoryFiles(), { count: 0 });
    await save('x.csv', x, { separator: ';', header: ['a', 'b'] });
    expect((await load('x.csv', { header: true, dtype: 'int32' })).dtype).toBe('int32');
    expect(await codeOf(load('x.csv', { layout: 'HWC' }))).toBe('options/unknown');
    expect(await codeOf(save('x.csv', x, { depth: 8 }))).toBe('options/unknown');
  });

  test('refuse a path without a known ending before they touch a file', async () => {
    const touched = (): never => {
      throw new Error('touched');
    };
    const { load, save } = createFiles({ readFile: touched, writeFile: touched }, { count: 0 });
    expect(await codeOf(load('x.pt'))).toBe('formats/ending');
    expect(await codeOf(save('x.pt', x))).toBe('formats/ending');
    expect(await codeOf(save('x.npy', { x }))).toBe('formats/value');
  });

  test('refuse a path that is no text', async () => {
    const { load, save } = createFiles(memoryFiles(), { count: 0 });
    expect(await codeOf(load(7 as unknown as string))).toBe('files/path');
    expect(await codeOf(save(x as unknown as string, x))).toBe('files/path');
  });

  test('name a damaged file by the path that was given', async () => {
    const { load } = createFiles(memoryFiles({ 'data/x.npy': new Uint8Array(3) }), { count: 0 });
    await expect(load('data/x.npy')).rejects.toThrow(/^data\/x\.npy, byte 0: this is no \.npy file/);
  });
});

describe('an interrupt', () => {
  test('ends a load that waits for its file', async () => {
    const interrupts = { count: 3 };
    const { load } = createFiles(memoryFiles({ 'x.npy': encode(x, 'x.npy') }), interrupts);
    const loading = codeOf(load('x.npy'));
    interrupts.count++;
    expect(await loading).toBe('Interrupted');
    expect(await load('x.npy')).toBeInstanceOf(Tensor);
  });

  test('tells the host of a save to stop, and ends it', async () => {
    const interrupts = { count: 3 };
    const seen: boolean[] = [];
    const host: FileAccess = {
      ...memoryFiles(),
      writeFile: async (_path, _bytes, signal) => {
        seen.push(signal.aborted);
        await Promise.resolve();
        seen.push(signal.aborted);
      },
    };
    const saving = codeOf(createFiles(host, interrupts).save('x.npy', x));
    interrupts.count++;
    expect(await saving).toBe('Interrupted');
    expect(seen).toEqual([false, true]);
  });

  test('of a session reaches its files', async () => {
    let go!: () => void;
    const waiting = new Promise<void>(resolvePromise => (go = resolvePromise));
    const host = memoryFiles();
    let aborted: boolean | undefined;
    const notebook = new TestNotebook({
      ...testPlatform(),
      readFile: path => host.readFile(path),
      writeFile: async (_path, _bytes, signal) => {
        await waiting;
        aborted = signal.aborted;
      },
    });
    const running = notebook.run("await save('x.npy', tensor([1]))");
    notebook.session.receive({ type: 'interrupt' });
    expect((await running).error?.name).toBe('Interrupted');
    go();
    await new Promise(resolvePromise => setImmediate(resolvePromise));
    expect(aborted).toBe(true);
  });
});

describe('in a cell', () => {
  test('load and save are there by name and in the module convbook', async () => {
    const host = memoryFiles();
    const notebook = new TestNotebook({
      ...testPlatform(),
      readFile: path => host.readFile(path),
      writeFile: (path, bytes, signal) => host.writeFile(path, bytes, signal),
    });
    const { value, error } = await notebook.runAll(
      "await save('w.safetensors', { w: tensor([1, 2]) })",
      "import { load as read } from 'convbook'; const { w } = await read('w.safetensors'); w.tolist()",
    );
    expect([error, value]).toEqual([null, '[ 1, 2 ]']);
  });

  test('paths are relative to the folder of the notebook', async () => {
    const cwd = mkdtempSync(join(tmpdir(), 'convbook-'));
    onTestFinished(() => rmSync(cwd, { recursive: true }));
    const kernel = new NodeKernel({ name: 'Test', cwd, workerPath: resolve('dist/kernel.js') });
    onTestFinished(() => kernel.dispose());
    const run = (code: string) =>
      kernel.execute({ code, language: 'typescript', executionCount: 1, onOutput: () => undefined });
    const { error } = await run("class Map {}; await save('x.npz', { x: tensor([5]) }); await load('x.npz')");
    expect(error).toBeNull();
    expect(readdirSync(cwd)).toEqual(['x.npz']);
    expect(decode(new Uint8Array(readFileSync(join(cwd, 'x.npz'))), 'x.npz')['x']!.tolist()).toEqual([5]);
    const missing = await run("await load('y.npy')");
    expect(missing.error?.message).toBe(`load: there is no file ${join(cwd, 'y.npy')}`);
    expect(missing.error?.stack).toContain('Cell In[1], line 1');
  });
});
