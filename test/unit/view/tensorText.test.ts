import { expect, test } from 'vitest';
import { Tensor } from '../../../src/engine';
import { tensorPayload, tensorText } from '../../../src/view';
import { filled } from './build';

const textOf = (tensor: Tensor, name?: string) =>
  tensorText(tensorPayload(tensor, name === undefined ? {} : { name }));

test('a matrix is printed in brackets, its columns in line', () => {
  expect(
    textOf(
      filled([2, 3], i => [1, -20, 3, 4, 5, 6][i]!),
      'x',
    ),
  ).toBe(
    [
      'x =',
      'tensor([[  1, -20,   3],',
      '        [  4,   5,   6]])',
      'shape [2, 3], float32, min -20, max 6, mean -0.16667',
    ].join('\n'),
  );
});

test('fractions have four decimals', () => {
  expect(textOf(filled([2], i => i - 0.5))).toBe(
    'tensor([-0.5000,  0.5000])\nshape [2], float32, min -0.5, max 0.5, mean 0',
  );
});

test('maps are set apart by an empty line, as PyTorch prints them', () => {
  expect(textOf(filled([2, 1, 2], i => i, 'int32'))).toBe(
    ['tensor([[[0, 1]],', '', '        [[2, 3]]])', 'shape [2, 1, 2], int32, min 0, max 3, mean 1.5'].join(
      '\n',
    ),
  );
});

test('a scalar is printed without brackets', () => {
  expect(textOf(filled([], () => 3))).toBe('tensor(3)\nshape [], float32, min 3, max 3, mean 3');
});

test('an empty tensor says its shape', () => {
  expect(textOf(Tensor.allocate('float32', [0, 3]))).toBe('tensor([])\nshape [0, 3], float32');
});

test('more than a thousand elements are printed by their ends', () => {
  expect(textOf(filled([2000], i => i)).split('\n')[0]).toBe(
    'tensor([   0,    1,    2, ..., 1997, 1998, 1999])',
  );
});

test('NaN and infinities are printed and counted', () => {
  expect(textOf(filled([4], i => [NaN, Infinity, -Infinity, 1][i]!))).toBe(
    'tensor([ NaN,  inf, -inf,    1])\nshape [4], float32, min 1, max 1, mean 1, 1 NaN, 1 +inf, 1 -inf',
  );
});

test('of a cut tensor only first elements are printed, and the cut is told', () => {
  const lines = textOf(filled([100, 64, 64], i => i % 7)).split('\n');
  expect(lines[0]).toBe('tensor([[[0, 1, 2, ..., 5, 6, 0],');
  expect(lines.at(-3)).toBe('        ...])');
  expect(lines.at(-1)).toBe('Not the whole tensor: showing the first 16 of 100 along C.');
});

test('means are not printed as elements', () => {
  expect(textOf(Tensor.allocate('float32', [1000, 1000]))).toBe(
    'shape [1000, 1000], float32, min 0, max 0, mean 0\n' +
      'Not the whole tensor: each value is the mean of 4 × 4 elements along H × W.',
  );
});
