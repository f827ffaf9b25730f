import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../../../src/engine';
import { add, backward, detach, mul, neg, ones, square, sum, tensor, to } from '../../../../src/engine';
import { record } from '../../../../src/engine/autograd/record';
import { codeOf, messageOf } from '../tensor/failure';

const leaf = (data: number[], dtype: 'float32' | 'float64' = 'float32'): Tensor =>
  tensor(data, { dtype, requiresGrad: true });

describe('backward', () => {
  test('puts the gradient of a loss into the leaves it was made of', () => {
    const [x, w] = [leaf([1, 2]), leaf([3, 4])];
    backward(sum(mul(square(x), w)));
    expect(x.grad?.tolist()).toEqual([6, 16]);
    expect(w.grad?.tolist()).toEqual([1, 4]);
  });

  test('leaves alone what requires no gradients, and results on the way', () => {
    const [x, constant] = [leaf([1, 2]), tensor([5, 6])];
    const product = mul(x, constant);
    backward(sum(product));
    expect(constant.grad).toBeNull();
    expect(product.grad).toBeNull();
  });

  test('adds to gradients that are there, without changing the tensor that held them', () => {
    const x = leaf([1, 2]);
    backward(sum(square(x)));
    const first = x.grad;
    backward(sum(square(x)));
    expect(x.grad?.tolist()).toEqual([4, 8]);
    expect(first?.tolist()).toEqual([2, 4]);
  });

  test('may be called twice on the same loss', () => {
    const x = leaf([3]);
    const loss = square(x);
    backward(loss);
    backward(loss);
    expect(x.grad?.tolist()).toEqual([12]);
  });

  test('adds what meets at a tensor that is used several times', () => {
    const x = leaf([2, 3]);
    backward(sum(add(add(x, mul(x, x)), add(neg(x), mul(x, 4)))));
    expect(x.grad?.tolist()).toEqual([8, 10]);
  });

  test('gives every leaf a gradient of its own to change', () => {
    const [x, y] = [leaf([1]), leaf([2])];
    const start = tensor([1]);
    const total = add(x, y);
    backward(total, { gradOutput: start });
    x.grad!.data[0] = 100;
    expect(y.grad?.tolist()).toEqual([1]);
    expect(start.tolist()).toEqual([1]);
  });

  test('gives a loss that is a leaf itself the gradient 1', () => {
    const x = leaf([5]);
    backward(x);
    expect(x.grad?.tolist()).toEqual([1]);
  });

  test('starts from gradOutput for an output of several elements', () => {
    const x = leaf([1, 2]);
    backward(square(x), { gradOutput: tensor([1, 10]) });
    expect(x.grad?.tolist()).toEqual([2, 40]);
  });

  test('takes a loss of one element under any shape', () => {
    const x = tensor([[[3]]], { requiresGrad: true });
    backward(square(x));
    expect(x.grad?.tolist()).toEqual([[[6]]]);
  });

  test('gives gradients in the dtype of their tensor where dtypes are mixed', () => {
    const [x, y] = [leaf([0.1], 'float32'), leaf([0.3], 'float64')];
    backward(mul(x, y));
    expect([x.grad?.dtype, y.grad?.dtype]).toEqual(['float32', 'float64']);
    expect(x.grad?.item()).toBe(Math.fround(0.3));
    expect(y.grad?.item()).toBe(Math.fround(0.1));
  });

  test('asks every operation once, however many paths lead through it', () => {
    let asked = 0;
    let value = leaf([1]);
    const x = value;
    for (let i = 0; i < 40; i++) {
      const input: Tensor = value;
      const doubled = add(input, input);
      value = record(detach(doubled), {
        operation: 'double',
        inputs: [input, input],
        backward: gradient => {
          asked++;
          return [gradient, gradient];
        },
      });
    }
    backward(value);
    expect(asked).toBe(40);
    expect(x.grad?.item()).toBe(2 ** 40);
  });

  test('goes through a graph of 100,000 operations in a row', () => {
    const x = leaf([1]);
    let value = x;
    for (let i = 0; i < 100_000; i++) value = neg(value);
    backward(value);
    expect(x.grad?.item()).toBe(1);
  });

  test('leaves no past on the gradients it gives', () => {
    const [x, y] = [leaf([2]), leaf([3])];
    const product = record(mul(detach(x), detach(y)), {
      operation: 'product',
      inputs: [x, y],
      backward: gradient => [mul(gradient, y), mul(gradient, x)],
    });
    backward(product);
    expect([x.grad?.requiresGrad, x.grad?.node, x.grad?.item()]).toEqual([false, null, 3]);
  });

  test('sees the elements that tensors have when it is called', () => {
    const x = leaf([1]);
    const loss = square(x);
    x.data[0] = 5;
    backward(loss);
    expect(x.grad?.item()).toBe(10);
  });

  test('refuses a loss of several elements, and one of none', () => {
    expect(codeOf(() => backward(leaf([1, 2])))).toBe('autograd/scalar');
    expect(messageOf(() => backward(leaf([1, 2])))).toContain('shape [2]');
    expect(codeOf(() => backward(leaf([])))).toBe('autograd/scalar');
  });

  test('refuses a gradOutput of another shape or dtype', () => {
    const x = leaf([1, 2]);
    for (const gradOutput of [ones([1]), ones([1, 2]), ones([3]), ones([2], { dtype: 'float64' })]) {
      expect(codeOf(() => backward(x, { gradOutput }))).toBe('autograd/grad-output');
    }
    expect(messageOf(() => backward(x, { gradOutput: ones([3]) }))).toContain('[3] float32');
    expect(codeOf(() => backward(x, { gradOutput: 1 as never }))).toBe('tensor/expected');
  });

  test('refuses a loss of which nothing was recorded, and says what to mark', () => {
    const loss = sum(square(tensor([1, 2])));
    expect(codeOf(() => backward(loss))).toBe('autograd/no-graph');
    expect(messageOf(() => backward(loss))).toContain('w.requiresGrad = true');
    expect(codeOf(() => backward(to(leaf([1]), 'int32')))).toBe('autograd/no-graph');
  });

  test('refuses what is no tensor, and unknown options', () => {
    expect(codeOf(() => backward(3 as never))).toBe('tensor/expected');
    expect(codeOf(() => backward(leaf([1]), { retainGraph: true } as never))).toBe('options/unknown');
  });

  test('refuses a graph with a tensor that was disposed, and names the operation', () => {
    const [x, w] = [leaf([1]), tensor([2])];
    const product = mul(x, w);
    const loss = square(product);
    w.dispose();
    expect(codeOf(() => backward(loss))).toBe('autograd/disposed');
    expect(messageOf(() => backward(loss))).toContain('an input of mul, of shape [1]');
    product.dispose();
    expect(messageOf(() => backward(loss))).toContain('the result of mul');
    x.dispose();
    expect(messageOf(() => backward(loss))).toContain('a tensor to differentiate by');
    expect(x.grad).toBeNull();
  });

  test('refuses a .grad that was set to something it cannot add to, before anything is changed', () => {
    const [x, y] = [leaf([1]), leaf([2])];
    const loss = mul(x, y);
    const disposed = tensor([1]);
    disposed.dispose();
    for (const wrong of [3, ones([2]), ones([1], { dtype: 'float64' }), disposed]) {
      y.grad = wrong as Tensor;
      expect(codeOf(() => backward(loss))).toBe('autograd/grad');
    }
    expect(messageOf(() => backward(loss))).toContain('that was disposed');
    expect(x.grad).toBeNull();
    y.grad = undefined as never;
    backward(loss);
    expect(y.grad).toMatchObject({ shape: [1] });
  });

  test('refuses a gradient that does not fit its tensor, naming the operation that gave it', () => {
    const x = leaf([1, 2]);
    for (const part of [ones([1]), ones([2], { dtype: 'float64' }), null]) {
      const broken = record(tensor([1]), { operation: 'broken', inputs: [x], backward: () => [part] });
      expect(codeOf(() => backward(broken))).toBe('autograd/gradient');
      expect(messageOf(() => backward(broken))).toContain('broken: the gradient of input 0');
    }
    expect(x.grad).toBeNull();
  });
});
