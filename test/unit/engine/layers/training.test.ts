import { describe, expect, test } from 'vitest';
import {
  BatchNorm1d,
  Branches,
  Conv1d,
  Identity,
  ReLU,
  Residual,
  SeparableConv2d,
  Sequential,
  tensor,
  type Layer,
} from '../../../../src/engine';
import { codeOf, messageOf } from '../tensor/failure';

/** The layer and all layers below it. */
function all(layer: Layer): Layer[] {
  return [layer, ...Object.values(layer.parts).flatMap(all)];
}

const nested = () =>
  new Sequential(
    new SeparableConv2d({ in: 1, out: 1, kernel: 1 }),
    new Residual(new Branches([new Sequential(new BatchNorm1d({ features: 1 }))]), {
      shortcut: new Identity(),
    }),
  );

describe('a layer', () => {
  test('is in training when it is made, as in PyTorch', () => {
    expect(all(nested()).every(({ training }) => training)).toBe(true);
  });

  test('leaves training and takes it up again with all its parts', () => {
    const model = nested();
    expect(model.eval()).toBe(model);
    expect(all(model).some(({ training }) => training)).toBe(false);
    expect(model.train()).toBe(model);
    expect(all(model).every(({ training }) => training)).toBe(true);
    expect(all(model.train(false)).some(({ training }) => training)).toBe(false);
  });

  test('lets only some of its parts train when they are told so', () => {
    const model = nested();
    const block = model.eval().parts['1']!.train();
    expect(all(model).filter(({ training }) => training)).toEqual(all(block));
  });

  test('asks for no gradients when it is made, and for those of all parameters when told to', () => {
    const model = nested();
    const asked = () => Object.values(model.parameters()).map(({ requiresGrad }) => requiresGrad);
    expect(asked()).toEqual([false, false, false, false, false]);
    expect(model.requiresGrad()).toBe(model);
    expect(asked()).toEqual([true, true, true, true, true]);
    model.requiresGrad(false);
    expect(asked()).toEqual([false, false, false, false, false]);
  });

  test('does not ask for gradients of its buffers', () => {
    const norm = new BatchNorm1d({ features: 1 }).requiresGrad();
    expect(Object.values(norm.buffers()).some(({ requiresGrad }) => requiresGrad)).toBe(false);
  });

  test('without parameters or buffers has none to give', () => {
    expect([new ReLU().parameters(), new ReLU().buffers(), new ReLU().stateDict()]).toEqual([{}, {}, {}]);
  });

  test('refuses a mode that is neither true nor false', () => {
    const model = nested();
    const runs = [
      () => model.train('no' as unknown as boolean),
      () => model.requiresGrad(0 as unknown as boolean),
    ];
    expect(runs.map(codeOf)).toEqual(['argument/boolean', 'argument/boolean']);
    expect(runs.map(messageOf)).toEqual([
      'Sequential: the mode of train must be true or false, got "no"',
      'Sequential: the argument of requiresGrad must be true or false, got 0',
    ]);
    expect(all(model).every(({ training }) => training)).toBe(true);
  });

  test('cannot make a weight forget the operation that made it', () => {
    const weight = tensor([1], [1, 1, 1]);
    weight.node = { operation: 'mul', inputs: [], backward: () => [] };
    const conv = new Conv1d({ in: 1, out: 1, kernel: 1, weight });
    expect(codeOf(() => conv.requiresGrad(false))).toBe('autograd/not-a-leaf');
  });
});
