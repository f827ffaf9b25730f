import { describe, expect, test } from 'vitest';
import { batchNorm, full, mean, variance, zeros, type BatchNormOptions } from '../../../../src/engine';
import { expectGradientsMatch } from '../autograd/finiteDifference';
import { wholes } from '../conv/support';
import { readTensor, titleOf, type WrittenTensor } from '../tensor/fixture';
import { codeOf } from '../tensor/failure';
import { expectSame, readFixture } from './fixture';

const { origin, cases } = readFixture('nn/batchNorm');
describe(`in training, running statistics move as in ${origin}`, () => {
  for (const example of cases) {
    const { changed, rtol } = example;
    if (!changed) continue;
    test(titleOf(example), () => {
      const [x, given] = example.args as [WrittenTensor, Record<string, WrittenTensor | number>];
      const runningMean = readTensor(given.runningMean as WrittenTensor);
      const runningVar = readTensor(given.runningVar as WrittenTensor);
      const { momentum = 0.1 } = given as { momentum?: number };
      batchNorm(readTensor(x), { runningMean, runningVar, training: true, momentum });
      expectSame(runningMean, changed.runningMean, rtol);
      expectSame(runningVar, changed.runningVar, rtol);
    });
  }
});

const x = wholes([3, 2, 4], 1);

test('training gives each channel mean 0 and variance 1', () => {
  const y = batchNorm(x, { training: true, eps: 0 });
  const dim = [0, 2];
  mean(y, { dim }).data.forEach(value => expect(value).toBeCloseTo(0, 12));
  variance(y, { dim, correction: 0 }).data.forEach(value => expect(value).toBeCloseTo(1, 12));
});

test('training needs no running statistics', () => {
  const running = {
    runningMean: zeros([2], { dtype: 'float64' }),
    runningVar: zeros([2], { dtype: 'float64' }),
  };
  const training = true;
  expect(batchNorm(x, { training }).tolist()).toEqual(batchNorm(x, { ...running, training }).tolist());
});

test('a momentum of 1 forgets all earlier batches', () => {
  const runningMean = full([2], 7, { dtype: 'float64' });
  const runningVar = full([2], 7, { dtype: 'float64' });
  batchNorm(x, { runningMean, runningVar, training: true, momentum: 1 });
  runningMean.data.forEach((value, c) => expect(value).toBeCloseTo(mean(x, { dim: [0, 2] }).data[c]!, 12));
  runningVar.data.forEach((value, c) => expect(value).toBeCloseTo(variance(x, { dim: [0, 2] }).data[c]!, 12));
});

test('outside training the running statistics stay as they are', () => {
  const runningMean = full([2], 1, { dtype: 'float64' });
  const runningVar = full([2], 4, { dtype: 'float64' });
  const y = batchNorm(x, { runningMean, runningVar, eps: 0 });
  expect([runningMean.tolist(), runningVar.tolist()]).toEqual([
    [1, 1],
    [4, 4],
  ]);
  expect(Array.from(y.data)).toEqual(Array.from(x.data, value => (value - 1) / 2));
});

test('a refused call leaves the running statistics as they are', () => {
  const runningMean = full([2], 7, { dtype: 'float64' });
  const options = { runningMean, runningVar: full([3], 1, { dtype: 'float64' }), training: true };
  expect(codeOf(() => batchNorm(x, options))).toBe('nn/parameter-shape');
  expect(runningMean.tolist()).toEqual([7, 7]);
});

test.each<[string, BatchNormOptions]>([
  ['by the batch', { training: true }],
  ['by running statistics', { runningMean: wholes([2], 5), runningVar: full([2], 2, { dtype: 'float64' }) }],
])('gradients %s agree with finite differences', (_, options) => {
  const affine = [wholes([2], 2), wholes([2], 3)];
  expectGradientsMatch(
    (input, weight, bias) => batchNorm(input, { ...options, weight: weight, bias: bias }),
    [x, ...affine],
  );
  expectGradientsMatch((input, bias) => batchNorm(input, { ...options, bias: bias }), [x, affine[1]!]);
  expectGradientsMatch(input => batchNorm(input, options), [x]);
});
