import { expect, test } from './fixtures';
import { notebookText } from './notebook';

// 128 filters of 3x3x3 at 5x5 places, and the same by a depthwise 3x3 then a 1x1: 86,400 and 675 + 9,600 multiplications.
const COMPARISON = [
  'const standard = new Conv2d({ in: 3, out: 128, kernel: 3 });',
  'const separable = new SeparableConv2d({ in: 3, out: 128, kernel: 3 });',
  'compare({ standard, separable }, [1, 3, 7, 7])',
].join('\n');

test('a comparison shows both costs of the layer that the article takes', async ({ workbench }) => {
  workbench.write({ 'cost.ipynb': notebookText(COMPARISON) });
  await workbench.open();
  await workbench.openNotebook('cost.ipynb');
  await workbench.runAll();
  const table = await workbench.inFrame('.convbook-cost table');
  await expect(table).toContainText('86,400');
  await expect(table).toContainText('10,275');
});

test('a cost table sums its rows, and opens the formula behind a row', async ({ workbench }) => {
  workbench.write({
    'cost.ipynb': notebookText('cost(new SeparableConv2d({ in: 3, out: 128, kernel: 3 }), [1, 3, 7, 7])'),
  });
  await workbench.open();
  await workbench.openNotebook('cost.ipynb');
  await workbench.runAll();
  const table = await workbench.inFrame('.convbook-cost table');
  await expect(table.locator('tbody')).toContainText('675');
  await expect(table.locator('tbody')).toContainText('9,600');
  await expect(table.locator('tfoot')).toContainText('10,275');
  const formulas = table.locator('.convbook-formulas').first();
  await expect(formulas).toBeHidden();
  await table.locator('.convbook-toggle').first().click();
  await expect(formulas).toContainText('MACs = 3 x 1 x 3 x 3 x 5 x 5 = 675');
  await expect(formulas).toContainText('FLOPs = 2 x 675 = 1,350');
  await expect(formulas).toContainText('Activation bytes = 1 x 3 x 5 x 5 x 4 = 300');
});
