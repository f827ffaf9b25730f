import { expect, test } from './fixtures';
import { Heatmap } from './heatmap';
import { notebookText } from './notebook';

const SIGNED = 'const signed = tensor([[-4, -1.5, 0], [0, 1.5, 4]]); signed';

test('a signed tensor is warm above zero, cool below and pale at zero', async ({ workbench }) => {
  workbench.write({ 'signed.ipynb': notebookText(SIGNED) });
  await workbench.open();
  await workbench.openNotebook('signed.ipynb');
  await workbench.runAll();
  const heatmap = await Heatmap.find(workbench, '[2, 3]');
  const [lowest, low, zero, high, highest] = [
    await heatmap.color(0, 0),
    await heatmap.color(0, 1),
    await heatmap.color(0, 2),
    await heatmap.color(1, 1),
    await heatmap.color(1, 2),
  ];
  const warmth = ([red, , blue]: readonly number[]) => (red ?? 0) - (blue ?? 0);
  expect(warmth(highest)).toBeGreaterThan(40);
  expect(warmth(lowest)).toBeLessThan(-40);
  expect(Math.abs(warmth(zero))).toBeLessThan(16);
  const sum = (color: readonly number[]) => color.reduce((total, part) => total + part, 0);
  expect(sum(zero)).toBeGreaterThan(sum(high)); // paler towards zero, from both sides
  expect(sum(high)).toBeGreaterThan(sum(highest));
  expect(sum(zero)).toBeGreaterThan(sum(low));
  expect(sum(low)).toBeGreaterThan(sum(lowest));
});

test('the pointer over a cell shows its exact value', async ({ workbench }) => {
  workbench.write({ 'signed.ipynb': notebookText(SIGNED) });
  await workbench.open();
  await workbench.openNotebook('signed.ipynb');
  await workbench.runAll();
  const heatmap = await Heatmap.find(workbench, '[2, 3]');
  const position = await heatmap.centre(0, 1);
  await heatmap.canvas.press('Escape');
  await expect(heatmap.tooltip).toBeHidden();
  await heatmap.canvas.hover({ position });
  await expect(heatmap.tooltip).toHaveText(/-1\.5$/);
});

test('the heatmap names type, shape and range', async ({ workbench }) => {
  workbench.write({ 'signed.ipynb': notebookText(SIGNED) });
  await workbench.open();
  await workbench.openNotebook('signed.ipynb');
  await workbench.runAll();
  const { root } = await Heatmap.find(workbench, '[2, 3]');
  await expect(root).toContainText('float32');
  await expect(root).toContainText(/min -4/);
  await expect(root).toContainText(/max 4/);
  await expect(root).toContainText(/mean 0/);
});

test('a tensor of a hundred million elements says what is left out', async ({ workbench }) => {
  workbench.write({ 'large.ipynb': notebookText('zeros([100, 1000, 1000])') });
  await workbench.open();
  await workbench.openNotebook('large.ipynb');
  await workbench.runAll();
  const { root } = await Heatmap.find(workbench, '[100, 1000, 1000]');
  await expect(root.locator('.convbook-notice')).toBeVisible();
});
