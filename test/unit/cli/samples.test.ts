import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { cellLanguage, parseIpynb } from '../../../src/notebook';
import { CommandLine } from './commandLine';

const folder = join(__dirname, '../../../media/notebooks');
const names = readdirSync(folder).filter(name => name.endsWith('.ipynb'));

let line: CommandLine;
beforeEach(async () => {
  line = await CommandLine.open();
});
afterEach(() => line.close());

test('there are sample notebooks', () => expect(names.length).toBeGreaterThanOrEqual(2));

describe.each(names)('the sample notebook %s', name => {
  test('is saved as it ran from top to bottom, every cell without an error', async () => {
    const notebook = parseIpynb(await readFile(join(folder, name), 'utf8'));
    const cells = notebook.cells.filter(cell => cell.type === 'code');
    expect(cells.map(cell => cell.executionCount)).toEqual(cells.map((_, index) => index + 1));
    expect(cells.flatMap(cell => cell.outputs).filter(output => output.type === 'error')).toEqual([]);
    expect(new Set(cells.map(cell => cellLanguage(notebook, cell)))).toEqual(
      new Set(['convbook-typescript']),
    );
  });

  test('holds in every assertion when it is run again', { timeout: 120_000 }, async () => {
    const { code, stderr } = await line.run(['run', join(folder, name)]);
    expect(stderr).toBe('');
    expect(code).toBe(0);
  });
});
