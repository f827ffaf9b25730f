import { describe, expect, test } from 'vitest';
import * as engine from '../../../../src/engine';
import type { Tensor } from '../../../../src/engine';
import { detach, grad, mul, square, sum, tensor } from '../../../../src/engine';
import { record } from '../../../../src/engine/autograd/record';
import { codeOf, messageOf } from '../tensor/failure';

const leaf = (...data: number[]): Tensor => tensor(data, { requiresGrad: true });

describe('grad', () => {
  test('lists gradients in the order of the inputs and touches no .grad', () => {
    const [x, w] = [leaf(1, 2), leaf(3, 4)];
    const [byW, byX] = grad(sum(mul(x, w)), [w, x]);
    expect([byW!.tolist(), byX!.tolist()]).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect([x.grad, w.grad]).toEqual([null, null]);
  });

  test('differentiates by a result on the way, and by what it was made of', () => {
    const x = leaf(3);
    const middle = square(x);
    const [byMiddle, byX, again] = grad(square(middle), [middle, x, middle]);
    expect([byMiddle!.item(), byX!.item(), again!.item()]).toEqual([18, 108, 18]);
  });

  test('differentiates the output by itself', () => {
    const output = square(leaf(1, 2));
    const gradOutput = tensor([5, 6]);
    const [itself] = grad(output, [output], { gradOutput });
    expect(itself!.tolist()).toEqual([5, 6]);
    itself!.data[0] = 0;
    expect(gradOutput.tolist()).toEqual([5, 6]);
  });

  test('gives no gradient that shares its elements with another', () => {
    const x = leaf(1);
    const sum = engine.add(x, x);
    const [bySum, byX] = grad(engine.reshape(sum, []), [sum, x]);
    bySum!.data[0] = 9;
    expect(byX!.item()).toBe(2);
  });

  test('does not ask operations that lead to none of the inputs', () => {
    const [x, w] = [leaf(2), leaf(3)];
    const aside = record(detach(w), {
      operation: 'aside',
      inputs: [w],
      backward: () => {
        throw new Error('asked');
      },
    });
    const output = mul(x, aside);
    expect(grad(output, [x])[0]!.item()).toBe(3);
    expect(() => grad(output, [w])).toThrow('asked');
  });

  test('gives a gradient of 0 where the output depends on the input but not on its value', () => {
    const x = leaf(1, 2, 3);
    expect(grad(sum(engine.slice(x, [[1, 2]])), [x])[0]!.tolist()).toEqual([0, 1, 0]);
  });

  test('refuses an input that the output does not depend on, naming its position', () => {
    const [x, other] = [leaf(1), leaf(2)];
    expect(codeOf(() => grad(square(x), [x, other]))).toBe('autograd/unused');
    expect(messageOf(() => grad(square(x), [x, other]))).toContain('input 1 of shape [1]');
  });

  test('gives null for such an input with allowUnused', () => {
    const [x, other] = [leaf(4), leaf(2)];
    const gradients = grad(square(x), [other, x], { allowUnused: true });
    expect(gradients[0]).toBeNull();
    expect(gradients[1]?.item()).toBe(8);
    expect(codeOf(() => grad(square(x), [x], { allowUnused: 1 as never }))).toBe('argument/boolean');
  });

  test('refuses inputs that are no list of tensors that require gradients', () => {
    const x = leaf(1);
    expect(codeOf(() => grad(square(x), x as never))).toBe('autograd/inputs');
    expect(codeOf(() => grad(square(x), [x, 3 as never]))).toBe('tensor/expected');
    expect(codeOf(() => grad(square(x), [x, tensor([1])]))).toBe('autograd/inputs');
    expect(messageOf(() => grad(square(x), [x, tensor([1])]))).toContain('input 1');
  });

  test('refuses an output that does not require gradients, or has several elements', () => {
    expect(codeOf(() => grad(tensor(1), [leaf(1)]))).toBe('autograd/no-graph');
    expect(codeOf(() => grad(leaf(1, 2), []))).toBe('autograd/scalar');
    expect(codeOf(() => grad(leaf(1), [], { gradOutput: tensor([1, 2]) }))).toBe('autograd/grad-output');
    expect(codeOf(() => grad(leaf(1), [], { createGraph: true } as never))).toBe('options/unknown');
  });
});

describe('detach', () => {
  test('shares the elements and cuts the past off', () => {
    const x = square(leaf(1, 2));
    const cut = detach(x);
    expect([cut.requiresGrad, cut.node]).toEqual([false, null]);
    cut.data[0] = 7;
    expect(x.at(0)).toBe(7);
    expect(x.requiresGrad).toBe(true);
    expect(codeOf(() => detach([1] as never))).toBe('tensor/expected');
  });

  test('stops gradients on one way and not on the other', () => {
    const x = leaf(3);
    expect(grad(mul(x, detach(x)), [x])[0]!.item()).toBe(3);
  });
});

describe('what is recorded', () => {
  test('is nothing when no input requires gradients', () => {
    const x = tensor([[1, 2]]);
    const results = [
      engine.add(x, x),
      engine.exp(x),
      sum(x),
      engine.matmul(x, engine.transpose(x, 0, 1)),
      engine.concat([x, x]),
      engine.reshape(x, [2]),
      x.clone(),
      engine.where(x, x, x),
    ];
    for (const result of results) expect([result.node, result.requiresGrad]).toEqual([null, false]);
  });

  test('is nothing for functions that are flat between their steps, or give integers', () => {
    const x = leaf(1.5, 2.5);
    const { sign, floor, ceil, round, argmax, argmin, eq, gt, to, oneHot } = engine;
    const flat = [
      sign(x),
      floor(x),
      ceil(x),
      round(x),
      argmax(x),
      argmin(x),
      eq(x, 1),
      gt(x, x),
      to(x, 'int32'),
    ];
    for (const result of [...flat, oneHot(leaf(0, 1), 2)]) expect(result.requiresGrad).toBe(false);
  });

  test('asks for no gradient of an input that requires none', () => {
    const [x, w] = [tensor([[1, 2]]), tensor([[3], [4]], { requiresGrad: true })];
    const condition = tensor([1, 0]);
    const calls: [result: Tensor, wanted: boolean[]][] = [
      [engine.matmul(x, w), [false, true]],
      [engine.matmul(w, x), [true, false]],
      [engine.sub(x, w), [false, true]],
      [engine.concat([w, engine.transpose(x, 0, 1)]), [true, false]],
      [engine.where(condition, x, w), [false, true]],
      [engine.where(condition, w, x), [true, false]],
    ];
    for (const [result, wanted] of calls) {
      const gradients = result.node!.backward(engine.onesLike(result));
      expect(gradients.map(gradient => gradient !== null)).toEqual(wanted);
    }
  });

  test('keeps the name of the operation', () => {
    const x = leaf(1, 2);
    expect(engine.sub(x, 1).node?.operation).toBe('sub');
    expect(engine.std(x).node?.operation).toBe('std');
    expect(engine.unsqueeze(x, 0).node?.operation).toBe('reshape');
    expect(x.clone().node?.operation).toBe('clone');
  });

  test('passes gradients through clones and views, which are tensors of their own', () => {
    const x = leaf(1, 2);
    const copy = x.clone();
    copy.data[0] = 10;
    expect(grad(sum(square(copy)), [x])[0]!.tolist()).toEqual([20, 4]);
    expect(grad(sum(square(x.withShape([1, 2]))), [x])[0]!.tolist()).toEqual([2, 4]);
  });

  test('refuses to have an integer tensor or a result differ from what it is', () => {
    expect(codeOf(() => (tensor([true]).requiresGrad = true))).toBe('autograd/dtype');
    expect(codeOf(() => (square(leaf(1)).requiresGrad = false))).toBe('autograd/not-a-leaf');
    const x = leaf(1);
    x.requiresGrad = false;
    expect(square(x).requiresGrad).toBe(false);
  });
});
