import { expect, test } from 'vitest';
import {
  blockStructure,
  channelCorrelation,
  Conv2d,
  convolve,
  equal,
  Flatten,
  flip,
  Linear,
  randn,
  ReLU,
  Sequential,
  shapes,
  stack,
  tensor,
  train,
  unsqueeze,
  type Tensor,
} from '../../../../src/engine';

/** article.md, section 1: the filter of its example. */
const KERNEL = tensor([
  [0, 1, 2],
  [2, 2, 0],
  [0, 1, 2],
]);

test('a filter learned by correlation on data that a true convolution made comes out reversed', async () => {
  const images = Array.from({ length: 16 }, (_, seed) => randn([10, 10], { seed }));
  const data = {
    inputs: unsqueeze(stack(images), 1),
    targets: unsqueeze(stack(images.map(image => convolve(image, KERNEL, 'valid'))), 1),
  };
  const layer = new Conv2d({ in: 1, out: 1, kernel: 3, bias: false });
  const { losses } = await train(layer, data, { epochs: 60, batchSize: 4, lr: 0.05 });
  expect(losses.at(-1)).toBeLessThan(1e-3);
  const reversed = flip(KERNEL, [0, 1]);
  layer.weight.data.forEach((learned, i) => expect(learned).toBeCloseTo(reversed.data[i]!, 1));
});

const GROUPS = [1, 2, 4, 8, 16];

/**
 * The correlation [16, 16] of two adjacent layers' channels, the second in `groups` groups, after a short training
 * on images of shapes. It is measured on noise, where channels have nothing in common but what the layers give
 * them: in images of shapes all of them answer to the same edges.
 */
async function trainedCorrelation(groups: number): Promise<Tensor> {
  const first = new Sequential(new Conv2d({ in: 1, out: 16, kernel: 5, stride: 2, seed: 1 }), new ReLU());
  const second = new Conv2d({ in: 16, out: 16, kernel: 3, padding: 1, groups, seed: 2 });
  const head = new Sequential(new ReLU(), new Flatten(), new Linear({ in: 16 * 36, out: 4, seed: 3 }));
  const data = shapes(128, { noise: 0.3 });
  const { epochLosses } = await train(new Sequential(first, second, head), data, { epochs: 4, lr: 0.01 });
  expect(epochLosses.at(-1)).toBeLessThan(epochLosses[0]!);
  const hidden = first.forward(randn([64, 1, 16, 16], { seed: 5 }));
  return channelCorrelation(hidden, second.forward(hidden));
}

test('the correlation of adjacent layers’ filters is block diagonal after training with 2, 4, 8 and 16 groups', async () => {
  const trained = new Map<number, Tensor>();
  for (const groups of GROUPS) trained.set(groups, await trainedCorrelation(groups));
  const contrasts = GROUPS.slice(1).map(groups => ({
    grouped: blockStructure(trained.get(groups)!, groups).contrast,
    ungrouped: blockStructure(trained.get(1)!, groups).contrast,
  }));
  for (const { grouped, ungrouped } of contrasts) {
    expect(ungrouped).toBeLessThan(1.15); // no blocks without groups
    expect(grouped).toBeGreaterThan(1.4);
  }
  const grouped = contrasts.map(contrast => contrast.grouped);
  expect(grouped).toEqual([...grouped].sort((a, b) => a - b)); // the finer the groups, the clearer the blocks
});

test('the experiment gives the same numbers each time it is run', async () => {
  expect(equal(await trainedCorrelation(16), await trainedCorrelation(16))).toBe(true);
});
