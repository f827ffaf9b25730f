import { expect, test } from './fixtures';
import { notebookText } from './notebook';

test('an error cell shows the name, the message and the line that threw', async ({ workbench }) => {
  const cell = ['const shape = [2, 3];', '', 'throw new RangeError(`no axis ${shape.length}`);'].join('\n');
  workbench.write({ 'error.ipynb': notebookText('const before = 1;', cell) });
  await workbench.open();
  await workbench.openNotebook('error.ipynb');
  await workbench.runAll();
  const output = await workbench.inFrame('.output_container', { hasText: 'RangeError' });
  await expect(output).toContainText('no axis 2');
  await expect(output).toContainText(/Cell In\s?\[2\], line 3/);
  await expect(workbench.failure(1)).toBeVisible();
});

test('a thrown text is shown as it is', async ({ workbench }) => {
  workbench.write({ 'text.ipynb': notebookText("throw 'plain words';") });
  await workbench.open();
  await workbench.openNotebook('text.ipynb');
  await workbench.runAll();
  await workbench.inFrame('.output_container', { hasText: 'plain words' });
  await expect(workbench.failure(0)).toBeVisible();
});

test('the stop button ends an endless loop, and the next cell still sees earlier variables', async ({
  workbench,
}) => {
  workbench.write({
    'loop.ipynb': notebookText(
      'let count = 41;',
      'while (true) count = 42;',
      'console.log(`count is ${count}`);',
    ),
  });
  await workbench.open();
  await workbench.openNotebook('loop.ipynb');
  await workbench.run(0);
  await expect(workbench.success(0)).toBeVisible();
  await workbench.run(1);
  await workbench.cell(1).locator('.codicon-notebook-stop').click();
  await expect(workbench.failure(1)).toBeVisible();
  await workbench.run(2);
  await workbench.inFrame('.output_container', { hasText: 'count is 42' });
});

test('output streams into the notebook while its cell still runs', async ({ workbench }) => {
  const cell = "console.log('first'); await new Promise(() => {});";
  workbench.write({ 'stream.ipynb': notebookText(cell) });
  await workbench.open();
  await workbench.openNotebook('stream.ipynb');
  await workbench.run(0);
  await workbench.inFrame('.output_container', { hasText: 'first' });
  await expect(workbench.success(0)).toBeHidden();
  await workbench.cell(0).locator('.codicon-notebook-stop').click();
  await expect(workbench.failure(0)).toBeVisible();
});

test('a restart forgets every variable', async ({ workbench }) => {
  workbench.write({ 'restart.ipynb': notebookText('const kept = 1;', 'console.log(typeof kept);') });
  await workbench.open();
  await workbench.openNotebook('restart.ipynb');
  await workbench.runAll();
  await workbench.inFrame('.output_container', { hasText: 'number' });
  await workbench.command('Convbook: Restart Kernel');
  await workbench.run(1);
  await workbench.inFrame('.output_container', { hasText: 'undefined' });
});
