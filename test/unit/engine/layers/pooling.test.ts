import { describe, expect, test } from 'vitest';
import {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveAvgPool3d,
  AvgPool1d,
  AvgPool2d,
  AvgPool3d,
  Conv2d,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
  Sequential,
  receptiveField,
  summary,
  zeros,
  type AvgPoolLayerOptions,
  type Layer,
  type MaxPoolLayerOptions,
  type Tensor,
} from '../../../../src/engine';
import { traceModel } from '../../../../src/engine/model/steps';
import { codeOf, messageOf } from '../tensor/failure';

const workOf = (layer: Layer, shape: number[]) => traceModel(layer, shape)[0]!.work;
const settingsOf = (layer: Layer) => summary(layer).rows[0]!.settings;

describe('pooling layers say what they do', () => {
  test('as windows with the padding, stride and dilation of each axis', () => {
    const layer = new MaxPool2d({ kernel: [3, 2], stride: [2, 1], padding: [1, 0], dilation: [1, 2] });
    expect(workOf(layer, [2, 3, 7, 6])).toEqual({
      kind: 'window',
      reduce: 'max',
      outputShape: [2, 3, 4, 4],
      axes: [
        { input: 7, filter: 3, stride: 2, dilation: 1, padBefore: 1, padAfter: 1, output: 4 },
        { input: 6, filter: 2, stride: 1, dilation: 2, padBefore: 0, padAfter: 0, output: 4 },
      ],
    });
    expect(workOf(new AvgPool1d({ kernel: 2 }), [3, 7])).toMatchObject({
      reduce: 'mean',
      outputShape: [3, 3],
    });
  });

  test('as even windows where an adaptive output divides the input', () => {
    expect(workOf(new AdaptiveAvgPool2d({ output: [2, 1] }), [3, 6, 5])).toMatchObject({
      kind: 'window',
      reduce: 'mean',
      outputShape: [3, 2, 1],
      axes: [
        { filter: 3, stride: 3, output: 2 },
        { filter: 5, stride: 5, output: 1 },
      ],
    });
  });

  test('as a look at the whole input where it does not', () => {
    expect(workOf(new AdaptiveAvgPool2d({ output: [2, 1] }), [1, 3, 5, 5])).toEqual({
      kind: 'whole',
      outputShape: [1, 3, 2, 1],
    });
    expect(workOf(new AdaptiveAvgPool1d({ output: 5 }), [3, 4]).kind).toBe('whole');
  });

  test('so that a receptive field runs through them', () => {
    const model = new Sequential(
      new Conv2d({ in: 1, out: 1, kernel: 3 }),
      new MaxPool2d({ kernel: 2 }),
      new AvgPool2d({ kernel: 3, stride: 1, padding: 1 }),
    );
    expect(receptiveField(model, [1, 1, 18, 18])).toMatchObject({
      size: [8, 8],
      stride: [2, 2],
      padding: [2, 2],
    });
  });
});

describe('pooling layers', () => {
  test('show their settings where they differ from the defaults', () => {
    expect([
      settingsOf(new MaxPool1d({ kernel: 2 })),
      settingsOf(new AvgPool1d({ kernel: 3 })),
      settingsOf(new MaxPool2d({ kernel: 3, stride: 2, padding: 1, dilation: 2 })),
      settingsOf(new AvgPool2d({ kernel: [2, 3], stride: [2, 3], padding: [1, 0], countIncludePad: false })),
      settingsOf(new AdaptiveAvgPool2d({ output: [1, 2] })),
    ]).toEqual([
      'kernel 2',
      'kernel 3',
      'kernel 3 x 3, stride 2, padding 1, dilation 2',
      'kernel 2 x 3, padding [1, 0], countIncludePad no',
      'output 1 x 2',
    ]);
  });

  test('name their class, and have nothing to learn', () => {
    const layers = [
      ...[MaxPool1d, MaxPool2d, MaxPool3d].map(Class => new Class({ kernel: 2 })),
      ...[AvgPool1d, AvgPool2d, AvgPool3d].map(Class => new Class({ kernel: 2 })),
      ...[AdaptiveAvgPool1d, AdaptiveAvgPool2d, AdaptiveAvgPool3d].map(Class => new Class({ output: 2 })),
    ];
    for (const layer of layers) {
      expect(layer.kind).toBe(layer.constructor.name);
      expect(layer.parameters()).toEqual({});
    }
  });
});

describe('pooling layers refuse', () => {
  const max = (options: object) => () => new MaxPool2d(options as MaxPoolLayerOptions);
  const average = (options: object) => () => new AvgPool2d(options as AvgPoolLayerOptions);
  const adaptive = (options: object) => () => new AdaptiveAvgPool2d(options as { output: number });

  const cases: [what: string, make: () => unknown, code: string, message: RegExp][] = [
    ['no kernel', max({}), 'conv/option-value', /^MaxPool2d: kernel of axis H must be a whole number/],
    ['a kernel of 0', average({ kernel: [2, 0] }), 'conv/option-value', /^AvgPool2d: kernel of axis W/],
    ['a kernel of three axes', max({ kernel: [1, 2, 3] }), 'conv/option-count', /kernel has 3 entries/],
    ['a stride of 0', max({ kernel: 2, stride: 0 }), 'conv/option-value', /stride of axis H/],
    ['negative padding', max({ kernel: 2, padding: -1 }), 'conv/option-value', /padding of axis H/],
    [
      'padding by a rule',
      max({ kernel: 3, padding: 'same' }),
      'conv/option-value',
      /padding of axis H.*"same"/,
    ],
    ['half a step', max({ kernel: 2, dilation: 0.5 }), 'conv/option-value', /dilation of axis H/],
    [
      'more padding than half the kernel',
      max({ kernel: 3, padding: 2 }),
      'nn/pool-padding',
      /^MaxPool2d, axis H/,
    ],
    [
      'the dilation of a mean',
      average({ kernel: 2, dilation: 2 }),
      'options/unknown',
      /unknown option dilation/,
    ],
    [
      'the countIncludePad of a maximum',
      max({ kernel: 2, countIncludePad: true }),
      'options/unknown',
      /^MaxPool2d/,
    ],
    [
      'a countIncludePad that is neither true nor false',
      average({ kernel: 2, countIncludePad: 1 }),
      'argument/boolean',
      /^AvgPool2d: countIncludePad must be true or false/,
    ],
    ['no output', adaptive({}), 'conv/option-value', /^AdaptiveAvgPool2d: output of axis H/],
    ['an output of one axis too few', adaptive({ output: [1] }), 'conv/option-count', /output has 1 entries/],
    [
      'a kernel of an adaptive one',
      adaptive({ output: 1, kernel: 2 }),
      'options/unknown',
      /unknown option kernel/,
    ],
  ];
  for (const [what, make, code, message] of cases) {
    test(what, () => {
      expect(codeOf(make)).toBe(code);
      expect(messageOf(make)).toMatch(message);
    });
  }

  const inputs: [what: string, layer: Layer, shape: number[], code: string, message: RegExp][] = [
    [
      'an axis too few',
      new MaxPool2d({ kernel: 2 }),
      [4, 4],
      'conv/rank',
      /^MaxPool2d: the input has 2 axes/,
    ],
    ['a short input', new AvgPool1d({ kernel: 5 }), [1, 1, 4], 'conv/filter-too-large', /^AvgPool1d, axis L/],
    [
      'an axis too many',
      new AdaptiveAvgPool1d({ output: 1 }),
      [1, 1, 1, 1],
      'conv/rank',
      /^AdaptiveAvgPool1d/,
    ],
    [
      'an empty input',
      new AdaptiveAvgPool1d({ output: 1 }),
      [1, 1, 0],
      'conv/empty-axis',
      /^AdaptiveAvgPool1d/,
    ],
  ];
  for (const [what, layer, shape, code, message] of inputs) {
    test(`${what}, under the name of the layer`, () => {
      for (const run of [() => layer.outputShape(shape), () => layer.forward(zeros(shape))]) {
        expect(codeOf(run)).toBe(code);
        expect(messageOf(run)).toMatch(message);
      }
    });
  }

  test('what is no tensor', () => {
    for (const layer of [new MaxPool1d({ kernel: 2 }), new AdaptiveAvgPool1d({ output: 2 })]) {
      expect(codeOf(() => layer.forward([1, 2] as unknown as Tensor))).toBe('tensor/expected');
    }
  });
});
