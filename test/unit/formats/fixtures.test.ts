import { expect, test } from 'vitest';
import { Tensor } from '../../../src/engine';
import { decode } from '../../../src/formats';
import {
  decodeFixture,
  expectedFiles,
  expectedNumbers,
  isTensor,
  numbersOf,
  readFixture,
  tensorOf,
  written,
  type Written,
} from './fixture';

/** Files that need a word beside their name, and have tests of their own. */
const OTHERWISE = /huge|\.jpg$/;

for (const [name, expected] of Object.entries(expectedFiles).filter(([file]) => !OTHERWISE.test(file))) {
  test(`${name} has the numbers that its maker reads from it`, () => {
    const options = name.endsWith('.png')
      ? { layout: 'HWC' as const }
      : name.endsWith('.csv')
        ? { dtype: 'float64' as const }
        : {};
    expect(allWritten(decodeFixture(name, options))).toEqual(allNumbers(expected));
  });
}

function allWritten(value: Tensor | Record<string, Tensor>): unknown {
  if (value instanceof Tensor) return written(value);
  return Object.fromEntries(Object.entries(value).map(([key, tensor]) => [key, written(tensor)]));
}

function allNumbers(expected: Written): unknown {
  if (isTensor(expected)) return numbersOf(expected);
  return Object.fromEntries(Object.entries(expected).map(([key, tensor]) => [key, numbersOf(tensor)]));
}

/** libjpeg's transform and upsampling differ from those of jpeg-js by rounding. */
for (const name of ['baseline.jpg', 'progressive.jpg', 'grey.jpg']) {
  test(`${name} has the pixels that libjpeg decodes, to within 3 of 255`, () => {
    const { shape, data } = expectedNumbers(name);
    const picture = tensorOf(name, { layout: 'HWC' });
    expect(picture.shape).toEqual(shape);
    const differences = data.map((value, i) => Math.abs(value - picture.data[i]!));
    expect(Math.max(...differences)).toBeLessThanOrEqual(3);
  });
}

test('a file is read from the middle of a larger buffer as from one of its own', () => {
  for (const name of [
    'big-f8.npy',
    'deflated.npz',
    'torch.safetensors',
    'interlaced16.png',
    'grey.jpg',
    'tab.csv',
  ]) {
    const bytes = readFixture(name);
    const larger = new Uint8Array(bytes.length + 20).fill(255);
    larger.set(bytes, 13);
    expect(allWritten(decode(larger.subarray(13, 13 + bytes.length), name))).toEqual(
      allWritten(decode(bytes, name)),
    );
  }
});
