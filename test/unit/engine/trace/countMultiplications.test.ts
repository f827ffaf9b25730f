import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Conv2d, ConvTranspose2d, cost, countMultiplications } from '../../../../src/engine';
import type { Work } from '../../../../src/engine/layers/layer';
import { anyLayer } from '../cost/anyLayer';
import * as definition from '../cost/instrument';

function convOf(work: Work) {
  if (!('conv' in work)) throw new Error('a convolution layer multiplies');
  return [work.conv, work.kind] as const;
}

test('counts as many as a second walk of the definition does, for any layer', () => {
  fc.assert(
    fc.property(anyLayer, ({ layer, inputShape }) => {
      const [conv, kind] = convOf(layer.work(inputShape));
      const { all, inside } = definition.countMultiplications(conv, kind);
      expect(countMultiplications(conv, kind)).toEqual({ all, inside, by: 'taps' });
    }),
    { numRuns: 1000, seed: 7 },
  );
});

test('counts large layers by axes, to the same figures as the closed form', () => {
  const layers = [
    new Conv2d({ in: 64, out: 48, kernel: [7, 3], stride: [2, 1], padding: 3, dilation: 2, groups: 4 }),
    new ConvTranspose2d({ in: 64, out: 32, kernel: 4, stride: 2, padding: 1, outputPadding: 1 }),
  ];
  for (const layer of layers) {
    const inputShape = [3, 64, 57, 41];
    const counted = countMultiplications(...convOf(layer.work(inputShape)));
    const macs = (padding: 'count' | 'skip') => cost(layer, inputShape, { padding }).totals.macs;
    expect(counted).toEqual({ all: macs('count'), inside: macs('skip'), by: 'axes' });
  }
});

test('the article’s transposed layer has 8,388,608, of which 7,872,512 land inside the crop', () => {
  const layer = new ConvTranspose2d({ in: 64, out: 32, kernel: 4, stride: 2, padding: 1 });
  expect(countMultiplications(...convOf(layer.work([1, 64, 16, 16])))).toEqual({
    ...{ all: 8_388_608, inside: 7_872_512, by: 'axes' },
  });
});

test('counts both ways alike at the limit between them', () => {
  // 2²⁰ multiplications are walked one by one, one row more is not
  const at = (height: number) => {
    const layer = new Conv2d({
      in: 16,
      out: 16,
      kernel: 2,
      padding: [
        [1, 0],
        [0, 1],
      ],
    });
    return countMultiplications(...convOf(layer.work([1, 16, height, 64])));
  };
  const [taps, axes] = [at(16), at(17)];
  expect([taps.by, taps.all, axes.by]).toEqual(['taps', 2 ** 20, 'axes']);
  const pairs = 16 * 16;
  expect(taps.inside).toBe(pairs * (16 + 15) * (64 + 63));
  expect(axes.inside).toBe(pairs * (17 + 16) * (64 + 63));
});
