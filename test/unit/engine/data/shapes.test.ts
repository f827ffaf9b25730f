import { expect, test } from 'vitest';
import { equal, shapes, slice, sum, type Tensor } from '../../../../src/engine';
import { codeOf } from '../tensor/failure';

const clean = shapes(200, { size: 32, noise: 0, seed: 4 });

/** Pixels that an image's shape covers. */
function area(image: Tensor): number {
  return sum(image).item();
}

test('images and classes come as a network takes them', () => {
  const { inputs, targets, classes } = shapes(6, { size: 8 });
  expect([inputs.shape, inputs.dtype]).toEqual([[6, 1, 8, 8], 'float32']);
  expect([targets.shape, targets.dtype]).toEqual([[6], 'int32']);
  expect(targets.tolist()).toEqual([0, 1, 2, 3, 0, 1]);
  expect(classes).toEqual(['disc', 'square', 'triangle', 'cross']);
});

test('the same seed gives the same images, another seed others', () => {
  expect(equal(shapes(9, { seed: 1 }).inputs, shapes(9, { seed: 1 }).inputs)).toBe(true);
  expect(equal(shapes(9, { seed: 1 }).inputs, shapes(9, { seed: 2 }).inputs)).toBe(false);
});

test('without noise every pixel is between ground and shape, and no shape touches the rim', () => {
  expect(clean.inputs.data.every(value => value >= 0 && value <= 1)).toBe(true);
  for (let image = 0; image < 200; image++) {
    expect(area(slice(clean.inputs, [image]))).toBeGreaterThan(0);
  }
});

test('a disc covers pi of its radius squared: the largest and smallest are as large as the rule says', () => {
  const discs = Array.from({ length: 50 }, (_, i) => area(slice(clean.inputs, [4 * i])));
  expect(Math.min(...discs)).toBeGreaterThan(0.95 * Math.PI * (0.2 * 32) ** 2);
  expect(Math.max(...discs)).toBeLessThan(1.05 * Math.PI * (0.35 * 32) ** 2);
});

test('noise has the standard deviation that was asked for', () => {
  const noisy = shapes(50, { size: 32, noise: 0.3, seed: 4 }).inputs;
  const corner = Array.from({ length: 50 }, (_, i) => noisy.at(i, 0, 0, 0));
  const deviation = Math.sqrt(corner.reduce((total, value) => total + value ** 2, 0) / 50);
  expect(deviation).toBeGreaterThan(0.2);
  expect(deviation).toBeLessThan(0.4);
});

const refused: [what: string, make: () => unknown, code: string][] = [
  ['no images', () => shapes(0), 'argument/integer'],
  ['images of 4 pixels', () => shapes(1, { size: 4 }), 'argument/integer'],
  ['a negative noise', () => shapes(1, { noise: -1 }), 'data/noise'],
  ['a noise that is none', () => shapes(1, { noise: NaN }), 'argument/number'],
  ['a seed below 0', () => shapes(1, { seed: -1 }), 'argument/integer'],
  ['an unknown option', () => shapes(1, { width: 3 } as never), 'options/unknown'],
];
for (const [what, make, code] of refused) {
  test(`shapes refuses ${what}`, () => expect(codeOf(make)).toBe(code));
}
