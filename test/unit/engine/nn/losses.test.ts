import { describe, expect, test } from 'vitest';
import {
  crossEntropy,
  grad,
  mseLoss,
  sum,
  tensor,
  zeros,
  type CrossEntropyOptions,
  type LossReduction,
} from '../../../../src/engine';
import { expectGradientsMatch } from '../autograd/finiteDifference';
import { f64, wholes } from '../conv/support';

const REDUCTIONS: LossReduction[] = ['mean', 'sum', 'none'];

describe('cross-entropy', () => {
  const logits = wholes([3, 4], 1);

  test('of equal logits is the logarithm of the number of classes', () => {
    expect(crossEntropy(zeros([5, 10], { dtype: 'float64' }), [0, 1, 2, 3, 9]).item()).toBeCloseTo(
      Math.log(10),
      12,
    );
  });

  test.each([
    ['an int32 tensor', tensor([1, 0, 3], { dtype: 'int32' })],
    ['a uint8 tensor', tensor([1, 0, 3], { dtype: 'uint8' })],
    ['a typed array', Int32Array.of(1, 0, 3)],
  ])('takes its classes as %s or as a list', (_, targets) => {
    expect(crossEntropy(logits, targets).item()).toBe(crossEntropy(logits, [1, 0, 3]).item());
  });

  test('takes a class for every pixel', () => {
    const loss = crossEntropy(wholes([1, 2, 2, 2], 1), [[[0, 1], [1, 1]]], { reduction: 'none' }); // prettier-ignore
    expect(loss.shape).toEqual([1, 2, 2]);
  });

  test('of no samples is 0 in sum and NaN in the mean', () => {
    const none = zeros([0, 3]);
    const targets = zeros([0], { dtype: 'int32' });
    expect(crossEntropy(none, targets, { reduction: 'sum' }).item()).toBe(0);
    expect(crossEntropy(none, targets).item()).toBe(NaN);
  });

  test('passes gradients on that add up to 0 over the classes', () => {
    const x = wholes([3, 4], 1);
    x.requiresGrad = true;
    const [gradient] = grad(crossEntropy(x, [1, 0, 3], { labelSmoothing: 0.2 }), [x]);
    sum(gradient!, { dim: 1 }).data.forEach(total => expect(total).toBeCloseTo(0, 12));
  });

  test.each<CrossEntropyOptions>([{}, { reduction: 'sum', labelSmoothing: 0.3 }, { reduction: 'none' }])(
    'agrees with finite differences with %j',
    options => {
      expectGradientsMatch(x => crossEntropy(x, [1, 0, 3], options), [logits]);
      const classes = tensor([[0, 1, 1], [2, 0, 1]], { dtype: 'int32' }); // prettier-ignore
      expectGradientsMatch(x => crossEntropy(x, classes, options), [wholes([2, 3, 3], 2)]);
    },
  );
});

describe('mean squared error', () => {
  test.each<[LossReduction, unknown]>([
    ['mean', 2.5],
    ['sum', 5],
    ['none', [1, 4]],
  ])('with reduction %s', (reduction, expected) => {
    expect(mseLoss(f64([1, 2]), f64([2, 4]), { reduction }).tolist()).toEqual(expected);
  });

  test('is a mean when nothing else is asked for', () => {
    expect(mseLoss(f64([1, 2]), f64([2, 4])).item()).toBe(2.5);
  });

  test.each(REDUCTIONS)('agrees with finite differences by both operands with reduction %s', reduction => {
    expectGradientsMatch((x, y) => mseLoss(x, y, { reduction }), [wholes([2, 3], 1), wholes([2, 3], 2)]);
  });
});
