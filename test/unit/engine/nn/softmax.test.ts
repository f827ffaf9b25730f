import fc from 'fast-check';
import { expect, test } from 'vitest';
import { add, logSoftmax, softmax, sum, tensor } from '../../../../src/engine';
import { expectGradientsMatch } from '../autograd/finiteDifference';
import { f64, wholes } from '../conv/support';

test('a softmax adds up to 1 along its axis and is the same after adding a constant', () => {
  const size = fc.integer({ min: 1, max: 4 });
  fc.assert(
    fc.property(fc.tuple(size, size, size), fc.nat(2), fc.nat(), (shape, dim, seed) => {
      const x = wholes(shape, seed);
      const y = softmax(x, dim);
      sum(y, { dim }).data.forEach(total => expect(total).toBeCloseTo(1, 12));
      expect(softmax(add(x, 64), dim).tolist()).toEqual(y.tolist());
    }),
    { seed: 61, numRuns: 100 },
  );
});

test('a log softmax is the logarithm of the softmax', () => {
  const x = wholes([3, 4], 1);
  const logs = logSoftmax(x, 1);
  softmax(x, 1).data.forEach((value, i) => expect(logs.data[i]).toBeCloseTo(Math.log(value), 12));
});

test('neither overflows, and the logarithm keeps what the softmax rounds to 0', () => {
  const x = f64([1000, 0, -1000]);
  expect(softmax(x, 0).tolist()).toEqual([1, 0, 0]);
  expect(logSoftmax(x, 0).tolist()).toEqual([0, -1000, -2000]);
});

test('the axis may count from the back', () => {
  const x = tensor([[1, 2, 3]]);
  expect(softmax(x, -1).tolist()).toEqual(softmax(x, 1).tolist());
});

test.each([0, 1, 2])('gradients along axis %i agree with finite differences', dim => {
  const x = wholes([2, 3, 2], 1);
  expectGradientsMatch(input => softmax(input, dim), [x]);
  expectGradientsMatch(input => logSoftmax(input, dim), [x]);
});
