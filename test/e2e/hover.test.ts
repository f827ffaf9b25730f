import { expect, test } from './fixtures';
import { notebookText } from './notebook';

test('the pointer on a function of a cell shows what it does, its options and its errors', async ({
  workbench,
}) => {
  workbench.write({ 'hover.ipynb': notebookText('conv2d(x, w, { stride: 2 })') });
  await workbench.open();
  await workbench.openNotebook('hover.ipynb');
  const name = workbench.page.locator('.view-line').getByText('conv2d');
  await name.hover();
  const hover = workbench.page.locator('.monaco-hover:visible', { hasText: 'Cross-correlation' });
  await expect(hover).toContainText('function conv2d(input: Tensor, weight: Tensor');
  await expect(hover).toContainText('Elements from one tap to the next. Default 1.');
});
