import { describe, expect, test } from 'vitest';
import {
  BatchNorm1d,
  BatchNorm2d,
  BatchNorm3d,
  ones,
  randn,
  summary,
  tensor,
  zeros,
  type BatchNormLayerOptions,
  type Layer,
  type Tensor,
} from '../../../../src/engine';
import { traceModel } from '../../../../src/engine/model/steps';
import { codeOf, messageOf } from '../tensor/failure';

describe('a new batch norm', () => {
  test('begins with ones, zeros, and statistics that change nothing but by eps', () => {
    const { weight, bias, runningMean, runningVar, numBatchesTracked } = new BatchNorm2d({ features: 2 });
    const lists = [weight!, bias!, runningMean, runningVar, numBatchesTracked].map(x => x.tolist());
    expect(lists).toEqual([[1, 1], [0, 0], [0, 0], [1, 1], 0]);
    expect(weight!.dtype).toBe('float32');
  });

  test('has nothing to learn without affine', () => {
    const layer = new BatchNorm2d({ features: 2, affine: false });
    expect([layer.weight, layer.bias, layer.parameters()]).toEqual([null, null, {}]);
  });

  test('keeps the tensors it is given, and makes the others in their dtype', () => {
    const runningVar = ones([3], { dtype: 'float64' });
    const layer = new BatchNorm1d({ features: 3, runningVar });
    expect(layer.runningVar).toBe(runningVar);
    expect([layer.weight!.dtype, layer.bias!.dtype, layer.runningMean.dtype]).toEqual(
      Array(3).fill('float64'),
    );
  });

  test('makes float64 tensors when told to', () => {
    expect(new BatchNorm1d({ features: 3, dtype: 'float64' }).runningMean.dtype).toBe('float64');
  });

  test('shows its settings where they differ from the defaults', () => {
    const settingsOf = (options: BatchNormLayerOptions) =>
      summary(new BatchNorm1d(options)).rows[0]!.settings;
    expect([
      settingsOf({ features: 3 }),
      settingsOf({ features: 3, eps: 0.01, momentum: null, affine: false }),
    ]).toEqual(['features 3', 'features 3, eps 0.01, momentum null, affine no']);
  });

  test('names its class', () => {
    for (const Class of [BatchNorm1d, BatchNorm2d, BatchNorm3d]) {
      expect(new Class({ features: 1 }).kind).toBe(Class.name);
    }
  });
});

describe('batch norm', () => {
  test('scales every element, and keeps the shape', () => {
    expect(traceModel(new BatchNorm2d({ features: 3 }), [2, 3, 4, 5])[0]!.work).toEqual({
      kind: 'scale',
      outputShape: [2, 3, 4, 5],
    });
  });

  test('counts batches in training alone', () => {
    const layer = new BatchNorm1d({ features: 2 });
    const x = randn([4, 2], { seed: 1 });
    layer.forward(x);
    layer.eval().forward(x);
    layer.train().forward(x);
    expect(layer.numBatchesTracked.item()).toBe(2);
  });

  test('leaves its statistics and its input as they are after eval()', () => {
    const layer = new BatchNorm1d({ features: 2 }).eval();
    const x = tensor([1, 2, 3, 4], [2, 2]);
    layer.forward(x);
    expect([layer.runningMean.tolist(), layer.runningVar.tolist()]).toEqual([
      [0, 0],
      [1, 1],
    ]);
    expect(x.tolist()).toEqual([
      [1, 2],
      [3, 4],
    ]);
  });

  test('counts no batch that it refused', () => {
    const layer = new BatchNorm1d({ features: 2 });
    codeOf(() => layer.forward(zeros([1, 2])));
    expect([layer.numBatchesTracked.item(), layer.runningVar.tolist()]).toEqual([0, [1, 1]]);
  });

  test('tells the shape of one sample in training, though it cannot normalise it', () => {
    expect(new BatchNorm1d({ features: 2 }).outputShape([1, 2])).toEqual([1, 2]);
  });
});

describe('batch norm refuses', () => {
  const make = (options: object) => () => new BatchNorm2d(options as BatchNormLayerOptions);
  const cases: [what: string, options: object, code: string, message: RegExp][] = [
    ['no features', {}, 'conv/option-value', /^BatchNorm2d: features must be a whole number/],
    ['an unknown option', { features: 2, trackRunningStats: false }, 'options/unknown', /trackRunningStats/],
    ['a negative eps', { features: 2, eps: -1 }, 'nn/eps', /eps must be 0 or more, got -1/],
    ['an eps that is none', { features: 2, eps: NaN }, 'argument/number', /^BatchNorm2d: eps/],
    [
      'a momentum above 1',
      { features: 2, momentum: 1.5 },
      'layers/momentum',
      /from 0 to 1, or null.*got 1.5/,
    ],
    ['a momentum below 0', { features: 2, momentum: -0.1 }, 'layers/momentum', /got -0.1/],
    [
      'a momentum that is none',
      { features: 2, momentum: '0.1' },
      'argument/number',
      /^BatchNorm2d: momentum/,
    ],
    ['an affine that is none', { features: 2, affine: 0 }, 'argument/boolean', /^BatchNorm2d: affine/],
    [
      'a weight beside affine: false',
      { features: 2, affine: false, weight: ones([2]) },
      'layers/affine',
      /affine is false/,
    ],
    [
      'a bias beside affine: false',
      { features: 2, affine: false, bias: ones([2]) },
      'layers/affine',
      /affine is false/,
    ],
    [
      'a weight of another shape',
      { features: 2, weight: ones([3]) },
      'layers/weight-shape',
      /weight has shape \[3\], expected \[2\]/,
    ],
    ['a bias of another shape', { features: 2, bias: ones([2, 1]) }, 'layers/bias-shape', /bias has shape/],
    [
      'a mean of another shape',
      { features: 2, runningMean: ones([1]) },
      'layers/statistics-shape',
      /runningMean has shape/,
    ],
    [
      'a variance of another shape',
      { features: 2, runningVar: ones([1]) },
      'layers/statistics-shape',
      /runningVar has shape/,
    ],
    [
      'a variance that is no tensor',
      { features: 2, runningVar: 1 },
      'tensor/expected',
      /runningVar must be a tensor/,
    ],
    ['integers', { features: 2, dtype: 'int32' }, 'layers/dtype', /'float32' or 'float64', got "int32"/],
    [
      'another dtype than the weight’s',
      { features: 2, weight: ones([2]), dtype: 'float64' },
      'layers/dtype',
      /is float32; leave dtype out/,
    ],
    [
      'tensors of two dtypes',
      { features: 2, weight: ones([2]), runningMean: ones([2], { dtype: 'float64' }) },
      'nn/dtype',
      /^BatchNorm2d: runningMean is float64/,
    ],
  ];
  for (const [what, options, code, message] of cases) {
    test(what, () => {
      expect(codeOf(make(options))).toBe(code);
      expect(messageOf(make(options))).toMatch(message);
    });
  }

  const inputs: [layer: Layer, shape: number[], code: string, message: RegExp][] = [
    [
      new BatchNorm1d({ features: 2 }),
      [2],
      'layers/rank',
      /^BatchNorm1d: .* expected \[N, C\] or \[N, C, L\]/,
    ],
    [
      new BatchNorm2d({ features: 2 }),
      [2, 4, 4],
      'layers/rank',
      /the input has 3 axes .* expected \[N, C, H, W\]/,
    ],
    [new BatchNorm3d({ features: 2 }), [1, 2, 4, 4], 'layers/rank', /expected \[N, C, D, H, W\]/],
    [
      new BatchNorm2d({ features: 2 }),
      [1, 3, 4, 4],
      'layers/features',
      /has 3 channels .* expected features = 2/,
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

  test('one sample in training, whose variance is zero', () => {
    const layer = new BatchNorm1d({ features: 2 });
    expect(codeOf(() => layer.forward(zeros([1, 2])))).toBe('nn/batch-too-small');
    expect(layer.eval().forward(zeros([1, 2])).shape).toEqual([1, 2]);
  });

  test('what is no tensor', () => {
    const run = () => new BatchNorm1d({ features: 2 }).forward([1] as unknown as Tensor);
    expect(codeOf(run)).toBe('tensor/expected');
  });
});
