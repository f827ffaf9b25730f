import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from './fixtures';
import { SAMPLES, SAMPLES_FOLDER } from './samples';

const ROOT = path.resolve(import.meta.dirname, '../..');

/** The README's pictures; rewritten only on purpose, since no two machines draw the same pixels. */
const FOLDER = process.env['UPDATE_SCREENSHOTS']
  ? path.join(ROOT, 'media/screenshots')
  : path.join(ROOT, 'test/results/screenshots');

/** What a sample is shown by; its first drawing when it is not named here. */
const CHIEF_DRAWING: Record<string, string> = { '08-separable-convolutions.ipynb': '.convbook-cost' };

for (const sample of SAMPLES) {
  test(`${sample} shows its drawings in light and dark`, async ({ workbench }) => {
    mkdirSync(FOLDER, { recursive: true });
    workbench.copy(SAMPLES_FOLDER);
    await workbench.open();
    await workbench.openNotebook(sample);
    await workbench.runAll();
    await workbench.whenIdle();
    const drawing = CHIEF_DRAWING[sample] ?? '.convbook-heatmap, .convbook-cost';
    for (const theme of ['light', 'dark'] as const) {
      await workbench.theme(theme);
      await expect(await workbench.scrollTo(drawing)).toBeVisible();
      const file = `${path.parse(sample).name}-${theme}.png`;
      await workbench.page.screenshot({ path: path.join(FOLDER, file) });
    }
  });
}
