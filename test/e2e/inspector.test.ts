import { expect, test } from './fixtures';
import { Heatmap } from './heatmap';
import { notebookText } from './notebook';

/** Two planes, the first all below zero and the second all above. */
const PLANES = 'const planes = tensor([[[-3, -3], [-3, -3]], [[3, 3], [3, 3]]]); planes';

test('the button of a heatmap opens the inspector, whose slider changes the plane', async ({ workbench }) => {
  workbench.write({ 'planes.ipynb': notebookText(PLANES) });
  await workbench.open();
  await workbench.openNotebook('planes.ipynb');
  await workbench.runAll();
  const { root } = await Heatmap.find(workbench, '[2, 2, 2]');
  await root.locator('.convbook-inspect').click();
  const slider = await workbench.inFrame('.convbook-controls .convbook-range');
  await expect(workbench.page.getByRole('tab', { name: /^Inspect: planes/ })).toBeVisible();
  const heatmap = new Heatmap(await workbench.inFrame('.convbook-plane .convbook-heatmap'));
  const first = await heatmap.color(0, 0);
  await slider.press('ArrowRight');
  await expect.poll(() => heatmap.color(0, 0)).not.toEqual(first);
  await heatmap.read(0, 0);
  await expect(heatmap.tooltip).toHaveText(/3$/);
});

test('Inspect Tensor offers the tensors of the kernel by name', async ({ workbench }) => {
  workbench.write({ 'planes.ipynb': notebookText(PLANES) });
  await workbench.open();
  await workbench.openNotebook('planes.ipynb');
  await workbench.runAll();
  await Heatmap.find(workbench, '[2, 2, 2]');
  await workbench.command('Convbook: Inspect Tensor...');
  await workbench.pick('planes');
  await workbench.inFrame('.convbook-plane .convbook-heatmap');
});
