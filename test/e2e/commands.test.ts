import { expect, test } from './fixtures';
import { notebookText } from './notebook';
import { SAMPLES } from './samples';

const COMMANDS = [
  'Convert Layer...',
  'Convert Notebook...',
  'Inspect Tensor...',
  'New Notebook',
  'Open Sample Notebook',
  'Restart Kernel',
];

test('the palette offers every Convbook command on a notebook', async ({ workbench }) => {
  workbench.write({ 'empty.ipynb': notebookText('') });
  await workbench.open();
  await workbench.openNotebook('empty.ipynb');
  await workbench.quickInput('F1', '>Convbook: ');
  for (const command of COMMANDS) {
    await expect(workbench.quickRow(`Convbook: ${command}`)).toBeVisible();
  }
});

test('New Notebook opens a notebook whose first code cell runs', async ({ workbench }) => {
  await workbench.open();
  await workbench.command('Convbook: New Notebook');
  await expect(workbench.kernelLabel).toHaveText('Convbook');
  await workbench.run(1); // the first cell is text
  await expect(workbench.success(1)).toBeVisible();
});

test('Open Sample Notebook offers every notebook that is shipped, and opens the chosen one', async ({
  workbench,
}) => {
  expect(SAMPLES.length).toBeGreaterThan(0);
  await workbench.open();
  await workbench.command('Convbook: Open Sample Notebook');
  await expect(workbench.quickRows).toHaveCount(SAMPLES.length);
  await workbench.quickRows.first().click();
  await expect(workbench.cell(0)).toBeAttached();
  await expect(workbench.kernelLabel).toHaveText('Convbook');
});
