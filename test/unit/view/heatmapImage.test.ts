import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Tensor } from '../../../src/engine';
import { colorOf, colorScaleOf, heatmapImage, tensorPayload, type RgbaImage } from '../../../src/view';
import { filled } from './build';

const imageOf = (tensor: Tensor) => heatmapImage(tensorPayload(tensor));

function pixel({ width, data }: RgbaImage, x: number, y: number): number[] {
  return [...data.slice(4 * (y * width + x), 4 * (y * width + x) + 4)];
}

describe('the image of a heatmap', () => {
  test('has one square of colour for each element of a small map', () => {
    const image = imageOf(filled([2, 3], i => i - 2));
    const scale = colorScaleOf({ min: -2, max: 3 });
    expect([image.width, image.height]).toEqual([3 * 32 + 8, 2 * 32 + 8]);
    expect(pixel(image, 4, 4)).toEqual([...colorOf(scale, -2), 255]);
    expect(pixel(image, 4 + 2 * 32 + 31, 4 + 32 + 31)).toEqual([...colorOf(scale, 3), 255]);
  });

  test('is white around the maps, with a grey frame at each', () => {
    const image = imageOf(filled([2, 2, 2], () => 1));
    expect(pixel(image, 0, 0)).toEqual([255, 255, 255, 255]);
    expect(pixel(image, 3, 3)).toEqual([184, 184, 184, 255]);
    expect(pixel(image, 4 + 64 + 2, 20)).toEqual([255, 255, 255, 255]);
  });

  test('has N down and C across', () => {
    const image = imageOf(filled([2, 3, 4, 4], i => Math.floor(i / 16)));
    const scale = colorScaleOf({ min: 0, max: 5 });
    const step = 4 * 32 + 6;
    expect(pixel(image, 4 + step, 4)).toEqual([...colorOf(scale, 1), 255]);
    expect(pixel(image, 4, 4 + step)).toEqual([...colorOf(scale, 3), 255]);
  });

  test('tells NaN and both infinities apart from each other and from every value', () => {
    const image = imageOf(filled([1, 4], i => [NaN, Infinity, -Infinity, 0][i]!));
    const squares = [0, 1, 2, 3].map(column => {
      const colors = new Set<string>();
      for (let x = 0; x < 12; x++) colors.add(pixel(image, 4 + column * 32 + x, 10).join());
      for (let y = 0; y < 12; y++) colors.add(pixel(image, 4 + column * 32 + 10, 4 + y).join());
      return [...colors].sort().join(' ');
    });
    expect(new Set(squares).size).toBe(4);
    expect(squares.map(colors => colors.split(' ').length)).toEqual([2, 2, 2, 1]);
  });

  test('is between 16 and 1,208 pixels a side for tensors of every shape', () => {
    const sizes = fc.array(fc.oneof(fc.integer({ min: 0, max: 4 }), fc.constant(70), fc.constant(3000)), {
      maxLength: 4,
    });
    fc.assert(
      fc.property(sizes, shape => {
        fc.pre(shape.reduce((a, b) => a * b, 1) < 1e6);
        const { width, height, data } = imageOf(Tensor.allocate('uint8', shape));
        for (const side of [width, height]) {
          expect(side).toBeGreaterThanOrEqual(16);
          expect(side).toBeLessThanOrEqual(1208);
        }
        expect(data).toHaveLength(4 * width * height);
      }),
      { numRuns: 40 },
    );
  });
});
