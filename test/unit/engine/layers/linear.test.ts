import { describe, expect, test } from 'vitest';
import {
  Flatten,
  Linear,
  Sigmoid,
  Tanh,
  ones,
  summary,
  tensor,
  zeros,
  type Layer,
  type LinearOptions,
  type Tensor,
} from '../../../../src/engine';
import { traceModel } from '../../../../src/engine/model/steps';
import { codeOf, messageOf } from '../tensor/failure';

const settingsOf = (layer: Layer) => summary(layer).rows[0]!.settings;

describe('Linear', () => {
  test('has a weight [out, in] and a bias [out], or none', () => {
    const { weight, bias } = new Linear({ in: 3, out: 2 });
    expect([weight.shape, bias?.shape]).toEqual([[2, 3], [2]]);
    expect(Object.keys(new Linear({ in: 3, out: 2 }).parameters())).toEqual(['weight', 'bias']);
    expect(Object.keys(new Linear({ in: 3, out: 2, bias: false }).parameters())).toEqual(['weight']);
  });

  test('keeps the tensors it is given', () => {
    const [weight, bias] = [ones([2, 3]), zeros([2])];
    const layer = new Linear({ in: 3, out: 2, weight, bias });
    expect(layer.weight).toBe(weight);
    expect(layer.bias).toBe(bias);
  });

  test('says that each output sums over all inputs of the last axis', () => {
    expect(traceModel(new Linear({ in: 3, out: 2 }), [5, 4, 3])[0]!.work).toEqual({
      kind: 'dense',
      outputShape: [5, 4, 2],
      in: 3,
      out: 2,
    });
  });

  test('shows its settings', () => {
    expect([
      settingsOf(new Linear({ in: 3, out: 2 })),
      settingsOf(new Linear({ in: 3, out: 2, bias: false })),
    ]).toEqual(['in 3, out 2', 'in 3, out 2, bias none']);
  });
});

describe('Flatten', () => {
  test('says that any output may come from anywhere', () => {
    expect(traceModel(new Flatten(), [2, 3, 4])[0]!.work).toEqual({ kind: 'whole', outputShape: [2, 12] });
  });

  test('shows its settings where they differ from the defaults', () => {
    expect([settingsOf(new Flatten()), settingsOf(new Flatten({ startDim: 0, endDim: 2 }))]).toEqual([
      '',
      'startDim 0, endDim 2',
    ]);
  });
});

test('Sigmoid and Tanh give float32 for integers, and name their class', () => {
  const x = tensor([0, 0], { dtype: 'int32' });
  const [sigmoid, tanh] = [new Sigmoid(), new Tanh()];
  expect([sigmoid.forward(x).dtype, sigmoid.forward(x).tolist()]).toEqual(['float32', [0.5, 0.5]]);
  expect([tanh.forward(x).dtype, tanh.forward(x).tolist()]).toEqual(['float32', [0, 0]]);
  expect([sigmoid.kind, tanh.kind]).toEqual(['Sigmoid', 'Tanh']);
});

describe('these layers refuse', () => {
  const linear = (options: object) => () => new Linear(options as LinearOptions);
  const flatten = (options: object) => () => new Flatten(options);
  const cases: [what: string, make: () => unknown, code: string, message: RegExp][] = [
    ['no input features', linear({ out: 2 }), 'conv/option-value', /^Linear: in must be a whole number/],
    ['no outputs', linear({ in: 2, out: 0 }), 'conv/option-value', /^Linear: out must be/],
    [
      'an unknown option',
      linear({ in: 2, out: 2, kernel: 1 }),
      'options/unknown',
      /^Linear: unknown option kernel/,
    ],
    [
      'a weight [in, out]',
      linear({ in: 3, out: 2, weight: ones([3, 2]) }),
      'layers/weight-shape',
      /^Linear: the weight has shape \[3, 2\], expected \[2, 3\]/,
    ],
    [
      'a bias [in]',
      linear({ in: 3, out: 2, bias: ones([3]) }),
      'layers/bias-shape',
      /^Linear: the bias has shape \[3\]/,
    ],
    ['half an axis', flatten({ startDim: 0.5 }), 'argument/integer', /^Flatten: startDim/],
    ['an axis by name', flatten({ endDim: 'H' }), 'argument/integer', /^Flatten: endDim/],
    ['an unknown option of Flatten', flatten({ dim: 1 }), 'options/unknown', /^Flatten: unknown option dim/],
    [
      'an option of Tanh',
      () => new Tanh({ dim: 1 } as never),
      'options/unknown',
      /^Tanh: unknown option dim/,
    ],
  ];
  for (const [what, make, code, message] of cases) {
    test(what, () => {
      expect(codeOf(make)).toBe(code);
      expect(messageOf(make)).toMatch(message);
    });
  }

  const inputs: [layer: Layer, shape: number[], code: string, message: RegExp][] = [
    [
      new Linear({ in: 3, out: 2 }),
      [3, 2],
      'layers/features',
      /^Linear: the input has 2 features .* expected in = 3/,
    ],
    [new Linear({ in: 3, out: 2 }), [], 'layers/features', /^Linear: the input has no features/],
    [new Flatten(), [3], 'shape/axis', /^Flatten: dim = 1 is not an axis/],
    [
      new Flatten({ startDim: 2, endDim: 1 }),
      [2, 3, 4],
      'flatten/order',
      /^Flatten: startDim = 2 comes after endDim = 1/,
    ],
  ];
  for (const [layer, shape, code, message] of inputs) {
    test(`an input [${shape.join(', ')}] of a ${layer.kind}`, () => {
      for (const run of [() => layer.outputShape(shape), () => layer.forward(zeros(shape))]) {
        expect(codeOf(run)).toBe(code);
        expect(messageOf(run)).toMatch(message);
      }
    });
  }

  test('what is no tensor', () => {
    for (const layer of [new Linear({ in: 1, out: 1 }), new Flatten(), new Sigmoid(), new Tanh()]) {
      expect(codeOf(() => layer.forward([1] as unknown as Tensor))).toBe('tensor/expected');
    }
  });
});
