import { mkdir, readdir, symlink } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { CodeCell } from '../../../src/notebook';
import { CommandLine } from './commandLine';

let line: CommandLine;
beforeEach(async () => {
  line = await CommandLine.open();
});
afterEach(() => line.close());

async function codeCells(name: string): Promise<CodeCell[]> {
  return (await line.readNotebook(name)).cells.filter(cell => cell.type === 'code');
}

describe('run', () => {
  test('prints streams, displays and results, in order and without colours', async () => {
    await line.writeNotebook('a.ipynb', ['console.log("\\x1b[31mone\\x1b[0m"); display("two"); 1 + 2']);
    const { code, stdout, stderr } = await line.run(['run', 'a.ipynb']);
    expect(stderr).toBe('');
    expect(stdout).toMatch(/^one\n.?two.?\n3\n$/);
    expect(code).toBe(0);
  });

  test('leaves the notebook alone without --output', async () => {
    await line.writeNotebook('a.ipynb', ['1']);
    const before = await line.read('a.ipynb');
    await line.run(['run', 'a.ipynb']);
    expect(await line.read('a.ipynb')).toBe(before);
    expect(await readdir(line.folder)).toEqual(['a.ipynb']);
  });

  test('writes outputs, counts and the kernel to --output', async () => {
    await line.writeNotebook('a.ipynb', ['const a: number = 2;', '', 'console.log("x"); a']);
    await line.run(['run', 'a.ipynb', '--output', 'b.ipynb']);
    const cells = await codeCells('b.ipynb');
    expect(cells.map(cell => cell.executionCount)).toEqual([1, null, 2]);
    expect(cells[2]!.outputs).toEqual([
      { type: 'stream', name: 'stdout', text: 'x\n' },
      { type: 'execute_result', data: { 'text/plain': '2' }, metadata: {}, executionCount: 2 },
    ]);
    expect((await line.readNotebook('b.ipynb')).metadata).toEqual({
      kernelspec: { display_name: 'Convbook', language: 'typescript', name: 'convbook' },
      language_info: { file_extension: '.ts', mimetype: 'text/typescript', name: 'typescript' },
    });
  });

  test('may write over its input, twice with the same bytes, and through a link', async () => {
    await line.writeNotebook('a.ipynb', ['ones([2, 2])']);
    await symlink('a.ipynb', line.path('link.ipynb'));
    await line.run(['run', 'link.ipynb', '--output', 'link.ipynb']);
    const once = await line.read('a.ipynb');
    expect(once).toContain('execute_result');
    await line.run(['run', 'a.ipynb', '--output', 'a.ipynb']);
    expect(await line.read('a.ipynb')).toBe(once);
    expect(await readdir(line.folder)).toEqual(['a.ipynb', 'link.ipynb']);
  });

  test('runs JavaScript cells too, and a percent script', async () => {
    await line.write(
      'a.ts',
      '// %% vscode={"languageId":"javascript"}\nvar a = 1;\n\n// %%\n(a as number) + 1\n',
    );
    expect(await line.run(['run', 'a.ts'])).toEqual({ code: 0, stdout: '2\n', stderr: '' });
  });

  test("works in the notebook's folder", async () => {
    await mkdir(line.path('sub'));
    await line.writeNotebook('sub/a.ipynb', ['process.cwd().split("/").at(-1)']);
    expect((await line.run(['run', 'sub/a.ipynb'])).stdout).toContain('sub');
  });

  test('stops at the first cell that fails, and still writes the notebook', async () => {
    await line.writeNotebook('a.ipynb', ['1', 'throw new RangeError("too far")', 'console.log("never")']);
    const { code, stdout, stderr } = await line.run(['run', 'a.ipynb', '--output', 'b.ipynb']);
    expect(code).toBe(1);
    expect(stdout).toBe('1\n');
    expect(stderr).toContain('RangeError: too far');
    expect(stderr).toContain('Cell In[2], line 1');
    const cells = await codeCells('b.ipynb');
    expect(cells.map(cell => cell.executionCount)).toEqual([1, 2, null]);
    expect(cells[1]!.outputs).toMatchObject([{ type: 'error', name: 'RangeError', message: 'too far' }]);
  });

  test('goes on with --keep-going, to the next notebook too, and ends with 1', async () => {
    await line.writeNotebook('a.ipynb', ['throw new Error("no")', '"after"']);
    await line.writeNotebook('b.ipynb', ['"second"']);
    const { code, stdout } = await line.run(['run', 'a.ipynb', 'b.ipynb', '--keep-going']);
    expect(stdout).toMatch(/after.*\n.*second/);
    expect(code).toBe(1);
  });

  test('takes a cell tagged raises-exception for a success', async () => {
    await line.writeNotebook('a.ipynb', [
      ['throw new Error("as shown")', { tags: ['raises-exception'] }],
      '"after"',
    ]);
    const { code, stdout, stderr } = await line.run(['run', 'a.ipynb']);
    expect(stderr).toContain('Error: as shown');
    expect(stdout).toContain('after');
    expect(code).toBe(0);
  });

  test('keeps what a display shows after its updates', async () => {
    await line.writeNotebook('a.ipynb', ['const d = display("a"); d.update("b"); d.update("c");']);
    const { stdout } = await line.run(['run', 'a.ipynb', '--output', 'a.ipynb']);
    expect(stdout).toMatch(/^.?a.?\n.?c.?\n$/);
    expect((await codeCells('a.ipynb'))[0]!.outputs).toHaveLength(1);
  });

  test('cuts an endless cell off on Ctrl+C, writes the notebook and ends with 1', async () => {
    await line.writeNotebook('a.ipynb', ['console.log("started"); await null; for (;;);', '"never"']);
    const { code, stdout, stderr } = await line.run(
      ['run', 'a.ipynb', '--keep-going', '--output', 'a.ipynb'],
      {
        interruptAt: 'started',
      },
    );
    expect(code).toBe(1);
    expect(stdout).toBe('started\n');
    expect(stderr).toContain('Interrupted');
    expect((await codeCells('a.ipynb'))[0]!.outputs.map(output => output.type)).toEqual(['stream', 'error']);
  });
});

describe('run refuses before any cell runs', () => {
  const marker = 'console.log("ran")';
  const cases: [what: string, args: string[], message: string][] = [
    ['no notebook', ['run'], 'run needs a notebook'],
    ['an unknown option', ['run', 'a.ipynb', '--speed', '2'], "'--speed'"],
    [
      'one output for two notebooks',
      ['run', 'a.ipynb', 'a.ipynb', '--output', 'b.ipynb'],
      '--output names one file',
    ],
    ['a missing file', ['run', 'a.ipynb', 'none.ipynb'], 'none.ipynb cannot be read: ENOENT'],
    ['a damaged notebook', ['run', 'a.ipynb', 'bad.ipynb'], 'bad.ipynb: cells must be a list, got number'],
    ['another language', ['run', 'a.ipynb', 'python.ipynb'], 'python.ipynb: cells[0] is in python'],
    ['a file of another kind', ['run', 'a.ipynb', 'a.txt'], 'a.txt is no kind of notebook'],
    ['an output that is a script', ['run', 'a.ipynb', '--output', 'b.ts'], 'must end in .ipynb'],
    [
      'an output in no folder',
      ['run', 'a.ipynb', '--output', 'none/b.ipynb'],
      'none/b.ipynb cannot be written: ENOENT',
    ],
  ];
  for (const [what, args, message] of cases) {
    test(what, async () => {
      await line.writeNotebook('a.ipynb', [marker]);
      await line.write('bad.ipynb', '{"nbformat": 4, "nbformat_minor": 5, "cells": 1}');
      await line.writeNotebook('python.ipynb', [['print(1)', { vscode: { languageId: 'python' } }]]);
      const { code, stdout, stderr } = await line.run(args);
      expect(stderr).toContain(message);
      expect(stderr).toMatch(/^convbook: [^\n]*\n$/);
      expect(stdout).toBe('');
      expect(code).toBe(2);
    });
  }
});
