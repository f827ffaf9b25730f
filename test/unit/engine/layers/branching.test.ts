import { describe, expect, test } from 'vitest';
import {
  Branches,
  Conv2d,
  Identity,
  ReLU,
  Residual,
  Sequential,
  cost,
  summary,
  tensor,
  zeros,
  type Layer,
} from '../../../../src/engine';
import { codeOf, messageOf } from '../tensor/failure';

const x = tensor([-1, 2], [1, 1, 1, 2]);
const doubled = new Conv2d({ in: 1, out: 1, kernel: 1, weight: tensor([2], [1, 1, 1, 1]), bias: false });

describe('Branches', () => {
  test('puts the outputs of a list behind each other along the channels', () => {
    const layer = new Branches([new Identity(), doubled, new ReLU()]);
    expect(layer.forward(x).tolist()).toEqual([[[[-1, 2]], [[-2, 4]], [[0, 2]]]]);
    expect(layer.outputShape([1, 1, 1, 2])).toEqual([1, 3, 1, 2]);
  });

  test('adds them when told to', () => {
    const layer = new Branches({ skip: new Identity(), deep: doubled, rest: new ReLU() }, { join: 'add' });
    expect(layer.forward(x).tolist()).toEqual([[[[-3, 8]]]]);
    expect(layer.outputShape([1, 1, 1, 2])).toEqual([1, 1, 1, 2]);
  });

  test('joins the channels of inputs with and without a batch with dim: -3', () => {
    const layer = new Branches([new Identity(), doubled], { dim: -3 });
    expect(layer.forward(x).shape).toEqual([1, 2, 1, 2]);
    expect(layer.forward(x.withShape([1, 1, 2])).tolist()).toEqual([[[-1, 2]], [[-2, 4]]]);
    expect(summary(layer).rows.at(-1)?.settings).toBe('dim -3');
    expect(summary(new Branches([doubled], { join: 'add', dim: -3 })).rows.at(-1)?.settings).toBe('');
  });

  test('passes one branch on as it is', () => {
    for (const join of ['add', 'concat'] as const) {
      expect(new Branches([doubled], { join }).forward(x).tolist()).toEqual([[[[-2, 4]]]]);
    }
  });

  test('names its parameters after the branches', () => {
    expect(Object.keys(new Branches({ skip: new Identity(), deep: doubled }).parameters())).toEqual([
      'deep.weight',
    ]);
  });
});

describe('Residual', () => {
  test('adds the input to what the body makes of it', () => {
    expect(new Residual(doubled).forward(x).tolist()).toEqual([[[[-3, 6]]]]);
  });

  test('sends the input through the shortcut it is given', () => {
    const layer = new Residual(doubled, { shortcut: new ReLU() });
    expect([layer.kind, Object.keys(layer.parts)]).toEqual(['Residual', ['body', 'shortcut']]);
    expect(layer.forward(x).tolist()).toEqual([[[[-2, 6]]]]);
  });
});

describe('branches that cannot be joined are refused', () => {
  const to = (out: number, kernel = 1) => new Conv2d({ in: 2, out, kernel });
  const cases: [what: string, layer: Layer, message: RegExp][] = [
    [
      'a sum of other channels',
      new Residual(to(3)),
      /^Add: the branches end in \[1, 3, 4, 4\] and \[1, 2, 4, 4\], expected equal shapes/,
    ],
    [
      'channels of other sizes',
      new Branches([to(2), to(2, 3)]),
      /^Concat: .* and \[1, 2, 2, 2\], expected shapes that differ in axis 1, the channels, alone/,
    ],
    ['an axis that is not there', new Branches([to(2)], { dim: 4 }), /differ in axis 4/],
  ];
  for (const [what, layer, message] of cases) {
    test(what, () => {
      const runs = [() => layer.outputShape([1, 2, 4, 4]), () => layer.forward(zeros([1, 2, 4, 4]))];
      for (const run of [...runs, () => cost(layer, [1, 2, 4, 4])]) {
        expect(codeOf(run)).toBe('layers/branches');
        expect(messageOf(run)).toMatch(message);
      }
    });
  }

  test('shapes of other ranks', () => {
    const layer = new Branches([new Identity()], { dim: -3 });
    expect(codeOf(() => layer.outputShape([3, 4]))).toBe('layers/branches');
  });
});

describe('branching layers refuse', () => {
  const branches = (parts: unknown, options?: object) => new Branches(parts as Layer[], options);

  const cases: [what: string, make: () => unknown, code: string, message: RegExp][] = [
    ['no branches', () => branches([]), 'layers/empty', /^Branches: expected one layer or more, got none/],
    ['a layer by itself', () => branches(doubled), 'layers/parts', /one layer by itself; put it in a list/],
    ['a tensor', () => branches(x), 'layers/parts', /got a tensor/],
    [
      'a number',
      () => branches(3),
      'layers/parts',
      /a list of layers, or an object of layers by name, got 3/,
    ],
    ['a branch that is no layer', () => branches([x]), 'layers/not-a-layer', /got a tensor/],
    [
      'another way to join',
      () => branches([doubled], { join: 'mul' }),
      'layers/join',
      /'add' or 'concat', got "mul"/,
    ],
    [
      'an axis that is no whole number',
      () => branches([doubled], { dim: 0.5 }),
      'argument/integer',
      /Branches: dim/,
    ],
    ['an unknown option', () => branches([doubled], { axis: 1 }), 'options/unknown', /unknown option axis/],
    [
      'a name with a dot',
      () => branches({ 'a.b': doubled }),
      'layers/part-name',
      /'a\.b' of a part is empty or has a dot/,
    ],
    ['an empty name', () => branches({ '': doubled }), 'layers/part-name', /is empty/],
    ['the name of the join', () => branches({ concat: doubled }), 'layers/part-name', /its own step/],
    ['a body that is no layer', () => new Residual(x as unknown as Layer), 'layers/not-a-layer', /^Residual/],
    [
      'a shortcut that is no layer',
      () => new Residual(doubled, { shortcut: 1 as unknown as Layer }),
      'layers/not-a-layer',
      /got 1/,
    ],
    [
      'an unknown option of a residual',
      () => new Residual(doubled, { join: 'add' } as object),
      'options/unknown',
      /^Residual: unknown option join/,
    ],
    [
      'a dot in a name of a Sequential',
      () => new Sequential({ 'a.b': doubled }),
      'layers/part-name',
      /^Sequential/,
    ],
  ];
  for (const [what, make, code, message] of cases) {
    test(what, () => {
      expect(codeOf(make)).toBe(code);
      expect(messageOf(make)).toMatch(message);
    });
  }

  test('a join may have the other one’s name', () => {
    expect(Object.keys(branches({ concat: doubled }, { join: 'add' }).parts)).toEqual(['concat']);
  });
});
