import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { version } from '../../../package.json';
import { CommandLine } from './commandLine';

let line: CommandLine;
beforeEach(async () => {
  line = await CommandLine.open();
});
afterEach(() => line.close());

describe('convert', () => {
  test('turns a notebook into a percent script and back', async () => {
    await line.writeNotebook('a.ipynb', ['const a = 1;\n// %% not a marker\n', 'a']);
    const before = await line.readNotebook('a.ipynb');
    expect(await line.run(['convert', 'a.ipynb', 'a.ts'])).toEqual({ code: 0, stdout: '', stderr: '' });
    expect(await line.read('a.ts')).toContain('// %%\nconst a = 1;\n');
    await line.run(['convert', 'a.ts', 'b.ipynb']);
    const after = await line.readNotebook('b.ipynb');
    expect(after.cells.map(({ type, source }) => ({ type, source }))).toEqual(
      before.cells.map(({ type, source }) => ({ type, source })),
    );
  });

  const refused: [what: string, args: string[], message: string][] = [
    ['one file', ['convert', 'a.ipynb'], 'convert needs two files, 1 given'],
    ['an unknown ending', ['convert', 'a.ipynb', 'a.pdf'], 'a.pdf is no kind of notebook'],
    ['a file that is no text', ['convert', 'binary.ts', 'b.ipynb'], 'binary.ts cannot be read'],
    ['a command that does not exist', ['cost', 'model'], 'unknown command "cost"'],
    ['no command', [], 'no command given'],
  ];
  for (const [what, args, message] of refused) {
    test(`refuses ${what}`, async () => {
      await line.writeNotebook('a.ipynb', []);
      await line.write('binary.ts', Buffer.from([0xff, 0xfe, 0xc3]));
      const { code, stdout, stderr } = await line.run(args);
      expect(stderr).toContain(message);
      expect(stdout).toBe('');
      expect(code).toBe(2);
    });
  }
});

test('--version prints the version, --help the commands', async () => {
  expect((await line.run(['--version'])).stdout).toBe(`${version}\n`);
  const help = await line.run(['run', '--help']);
  expect(help.stdout).toContain('--keep-going');
  expect(help.code).toBe(0);
});
