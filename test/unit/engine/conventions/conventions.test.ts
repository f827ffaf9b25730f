import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import * as engine from '../../../../src/engine';
import {
  AdaptiveAvgPool1d,
  AdaptiveAvgPool2d,
  AdaptiveAvgPool3d,
  AvgPool2d,
  BatchNorm1d,
  BatchNorm2d,
  Branches,
  Conv1d,
  Conv2d,
  Flatten,
  Identity,
  Linear,
  MaxPool1d,
  MaxPool2d,
  MaxPool3d,
  ReLU,
  Sequential,
  Sigmoid,
  Tanh,
  conventions,
  cost,
  type Layer,
  type Model,
} from '../../../../src/engine';
import { anyLayer } from '../cost/anyLayer';
import { evaluate } from '../cost/formula';
import { alexnet, resnet, vgg16 } from '../cost/networks';
import { codeOf } from '../tensor/failure';

interface LayerCase {
  kind: 'Linear' | 'Conv2d' | 'ConvTranspose2d';
  options: never;
  input: number[];
  flops: number;
}

const { origin, layers, networks } = JSON.parse(
  readFileSync(new URL('../../../fixtures/counters.json', import.meta.url), 'utf8'),
) as { origin: string; layers: LayerCase[]; networks: Record<string, { flops: number }> };

/** Figures by tool; those of Convbook are left out. */
function figures(model: Model, inputShape: number[]): Record<string, number> {
  const rows = conventions(model, inputShape).rows.slice(3);
  return Object.fromEntries(rows.map(({ tool, value }) => [tool, value]));
}

function rowOf(tool: string, model: Model, inputShape: number[]) {
  return conventions(model, inputShape).rows.find(row => row.tool === tool)!;
}

describe(`PyTorch’s rule gives what FlopCounterMode reports (${origin})`, () => {
  test('for 60 random layers', () => {
    for (const { kind, options, input, flops } of layers) {
      const layer: Layer = new engine[kind](options);
      expect([kind, input, figures(layer, input)['PyTorch FlopCounterMode']]).toEqual([kind, input, flops]);
    }
  });

  test('for ResNet-50', () => {
    const model = resnet([3, 4, 6, 3]);
    expect(figures(model, [1, 3, 224, 224])['PyTorch FlopCounterMode']).toBe(networks['resnet50']!.flops);
  });
});

describe('figures that the projects themselves publish', () => {
  const resnet50 = figures(resnet([3, 4, 6, 3]), [1, 3, 224, 224]);

  test('thop: 4,133,742,592 MACs for ResNet-50 (the expected output in the README of ultralytics/thop)', () => {
    expect(resnet50['ultralytics-thop']).toBe(4_133_742_592);
    expect(resnet50['thop']).toBe(4_133_742_592);
  });

  test('ptflops: 4.12, 15.5 and 0.72 GMACs for ResNet-50, VGG-16 and AlexNet (its README at 015ad15)', () => {
    const giga = (count: number) => Number((count / 1e9).toPrecision(3));
    const modules = (model: Model) => figures(model, [1, 3, 224, 224])['ptflops, pytorch backend']!;
    expect([giga(resnet50['ptflops, pytorch backend']!), giga(modules(vgg16()))]).toEqual([4.12, 15.5]);
    expect(Number((modules(alexnet()) / 1e9).toFixed(2))).toBe(0.72);
  });

  test('torchinfo: 8.18 G mult-adds for two images in ResNet-50 (its tests/test_output/resnet50.out)', () => {
    const { value, params } = rowOf('torchinfo', resnet([3, 4, 6, 3]), [2, 3, 224, 224]);
    expect([(value / 1e9).toFixed(2), params]).toEqual(['8.18', 25_557_032]);
  });

  test('fvcore: 10,000 for a linear layer and 3,000 for a 1 x 1 convolution (FlopCountAnalysis’s example)', () => {
    const conv = new Conv2d({ in: 3, out: 10, kernel: 1 });
    const model = new Sequential(conv, new ReLU(), new Flatten(), new Linear({ in: 1000, out: 10 }));
    expect(figures(model, [1, 3, 10, 10])['fvcore']).toBe(13_000);
  });
});

const all = (
  ...[pytorch, torchinfo, fvcore, modules, operators, thop, ultralytics, onnx]: number[]
): Record<string, number> => ({
  'PyTorch FlopCounterMode': pytorch!,
  torchinfo: torchinfo!,
  fvcore: fvcore!,
  'ptflops, pytorch backend': modules!,
  'ptflops, aten backend': operators!,
  thop: thop!,
  'ultralytics-thop': ultralytics!,
  'onnx-tool': onnx!,
});

describe('by each tool’s rule', () => {
  test('a linear layer is its products, with the bias for torchinfo, ptflops’ modules and onnx-tool', () => {
    const layer = new Linear({ in: 5, out: 3 });
    expect(figures(layer, [1, 5])).toEqual(all(30, 18, 15, 18, 15, 15, 15, 18));
    expect(figures(layer, [5])).toEqual(figures(layer, [1, 5]));
  });

  test('a linear layer over more axes counts once per sample for torchinfo alone', () => {
    const layer = new Linear({ in: 5, out: 3 });
    expect(figures(layer, [1, 4, 5])).toEqual(all(120, 18, 60, 72, 60, 60, 60, 72));
    expect(rowOf('torchinfo', layer, [1, 4, 5]).why).toEqual([
      'a linear layer counts once per sample, whatever the axes between',
      'biases count',
    ]);
  });

  test('a grouped convolution with a bias is 2 or 1 per MAC, and the bias', () => {
    const layer = new Conv2d({ in: 4, out: 6, kernel: 3, groups: 2 });
    const [macs, bias] = [6 * 2 * 9 * 16, 6 * 16];
    expect(figures(layer, [1, 4, 6, 6])).toEqual(
      all(2 * macs, macs + bias, macs, macs + bias, macs + bias, macs, macs, macs + bias),
    );
  });

  test('a batch norm is nothing, or from 1 to 31 per element', () => {
    const [affine, plain] = [true, false].map(given => new BatchNorm2d({ features: 4, affine: given }));
    const n = 4 * 6 * 6;
    expect(figures(affine!, [1, 4, 6, 6])).toEqual(all(0, 8, 2 * n, 2 * n, 0, 4 * n, 4 * n, 31 * n));
    expect(figures(plain!, [1, 4, 6, 6])).toEqual(all(0, 0, n, n, 0, 2 * n, 2 * n, 31 * n));
    expect(figures(new BatchNorm1d({ features: 4 }), [3, 4])['torchinfo']).toBe(24);
  });

  test('activations count for ptflops’ modules and onnx-tool', () => {
    const n = 2 * 5;
    expect(figures(new ReLU(), [1, 2, 5])).toEqual(all(0, 0, 0, n, 0, 0, 0, n));
    expect(figures(new Sigmoid(), [1, 2, 5])).toEqual(all(0, 0, 0, 0, 0, 0, 0, 32 * n));
    expect(figures(new Tanh(), [1, 2, 5])).toEqual(all(0, 0, 0, 0, 0, 0, 0, 76 * n));
  });

  test('a max pooling counts its inputs for ptflops’ modules, its windows for onnx-tool', () => {
    expect(figures(new MaxPool2d({ kernel: [3, 2] }), [1, 2, 6, 6])).toEqual(
      all(0, 0, 0, 72, 0, 0, 0, 2 * 2 * 3 * 6),
    );
    expect(figures(new MaxPool1d({ kernel: 3 }), [2, 6])['onnx-tool']).toBe(2 * 2 * 3);
    // of three axes onnx-tool takes the first alone
    expect(figures(new MaxPool3d({ kernel: 2 }), [1, 1, 4, 4, 4])['onnx-tool']).toBe(8 * 2);
  });

  test('an average pooling counts its outputs for thop, its windows and outputs for ultralytics-thop', () => {
    const pool = (countIncludePad: boolean) =>
      new AvgPool2d({ kernel: 2, stride: 2, padding: 1, countIncludePad });
    // windows of 2 on 4 elements with 1 of padding: 1, 2 and 1 of them real
    expect(figures(pool(true), [1, 3, 4, 4])).toEqual(all(0, 0, 0, 48, 0, 27, 3 * 36 + 27, 27 * 4));
    expect(figures(pool(false), [1, 3, 4, 4])['ultralytics-thop']).toBe(3 * 16 + 27);
  });

  test('an adaptive average pooling to one element counts its inputs, and its outputs once or by a division', () => {
    const layer = new AdaptiveAvgPool2d({ output: 1 });
    expect(figures(layer, [1, 3, 4, 4])).toEqual(all(0, 0, 48, 48, 0, 17 * 3, 48 + 3, 48 + 12));
    expect(figures(new AdaptiveAvgPool1d({ output: 1 }), [1, 3, 4])['fvcore']).toBe(0);
  });

  test('an adaptive average pooling of uneven windows counts their shared elements, or a ratio cut off', () => {
    // 5 to 3: windows of 2, 3 and 2, that is 5 + 3 - 1; (5/3 + 1)·6 = 16
    const layer = new AdaptiveAvgPool1d({ output: 3 });
    expect(figures(layer, [1, 2, 5])).toEqual(all(0, 0, 0, 10, 0, 16, 2 * 7 + 6, 0));
    expect(rowOf('thop', layer, [1, 2, 5]).formula).toBe('(1.6667 + 1) x 1 x 2 x 3');
  });

  test('an adaptive average pooling to more elements is an ordinary one for onnx-tool', () => {
    expect(figures(new AdaptiveAvgPool2d({ output: 2 }), [1, 3, 4, 4])['onnx-tool']).toBe(12 * 4);
    expect(figures(new AdaptiveAvgPool3d({ output: 2 }), [1, 1, 4, 4, 4])['onnx-tool']).toBe(8 * 2);
  });

  test('branches count for onnx-tool where they are added', () => {
    const branches = (join: 'add' | 'concat', count: number) =>
      new Branches(
        Array.from({ length: count }, () => new Identity()),
        { join },
      );
    expect(figures(branches('add', 3), [1, 2, 5])).toEqual(all(0, 0, 0, 0, 0, 0, 0, 20));
    expect(figures(branches('add', 1), [1, 2, 5])['onnx-tool']).toBe(0);
    expect(figures(branches('concat', 2), [1, 2, 5])['onnx-tool']).toBe(0);
  });
});

describe('a batch', () => {
  const layer = new Conv1d({ in: 2, out: 3, kernel: 1 });

  test('counts, but not for ptflops, which makes a batch of one itself', () => {
    const [one, four] = [figures(layer, [1, 2, 5]), figures(layer, [4, 2, 5])];
    for (const tool of Object.keys(one)) {
      const times = tool.startsWith('ptflops') ? 1 : 4;
      expect([tool, four[tool]]).toEqual([tool, times * one[tool]!]);
    }
    const row = rowOf('ptflops, aten backend', layer, [4, 2, 5]);
    expect([row.formula, row.ratio]).toEqual(['(4 x 3 x 2 x 1 x 5 + 60) / 4', 45 / 120]);
    expect(row.why.at(-1)).toBe('one image counts, not the batch of 4');
  });

  test('of one stands for an input without a batch axis', () => {
    expect(figures(layer, [2, 5])).toEqual(figures(layer, [1, 2, 5]));
    const pool = new AdaptiveAvgPool1d({ output: 1 });
    expect(figures(pool, [2, 5])).toEqual(figures(pool, [1, 2, 5]));
  });

  test('of none counts nothing', () => {
    expect(Object.values(figures([layer, new AdaptiveAvgPool1d({ output: 1 })], [0, 2, 5]))).toEqual(
      Array.from({ length: 8 }, () => 0),
    );
  });
});

describe('a report', () => {
  const model = new Sequential(
    new Conv2d({ in: 1, out: 2, kernel: 3 }),
    new ReLU(),
    new MaxPool2d({ kernel: 2 }),
    new Flatten(),
    new Linear({ in: 2, out: 3 }),
  );

  test('names the kinds of layers that a tool passes over and another counts', () => {
    const ignored = (tool: string) => rowOf(tool, model, [1, 1, 4, 4]).ignored;
    expect(ignored('fvcore')).toEqual(['ReLU', 'MaxPool2d']);
    expect(ignored('onnx-tool')).toEqual([]);
    expect(ignored('Convbook')).toEqual([]);
  });

  test('is titled by the model and its input', () => {
    const { kind, title } = conventions(model, [1, 1, 4, 4]);
    expect([kind, title]).toEqual(['conventions', 'Conventions for Sequential on [1, 1, 4, 4]']);
  });

  test('of a layer without MACs has no ratio', () => {
    expect(rowOf('onnx-tool', new ReLU(), [1, 2, 5])).toMatchObject({ ratio: null, agreement: 'different' });
  });

  test('refuses what is no layer, and an input that does not suit', () => {
    expect(codeOf(() => conventions('Conv2d' as unknown as Layer, [1, 1, 4, 4]))).toBe('layers/not-a-layer');
    expect(codeOf(() => conventions(model, [1, 2, 4, 4]))).toBe('conv/channels');
  });
});

test('every formula gives its figure, for any convolution layer', () => {
  fc.assert(
    fc.property(anyLayer, ({ layer, inputShape }) => {
      for (const { tool, metric, formula, value } of conventions(layer, inputShape).rows) {
        expect([tool, metric, evaluate(formula)]).toEqual([tool, metric, value]);
      }
    }),
    { numRuns: 300, seed: 5 },
  );
});

test('tools that count a transposed convolution by its inputs agree with cost, for any convolution layer', () => {
  fc.assert(
    fc.property(anyLayer, ({ layer, inputShape }) => {
      const { macs } = cost(layer, inputShape).totals;
      const found = figures(layer, inputShape);
      expect([found['fvcore'], found['ultralytics-thop'], found['PyTorch FlopCounterMode']]).toEqual([
        macs,
        macs,
        2 * macs,
      ]);
    }),
    { numRuns: 300, seed: 6 },
  );
});
