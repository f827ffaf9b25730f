import { describe, expect, test } from 'vitest';
import * as engine from '../../../../src/engine';
import {
  BatchNorm1d,
  BatchNorm2d,
  Branches,
  Conv1d,
  Conv2d,
  ConvTranspose2d,
  Identity,
  Linear,
  MaxPool2d,
  PointwiseConv2d,
  ReLU,
  Residual,
  SeparableConv2d,
  Sequential,
  ShuffledGroupedConv2d,
  allclose,
  convert,
  rand,
  randn,
  type Layer,
  type Shape,
} from '../../../../src/engine';
import { unpack } from '../conv/support';
import { makeLayer, unpackAll } from '../layers/fixture';
import { codeOf, messageOf } from '../tensor/failure';
import { expectSameOutputs, readConvertFixture } from './support';

const fixture = readConvertFixture();
const f64 = { dtype: 'float64' } as const;

/** A batch norm with statistics, weights and biases of no pattern. */
function norm(
  features: number,
  seed: number,
  Class: typeof BatchNorm2d | typeof BatchNorm1d = BatchNorm2d,
): Layer {
  const draw = (part: number) => randn([features], { ...f64, seed: seed + part });
  const runningVar = rand([features], { ...f64, seed });
  return new Class({ features, weight: draw(1), bias: draw(2), runningMean: draw(3), runningVar });
}

/** The conversion of a model in evaluation, whose outputs have to be the same and without what was to go. */
function expectConverted(
  source: Layer,
  target: 'fold-batchnorm' | 'fuse-branches',
  inputShape: Shape,
): Layer {
  source.eval();
  const conversion = convert(source, target, { inputShape });
  expect([conversion.exact, conversion.error]).toEqual([true, 0]);
  expectSameOutputs(source, conversion.layer.eval(), inputShape);
  return conversion.layer;
}

/** The kinds of all layers of a model, composites included. */
function kindsOf(layer: Layer): string {
  const parts = Object.values(layer.parts).map(kindsOf);
  return parts.length > 0 ? `${layer.kind}(${parts.join(' ')})` : layer.kind;
}

describe(`fold-batchnorm gives the weights of torch.nn.utils.fusion (${fixture.origin})`, () => {
  for (const { layer, options, norm: kind, features, weight, bias, normed, fused } of fixture.batchNorm) {
    test(`${layer} ${JSON.stringify(options)}`, () => {
      const first = makeLayer(layer, { ...options, weight: unpack(weight), bias: unpack(bias) });
      const source = new Sequential(first, makeLayer(kind, { features, ...unpackAll(normed) }));
      const folded = convert(source.eval(), 'fold-batchnorm').layer.parts[0] as Conv2d;
      expect(folded.constructor).toBe(engine[layer]);
      const close = { rtol: 1e-12, atol: 1e-14 };
      expect(allclose(folded.weight, unpack(fused.weight), close)).toBe(true);
      expect(allclose(folded.bias!, unpack(fused.bias), close)).toBe(true);
    });
  }
});

describe('fold-batchnorm', () => {
  test('folds into convolutions of every kind, in groups and without a bias', () => {
    const layers: [Layer, Shape][] = [
      [
        new Conv2d({ ...f64, in: 4, out: 6, kernel: 3, groups: 2, bias: false, padding: 'same', stride: 2 }),
        [2, 4, 7, 6],
      ],
      [
        new ConvTranspose2d({ ...f64, in: 4, out: 6, kernel: 3, groups: 2, stride: 2, outputPadding: 1 }),
        [2, 4, 3, 4],
      ],
      [new ConvTranspose2d({ ...f64, in: 6, out: 6, kernel: [2, 3], groups: 3, bias: false }), [2, 6, 3, 4]],
    ];
    for (const [layer, inputShape] of layers) {
      expect(kindsOf(expectConverted(new Sequential(layer, norm(6, 1)), 'fold-batchnorm', inputShape))).toBe(
        `Sequential(${layer.kind})`,
      );
    }
    const signal = new Sequential(new Conv1d({ ...f64, in: 2, out: 3, kernel: 2 }), norm(3, 2, BatchNorm1d));
    expectConverted(signal, 'fold-batchnorm', [2, 2, 7]);
  });

  test('folds a batch norm without weight and bias', () => {
    const source = new Sequential(
      new Linear({ ...f64, in: 4, out: 3, bias: false }),
      new BatchNorm1d({
        features: 3,
        affine: false,
        runningVar: rand([3], f64),
        runningMean: randn([3], f64),
      }),
    );
    expectConverted(source, 'fold-batchnorm', [5, 4]);
  });

  test('folds several in a row, and those behind the last part of a composite layer', () => {
    const source = new Sequential({
      separable: new SeparableConv2d({ ...f64, in: 3, out: 4, kernel: 3 }),
      norm: norm(4, 1),
      again: norm(4, 2),
      activation: new ReLU(),
    });
    const layer = expectConverted(source, 'fold-batchnorm', [2, 3, 5, 5]);
    expect(kindsOf(layer)).toBe('Sequential(Sequential(DepthwiseConv2d Conv2d) ReLU)');
    expect(Object.keys(layer.parameters())).toEqual([
      'separable.depthwise.weight',
      'separable.pointwise.weight',
      'separable.pointwise.bias',
    ]);
  });

  test('folds in all parts of a model, and numbers what is left anew', () => {
    const block = (inner: Layer) => new Sequential(inner, norm(4, 3));
    const conv = (seed: number) => new Conv2d({ ...f64, in: 4, out: 4, kernel: 3, padding: 1, seed });
    const source = new Sequential(
      new Conv2d({ ...f64, in: 2, out: 4, kernel: 3 }),
      norm(4, 1),
      new ReLU(),
      new Residual(block(conv(1)), { shortcut: block(new PointwiseConv2d({ ...f64, in: 4, out: 4 })) }),
      new Branches([block(conv(2)), new MaxPool2d({ kernel: 3, stride: 1, padding: 1 })]),
      new Branches({ a: block(conv(2)), b: new Identity() }, { join: 'add' }),
    );
    const inner = 'Sequential(Conv2d)';
    expect(kindsOf(source)).toContain('BatchNorm2d');
    // The last branches have eight channels on their way in, so the model ends before them.
    const model = new Sequential(...Object.values(source.parts).slice(0, 5));
    expect(kindsOf(expectConverted(model, 'fold-batchnorm', [1, 2, 7, 6]))).toBe(
      `Sequential(Conv2d ReLU Residual(${inner} ${inner}) Branches(${inner} MaxPool2d))`,
    );
    const named = source.parts[5]!;
    const folded = expectConverted(named, 'fold-batchnorm', [1, 4, 5, 5]);
    expect([kindsOf(folded), Object.keys(folded.parts)]).toEqual([`Branches(${inner} Identity)`, ['a', 'b']]);
  });

  test('leaves what follows no convolution, and says which', () => {
    const source = new Sequential(
      new Conv2d({ ...f64, in: 3, out: 4, kernel: 3 }),
      norm(4, 1),
      new ReLU(),
      norm(4, 2),
      new ShuffledGroupedConv2d({ ...f64, in: 4, out: 4, kernel: 1, groups: 2 }),
      norm(4, 3),
    );
    const layer = expectConverted(source, 'fold-batchnorm', [1, 3, 5, 5]);
    expect(kindsOf(layer)).toBe(
      'Sequential(Conv2d ReLU BatchNorm2d ShuffledGroupedConv2d(GroupedConv2d ChannelShuffle) BatchNorm2d)',
    );
    expect(convert(source, 'fold-batchnorm').notes?.join(' ')).toContain('stay: 2, 4.');
  });

  test('leaves the norm over the middle axis of what a Linear gives', () => {
    const source = new Sequential(new Linear({ ...f64, in: 3, out: 4 }), norm(4, 1, BatchNorm1d));
    const run = () => convert(source, 'fold-batchnorm', { inputShape: [2, 4, 3] });
    expect(codeOf(run)).toBe('convert/layer');
    expect(messageOf(run)).toContain('no batch norm of this Sequential follows a convolution or a Linear');
  });

  test('rounds to the dtype of the layer, and says so', () => {
    const source = new Sequential(
      new Conv2d({ in: 2, out: 3, kernel: 3 }),
      new BatchNorm2d({ features: 3, runningVar: rand([3], { seed: 4 }) }),
    );
    const { exact, error, notes } = convert(source.eval(), 'fold-batchnorm');
    expect([exact, error! > 0]).toEqual([true, true]);
    expect(notes).toEqual(['Batch norm is taken by its running statistics, as after eval().']);
  });

  test('refuses what holds none', () => {
    for (const layer of [new Conv2d({ in: 2, out: 2, kernel: 3 }), new BatchNorm2d({ features: 2 })]) {
      expect(messageOf(() => convert(layer, 'fold-batchnorm'))).toContain(
        'holds no batch norm after another layer',
      );
    }
  });
});

describe('fuse-branches', () => {
  const conv = (options: Partial<engine.ConvLayerOptions> = {}) =>
    new Conv2d({ ...f64, in: 4, out: 4, kernel: 3, padding: 1, ...options });
  const one = (options: Partial<engine.ConvLayerOptions> = {}) =>
    conv({ kernel: 1, padding: 0, seed: 5, ...options });
  const add = (...parts: Layer[]) => new Branches(parts, { join: 'add' });
  const fused: [what: string, layer: Layer, kernel: number[], groups: number][] = [
    [
      'a RepVGG block',
      add(new Sequential(conv(), norm(4, 1)), new Sequential(one(), norm(4, 2)), norm(4, 3)),
      [3, 3],
      1,
    ],
    ['a RepVGG block in groups', add(conv({ groups: 2 }), one({ groups: 2 }), new Identity()), [3, 3], 2],
    ['branches of different groups', add(conv({ groups: 4 }), one({ groups: 2, bias: false })), [3, 3], 2],
    ['a stride', add(conv({ stride: 2, bias: false }), one({ stride: 2, bias: false })), [3, 3], 1],
    ['a residual of a convolution', new Residual(conv()), [3, 3], 1],
    [
      'a residual with a shortcut',
      new Residual(conv({ stride: 2 }), { shortcut: one({ stride: 2 }) }),
      [3, 3],
      1,
    ],
    [
      'a column and a row',
      add(conv({ kernel: [3, 1], padding: [1, 0] }), conv({ kernel: [1, 5], padding: [0, 2] })),
      [3, 5],
      1,
    ],
    ['a dilated branch', add(conv({ dilation: 2, padding: 2 }), conv()), [5, 5], 1],
    [
      'uneven padding',
      add(
        conv({
          padding: [
            [2, 0],
            [0, 2],
          ],
        }),
        one(),
      ),
      [3, 3],
      1,
    ],
    [
      "padding 'same'",
      add(conv({ kernel: 4, padding: 'same' }), conv({ kernel: 3, padding: 'same' })),
      [4, 4],
      1,
    ],
    [
      "padding 'same' with a stride, of filters of one size",
      add(conv({ padding: 'same', stride: 2 }), conv({ padding: 'same', stride: 2, seed: 8 })),
      [3, 3],
      1,
    ],
    [
      'branches of several layers',
      add(new Sequential(one({ bias: false }), conv(), norm(4, 2)), new Identity()),
      [3, 3],
      1,
    ],
    ['a single branch', add(conv()), [3, 3], 1],
  ];
  for (const [what, layer, kernel, groups] of fused) {
    test(`makes one convolution of ${what}`, () => {
      const { geometry } = expectConverted(layer, 'fuse-branches', [2, 4, 7, 8]) as Conv2d;
      expect([geometry.kernel, geometry.groups]).toEqual([kernel, groups]);
    });
  }

  test('has no bias where no branch has one', () => {
    const layer = add(conv({ bias: false }), new Identity());
    expect((convert(layer, 'fuse-branches').layer as Conv2d).bias).toBeNull();
  });

  test('along one axis', () => {
    const signal = new Residual(new Conv1d({ ...f64, in: 2, out: 2, kernel: 3, padding: 'same' }));
    expectConverted(signal, 'fuse-branches', [2, 2, 9]);
  });

  test('fuses every such place of a model, and leaves the others', () => {
    const source = new Sequential({
      first: add(conv(), new Identity()),
      activation: new ReLU(),
      second: new Residual(new Sequential(conv(), new ReLU(), new Residual(conv({ seed: 3 })))),
      third: new Branches([one(), conv()]),
    });
    const layer = expectConverted(source, 'fuse-branches', [1, 4, 6, 6]);
    expect(kindsOf(layer)).toBe(
      'Sequential(Conv2d ReLU Residual(Sequential(Conv2d ReLU Conv2d) Identity) Branches(Conv2d Conv2d))',
    );
    expect(layer.parts.third).toBe(source.parts.third);
  });

  test('says when it takes batch norm by its running statistics', () => {
    expect(convert(add(conv(), norm(4, 1)), 'fuse-branches').notes?.join()).toContain('running statistics');
    expect(convert(add(conv(), one()), 'fuse-branches')).not.toHaveProperty('notes');
  });

  const refused: [what: string, layer: Layer, reason: string][] = [
    ['a layer without branches', conv(), 'this Conv2d adds no branches'],
    [
      'branches that are put behind each other',
      new Branches([conv(), one()]),
      'this Branches adds no branches',
    ],
    ['activations in a branch', new Residual(new Sequential(conv(), new ReLU())), 'its part 1 is a ReLU'],
    [
      'branches without convolutions',
      add(new Identity(), new Identity()),
      'none of the branches holds a convolution',
    ],
    [
      'different strides that happen to agree',
      add(conv({ kernel: 8, padding: 0 }), one({ stride: 40 })),
      'the branches have different strides',
    ],
    [
      'lengths that happen to agree',
      add(conv({ kernel: 2, stride: 2, padding: 0 }), one({ stride: 2 })),
      'of one length for some inputs alone',
    ],
    [
      "padding 'same' with a stride, of different filters",
      add(conv({ padding: 'same', stride: 2 }), one({ padding: 'same', stride: 2 })),
      "padding 'same' with a stride depends on the length",
    ],
  ];
  for (const [what, layer, reason] of refused) {
    test(`refuses ${what}`, () => {
      const inputShape = [1, 4, 8, 8];
      const run = () => convert(layer, 'fuse-branches', { inputShape });
      expect(codeOf(run)).toBe('convert/layer');
      expect(messageOf(run)).toContain(reason);
    });
  }
});

test('a tensor that was disposed is told of as such, not as a reason against the conversion', () => {
  const conv = new Conv2d({ in: 2, out: 2, kernel: 3, padding: 1 });
  const disposed = new BatchNorm2d({ features: 2 });
  disposed.runningVar.dispose();
  const branches = new Branches([conv, disposed], { join: 'add' });
  expect(codeOf(() => convert(branches, 'fuse-branches'))).toBe('tensor/disposed');
  expect(codeOf(() => convert(new Sequential(conv, disposed), 'dense'))).toBe('tensor/disposed');
});
