import { expect, test } from 'vitest';
import { add, grad, linear, matmul, ones, tensor, transpose, type Tensor } from '../../../../src/engine';
import { expectGradientsMatch } from '../autograd/finiteDifference';
import { wholes } from '../conv/support';

function learned(x: Tensor): Tensor {
  x.requiresGrad = true;
  return x;
}

test('a linear layer is the product with the transposed weight, plus the bias', () => {
  const [x, weight, bias] = [wholes([2, 3, 4], 1), wholes([5, 4], 2), wholes([5], 3)];
  expect(linear(x, weight, bias).tolist()).toEqual(add(matmul(x, transpose(weight, 0, 1)), bias).tolist());
});

test('a linear layer sums in float64 and rounds once, forward and backward', () => {
  const far = tensor([[2 ** 24, 1, 1, -(2 ** 24)]]);
  expect(linear(far, ones([1, 4])).item()).toBe(2);
  const x = learned(ones([1, 1]));
  const wide = linear(x, far.withShape([4, 1]));
  expect(grad(wide, [x], { gradOutput: ones([1, 4]) })[0]!.item()).toBe(2);
  const [weight, bias] = [learned(ones([1, 1])), learned(ones([1]))];
  const tall = linear(ones([4, 1]), weight, bias);
  const gradients = grad(tall, [weight, bias], { gradOutput: far.withShape([4, 1]) });
  expect(gradients.map(gradient => gradient.item())).toEqual([2, 2]);
});

test('the gradients of a linear layer agree with finite differences', () => {
  const operands = [wholes([2, 3, 4], 1), wholes([5, 4], 2), wholes([5], 3)];
  expectGradientsMatch((x, weight, bias) => linear(x, weight, bias), operands);
  expectGradientsMatch((x, weight) => linear(x, weight), operands.slice(0, 2));
});

test('nothing is computed for an operand that requires no gradient', () => {
  const y = linear(ones([2, 3]), learned(ones([4, 3])), ones([4]));
  expect(y.node!.backward(y).map(gradient => gradient?.shape ?? null)).toEqual([null, [4, 3], null]);
});

test('a linear layer of no inputs leaves its bias', () => {
  expect(linear(ones([2, 0]), ones([3, 0]), tensor([1, 2, 3])).tolist()).toEqual([
    [1, 2, 3],
    [1, 2, 3],
  ]);
});
