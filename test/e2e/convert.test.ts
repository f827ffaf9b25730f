import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './fixtures';
import { notebookText } from './notebook';

test('Convert Notebook writes a percent script beside the notebook and opens it', async ({ workbench }) => {
  const script = path.join(workbench.folder, 'pair.ts');
  workbench.write({ 'pair.ipynb': notebookText('const a = 1;', '// two lines\nconst b = a + 1;') });
  await workbench.open();
  await workbench.openNotebook('pair.ipynb');
  await workbench.command('Convbook: Convert Notebook...');
  await expect(workbench.tab('pair.ts')).toBeVisible();
  const text = readFileSync(script, 'utf8');
  expect(text.match(/^\/\/ %%/gm)).toHaveLength(2);
  expect(text).toContain('const a = 1;');
  expect(text).toContain('// two lines\nconst b = a + 1;');
});

test('Convert Notebook makes a notebook of a percent script that runs', async ({ workbench }) => {
  workbench.write({ 'script.ts': '// %% [markdown]\n// # Title\n\n// %%\nconsole.log(6 * 7);\n' });
  await workbench.open();
  await workbench.openFile('script.ts');
  await workbench.command('Convbook: Convert Notebook...');
  await expect(workbench.cell(1)).toBeVisible();
  expect(existsSync(path.join(workbench.folder, 'script.ipynb'))).toBe(true);
  await workbench.inFrame('h1', { hasText: 'Title' });
  await workbench.runAll();
  await workbench.inFrame('.output_container', { hasText: '42' });
});

test('Convert Layer inserts a cell with the separable layer, which runs', async ({ workbench }) => {
  workbench.write({
    'layer.ipynb': notebookText('const layer = new Conv2d({ in: 3, out: 8, kernel: 3, seed: 1 });'),
  });
  await workbench.open();
  await workbench.openNotebook('layer.ipynb');
  await workbench.runAll();
  await expect(workbench.success(0)).toBeVisible();
  await workbench.command('Convbook: Convert Layer...');
  await workbench.pick('layer');
  await workbench.pick('Depthwise separable');
  await workbench.acceptInput(/Rank of layer/);
  await workbench.acceptInput(/Input shape/);
  await expect(workbench.cell(1)).toContainText('depthwise-separable');
  await workbench.run(1);
  await expect(workbench.success(1)).toBeVisible();
});
