import { expect, test } from 'vitest';
import { Adam, Conv2d, SGD, tensor } from '../../../../src/engine';
import { codeOf, messageOf } from '../tensor/failure';
import { readTrainFixture } from './fixture';

const OPTIMIZERS = { SGD, Adam };

for (const { optimizer, options, start, gradients, after } of readTrainFixture().optimizers) {
  test(`${optimizer} with ${JSON.stringify(options)} steps as torch.optim does`, () => {
    const parameter = tensor(start, { dtype: 'float64' });
    const steps = new OPTIMIZERS[optimizer]([parameter], options);
    gradients.forEach((gradient, i) => {
      parameter.grad = tensor(gradient, { dtype: 'float64' });
      steps.step();
      Array.from(parameter.data).forEach((value, j) => expect(value).toBeCloseTo(after[i]![j]!, 12));
    });
  });
}

test('an optimizer makes its parameters require gradients', () => {
  const layer = new Conv2d({ in: 1, out: 1, kernel: 3 });
  expect(layer.weight.requiresGrad).toBe(false);
  new SGD(layer.parameters());
  expect(layer.weight.requiresGrad).toBe(true);
});

test('a parameter that is named twice is changed once', () => {
  const parameter = tensor([1]);
  const optimizer = new SGD({ first: parameter, again: parameter }, { lr: 1 });
  parameter.grad = tensor([1]);
  optimizer.step();
  expect(parameter.item()).toBe(0);
});

test('a parameter without a gradient stays as it is', () => {
  const [a, b] = [tensor([1]), tensor([1])];
  const optimizer = new SGD([a, b], { lr: 0.5 });
  a.grad = tensor([1]);
  optimizer.step();
  expect([a.item(), b.item()]).toEqual([0.5, 1]);
});

test('zeroGrad forgets gradients', () => {
  const parameter = tensor([1]);
  const optimizer = new Adam([parameter]);
  parameter.grad = tensor([1]);
  optimizer.zeroGrad();
  expect(parameter.grad).toBe(null);
});

test('the learning rate may change between steps', () => {
  const parameter = tensor([0]);
  const optimizer = new SGD([parameter], { lr: 1 });
  parameter.grad = tensor([1]);
  optimizer.step();
  optimizer.lr = 10;
  optimizer.step();
  expect(parameter.item()).toBe(-11);
});

const p = [tensor([1])];
const refused: [what: string, make: () => unknown, code: string][] = [
  ['a tensor instead of a list', () => new SGD(tensor([1]) as never), 'train/parameters'],
  ['no parameters', () => new SGD([]), 'train/parameters'],
  ['a list of numbers', () => new Adam([1] as never), 'tensor/expected'],
  ['integers', () => new SGD([tensor([1], { dtype: 'int32' })]), 'autograd/dtype'],
  ['a negative learning rate', () => new SGD(p, { lr: -1 }), 'train/setting'],
  ['a learning rate that is no number', () => new Adam(p, { lr: 'fast' as never }), 'argument/number'],
  ['an endless momentum', () => new SGD(p, { momentum: Infinity }), 'train/setting'],
  ['a beta of 1', () => new Adam(p, { betas: [0.9, 1] }), 'train/setting'],
  ['betas that are one number', () => new Adam(p, { betas: 0.9 as never }), 'train/betas'],
  ['nesterov without momentum', () => new SGD(p, { nesterov: true }), 'train/nesterov'],
  [
    'nesterov with dampening',
    () => new SGD(p, { nesterov: true, momentum: 0.9, dampening: 0.1 }),
    'train/nesterov',
  ],
  ['an unknown option', () => new SGD(p, { rate: 1 } as never), 'options/unknown'],
];
for (const [what, make, code] of refused) {
  test(`an optimizer refuses ${what}`, () => expect(codeOf(make)).toBe(code));
}

test('a refused setting names its range', () => {
  expect(messageOf(() => new Adam(p, { betas: [0.9, 1] }))).toContain('from 0 to below 1, got 1');
});
