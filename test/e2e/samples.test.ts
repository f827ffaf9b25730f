import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Workbench } from '../host/workbench';
import { expect, test } from './fixtures';
import { SAMPLES, SAMPLES_FOLDER } from './samples';

/** Of the .ipynb format, what these tests look at. */
interface SavedCell {
  cell_type: string;
  execution_count?: number | null;
  outputs?: { output_type: string }[];
}

function codeCells(workbench: Workbench, name: string): SavedCell[] {
  const text = readFileSync(path.join(workbench.folder, name), 'utf8');
  const { cells } = JSON.parse(text) as { cells: SavedCell[] };
  return cells.filter(cell => cell.cell_type === 'code');
}

for (const name of SAMPLES) {
  test(`${name} runs to its end without an error, and is saved with its outputs`, async ({ workbench }) => {
    workbench.copy(SAMPLES_FOLDER);
    await workbench.open();
    await workbench.openNotebook(name);
    await workbench.command('Notebook: Clear All Outputs');
    await workbench.command('File: Save');
    await expect.poll(() => codeCells(workbench, name).every(cell => cell.outputs?.length === 0)).toBe(true);
    await workbench.runAll();
    await workbench.whenIdle();
    await workbench.command('File: Save');
    await expect.poll(() => codeCells(workbench, name).some(cell => cell.outputs?.length)).toBe(true);
    const cells = codeCells(workbench, name);
    expect(cells.map(cell => cell.execution_count)).toEqual(cells.map((_, index) => index + 1));
    expect(cells.flatMap(cell => cell.outputs).filter(output => output?.output_type === 'error')).toEqual([]);
  });
}
