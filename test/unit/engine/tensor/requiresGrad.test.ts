import { describe, expect, test } from 'vitest';
import * as engine from '../../../../src/engine';
import type { CreationOptions, Tensor } from '../../../../src/engine';

const { zeros, ones, full, rand, randn, arange, linspace, eye, tensor } = engine;
const x = ones([2]);

const factories: Record<string, (options: CreationOptions) => Tensor> = {
  arange: options => arange(3, options),
  eye: options => eye(2, options),
  full: options => full([2], 3, options),
  linspace: options => linspace(0, 1, 3, options),
  ones: options => ones([2], options),
  onesLike: options => engine.onesLike(x, options),
  rand: options => rand([2], options),
  randn: options => randn([2], options),
  tensor: options => tensor([1, 2], options),
  'tensor with a shape': options => tensor([1, 2], [2, 1], options),
  zeros: options => zeros([2], options),
  zerosLike: options => engine.zerosLike(x, options),
};

describe('requires gradients from the beginning when asked to:', () => {
  for (const [name, make] of Object.entries(factories)) {
    test(name, () => {
      expect(make({ requiresGrad: true }).requiresGrad).toBe(true);
      expect(make({ requiresGrad: false }).requiresGrad).toBe(false);
      expect(make({}).requiresGrad).toBe(false);
    });
  }

  test('a tensor in the likeness of one that does, only when asked to', () => {
    expect(engine.zerosLike(ones([2], { requiresGrad: true })).requiresGrad).toBe(false);
  });
});
