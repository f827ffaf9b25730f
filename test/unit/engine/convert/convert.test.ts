import { describe, expect, test } from 'vitest';
import {
  BatchNorm2d,
  Branches,
  Conv1d,
  Conv2d,
  Conv3d,
  ConvTranspose2d,
  DilatedConv2d,
  Flatten,
  GroupedConv2d,
  Identity,
  Layer,
  Linear,
  MaxPool2d,
  PhaseSplitConv2d,
  ReLU,
  Residual,
  SeparableConv2d,
  Sequential,
  compare,
  conversionTable,
  conversionsOf,
  convert,
  cost,
  ones,
  zeros,
  type ConversionTarget,
  type ConvertOptions,
  type Shape,
  type Tensor,
} from '../../../../src/engine';
import { codeOf, messageOf } from '../tensor/failure';
import { noise } from './support';

const ALL: ConversionTarget[] = [
  'depthwise-separable',
  'spatially-separable',
  'flattened',
  'grouped',
  'low-rank',
  'im2col',
  'dense',
  'direct',
  'zero-stuffed',
  'phase-split',
  'pointwise',
  'linear',
  'fold-batchnorm',
  'fuse-branches',
];

describe('a conversion', () => {
  const source = noise([32, 32, 3, 3], 1);
  const conversion = convert(source, 'depthwise-separable');

  test('states both costs for an input of 32 x 32 unless told otherwise', () => {
    const { before, after, inputShape, layerInputShape, layer } = conversion;
    expect([inputShape, layerInputShape]).toEqual([
      [1, 32, 32, 32],
      [1, 32, 32, 32],
    ]);
    expect([before, after]).toEqual([source, layer].map(each => cost(each, [1, 32, 32, 32]).totals));
    expect([before.macs, after.macs]).toEqual([32 * 32 * 9 * 900, 32 * 9 * 900 + 32 * 32 * 900]);
  });

  test('states its costs for the input and by the convention it is given', () => {
    const { before, convention } = convert(source, 'depthwise-separable', {
      inputShape: [2, 32, 5, 5],
      cost: { flopsPerMac: 1, bias: false },
    });
    expect([before.flops, convention.flopsPerMac]).toEqual([2 * 32 * 32 * 9 * 9, 1]);
  });

  test('takes a list of layers as one model', () => {
    const layers = [new Conv2d({ in: 2, out: 3, kernel: 3 }), new Conv2d({ in: 3, out: 4, kernel: 1 })];
    expect(convert(layers, 'dense').source).toBeInstanceOf(Sequential);
  });

  test('guesses its input from the first layer that has channels or features', () => {
    const shapeFor = (...layers: Layer[]) => convert(new Sequential(...layers), 'fold-batchnorm').inputShape;
    const conv = new Conv2d({ in: 3, out: 4, kernel: 3 });
    const norm = new BatchNorm2d({ features: 4 });
    expect(shapeFor(new Identity(), new Sequential(conv, norm))).toEqual([1, 3, 32, 32]);
    expect(shapeFor(norm, new Conv2d({ in: 4, out: 4, kernel: 1 }), norm)).toEqual([1, 4, 32, 32]);
    expect(convert(new Linear({ in: 5, out: 2 }), 'pointwise').inputShape).toEqual([1, 5]);
    const long = new DilatedConv2d({ in: 1, out: 1, kernel: [2, 4], dilation: [1, 20] });
    expect(convert(long, 'zero-stuffed').inputShape).toEqual([1, 1, 32, 61]);
  });
});

describe('the table of a conversion', () => {
  test('holds both costs, and in words the error and the ranks', () => {
    const conversion = convert(noise([32, 32, 3, 3], 1), 'depthwise-separable', { rank: 2 });
    const table = conversionTable(conversion);
    expect(table.entries.map(({ name, totals }) => [name, totals])).toEqual([
      ['before: Conv2d', conversion.before],
      ['after: SeparableConv2d', conversion.after],
    ]);
    expect(table.title).toBe('Conv2d to depthwise-separable on [1, 32, 32, 32]');
    const error = conversion.error!;
    expect(table.note).toBe(
      `Best fit, not the same layer: the relative Frobenius error of the weights is ${error.toFixed(3)} ` +
        `(${(100 * error).toFixed(1)} %). Use it as a start for training. Rank 2; the form saves MACs up to rank 7.`,
    );
  });

  test('says that an exact one is, that fresh weights are fresh, and what else there is to know', () => {
    const noteOf = (layer: Layer, target: ConversionTarget, options: ConvertOptions = {}) =>
      conversionTable(convert(layer, target, options)).note;
    const conv = noise([4, 4, 3, 3], 1);
    expect(noteOf(conv, 'im2col')).toBe(
      'Exact: the weights multiply out to the old ones but for rounding (relative error 0.0e+0).',
    );
    expect(noteOf(conv, 'low-rank', { rank: [2, 3], shapeOnly: true })).toBe(
      'The form alone, with fresh weights: it computes something else until it is trained. Rank [2, 3]; the form saves ' +
        'MACs up to rank 3.',
    );
    expect(noteOf(conv, 'flattened')).toMatch(
      /With a rank it saves MACs up to rank \d+\. Alternating least squares/,
    );
    expect(noteOf(noise([1, 1, 1, 1], 1), 'depthwise-separable')).toContain('saves MACs at no rank.');
  });

  test('holds each layer with its own input', () => {
    const conversion = convert(new Linear({ in: 6, out: 2 }), 'pointwise');
    const { entries } = conversionTable(conversion);
    expect(entries.map(({ totals }) => totals)).toEqual([conversion.before, conversion.after]);
    expect(entries[1]).toMatchObject(
      compare({ 'after: PointwiseConv2d': conversion.layer }, [1, 6, 1, 1]).entries[0]!,
    );
  });
});

/** A model of someone's own, which may do anything with its part. */
class Own extends Layer {
  override readonly parts = { conv: new SeparableConv2d({ in: 4, out: 4, kernel: 3 }) };

  override get kind(): string {
    return 'Own';
  }

  override forward(x: Tensor): Tensor {
    return this.parts.conv.forward(x);
  }

  override outputShape(shape: Shape): Shape {
    return this.parts.conv.outputShape(shape);
  }
}

describe('conversionsOf names the targets that take a layer', () => {
  const namesOf = (layer: Layer) => conversionsOf(layer)!.targets.map(({ name }) => name);
  const dense: ConversionTarget[] = ALL.slice(0, 6);
  const cases: [what: string, layer: Layer, names: ConversionTarget[]][] = [
    ['a dense Conv2d', new Conv2d({ in: 4, out: 6, kernel: 3 }), [...dense, 'linear']],
    [
      'one whose channels have no common divisor',
      new Conv2d({ in: 3, out: 8, kernel: 3 }),
      [...dense.filter(name => name !== 'grouped'), 'linear'],
    ],
    [
      'a dilated Conv2d',
      new Conv2d({ in: 4, out: 6, kernel: 3, dilation: 2 }),
      [...dense, 'zero-stuffed', 'phase-split', 'linear'],
    ],
    ['a Conv2d in groups', new GroupedConv2d({ in: 4, out: 4, kernel: 3, groups: 2 }), ['im2col', 'dense']],
    ['a Conv1d', new Conv1d({ in: 4, out: 4, kernel: 3 }), ['im2col', 'linear']],
    [
      'a dilated Conv3d',
      new Conv3d({ in: 4, out: 4, kernel: 3, dilation: 2 }),
      ['im2col', 'zero-stuffed', 'linear'],
    ],
    ['a transposed convolution', new ConvTranspose2d({ in: 4, out: 4, kernel: 3 }), ['direct']],
    ['a composite layer', new SeparableConv2d({ in: 4, out: 4, kernel: 3 }), ['dense']],
    ['a Linear', new Linear({ in: 4, out: 2 }), ['pointwise']],
    [
      'a model with a batch norm',
      new Sequential(new Conv2d({ in: 4, out: 4, kernel: 3 }), new BatchNorm2d({ features: 4 })),
      ['dense', 'fold-batchnorm'],
    ],
    ['a residual', new Residual(new Conv2d({ in: 4, out: 4, kernel: 3, padding: 1 })), ['fuse-branches']],
    [
      'a model with nothing to convert',
      new Sequential(new Conv2d({ in: 4, out: 4, kernel: 3 }), new ReLU()),
      [],
    ],
  ];
  for (const [what, layer, names] of cases) {
    test(what, () => expect(namesOf(layer)).toEqual(names));
  }

  test('each with words for it, and the number that it takes where it takes one', () => {
    const { inputShape, targets } = conversionsOf(new Conv2d({ in: 32, out: 32, kernel: 3 }))!;
    expect(inputShape).toEqual([1, 32, 32, 32]);
    expect(targets.every(({ title, description }) => title.length < 25 && description.length < 90)).toBe(
      true,
    );
    const asked = (option: string, value: number, most: number, breakEven: number) => ({
      ...{ option, value, most, breakEven },
    });
    // MACs by rank r, of 9·32·32·30·30 = 8,294,400: 178,560 r; 67,148 r; 8,100 r² + 61,568 r
    expect(targets.map(({ asks }) => asks)).toEqual([
      asked('rank', 1, 9, 7),
      asked('rank', 23, 96, 46),
      asked('rank', 32, 288, 123),
      { option: 'groups', value: 2, most: 32 },
      asked('rank', 19, 32, 28),
      undefined,
      undefined,
    ]);
    const odd = conversionsOf(new Conv2d({ in: 15, out: 5, kernel: 3 }))!.targets;
    expect(odd.find(({ name }) => name === 'grouped')?.asks).toEqual({ option: 'groups', value: 5, most: 5 });
  });

  test('and leaves out a model whose steps only a run can tell', () => {
    expect(conversionsOf(new Own())!.targets).toEqual([]);
    expect(codeOf(() => convert(new Own(), 'dense'))).toBe('convert/layer');
    expect(messageOf(() => convert(new Own(), 'dense'))).toContain(
      'what this Own does with its parts cannot be known',
    );
  });

  test('but does not pass over a layer that fails', () => {
    class Failing extends Own {
      override get kind(): string {
        throw new TypeError('no kind');
      }
    }
    expect(() => conversionsOf(new Failing())).toThrow(TypeError);
  });

  test('unless no input can be guessed', () => {
    expect(conversionsOf(new Flatten())).toBeUndefined();
    expect(codeOf(() => conversionsOf(3 as unknown as Layer))).toBe('layers/not-a-layer');
  });
});

describe('convert refuses', () => {
  const layer = new Conv2d({ in: 2, out: 2, kernel: 3 });

  test('a target it does not know, naming those it knows', () => {
    const run = () => convert(layer, 'winograd' as ConversionTarget);
    expect(codeOf(run)).toBe('convert/target');
    expect(messageOf(run)).toBe(
      `convert: unknown target 'winograd'; the targets are ${ALL.map(name => `'${name}'`).join(', ')}`,
    );
  });

  const unsuitable: [target: ConversionTarget, layer: Layer, reason: string][] = [
    ...ALL.slice(0, 5).flatMap((target): [ConversionTarget, Layer, string][] => [
      [
        target,
        new ConvTranspose2d({ in: 2, out: 2, kernel: 3 }),
        'this is a ConvTranspose2d; it takes a dense Conv2d',
      ],
      [target, new Conv1d({ in: 2, out: 2, kernel: 3 }), 'this is a Conv1d; it takes a dense Conv2d'],
      [
        target,
        new Conv2d({ in: 4, out: 4, kernel: 3, groups: 2 }),
        "groups = 2 of its 4 input channels, and convert(layer, 'dense')",
      ],
    ]),
    ['grouped', new Conv2d({ in: 3, out: 8, kernel: 3 }), 'divides both its 3 input and 8 output channels'],
    ['im2col', new ReLU(), 'this is a ReLU; it takes a Conv1d, Conv2d or Conv3d'],
    ['direct', layer, 'this is a Conv2d; it takes a ConvTranspose1d'],
    ['zero-stuffed', new ReLU(), 'this is a ReLU'],
    ['zero-stuffed', new Conv2d({ in: 2, out: 2, kernel: 1, dilation: 2 }), 'has no gaps between its taps'],
    ['phase-split', new Conv1d({ in: 2, out: 2, kernel: 3, dilation: 2 }), 'this is a Conv1d'],
    ['phase-split', layer, 'has no gaps between its taps'],
    ['phase-split', new PhaseSplitConv2d({ in: 2, out: 2, kernel: 3, dilation: 2 }), 'split already'],
    ['linear', new ReLU(), 'this is a ReLU'],
    ['linear', new Conv2d({ in: 4, out: 4, kernel: 3, groups: 2 }), 'has groups = 2'],
    ['pointwise', layer, 'this is a Conv2d'],
    [
      'pointwise',
      new Sequential(new Linear({ in: 2, out: 2 }), new MaxPool2d({ kernel: 2 })),
      'its part 1 is a MaxPool2d',
    ],
    ['pointwise', new Sequential(layer, new Flatten(), new ReLU()), 'it has no Linear at its end'],
    [
      'pointwise',
      new Sequential(layer, new Flatten({ startDim: 2 }), new Linear({ in: 4, out: 2 })),
      'its Flatten takes the axes 2 to -1 together',
    ],
    ['fold-batchnorm', new Branches([layer]), 'holds no batch norm'],
    ['fuse-branches', layer, 'adds no branches'],
  ];
  for (const [target, other, reason] of unsuitable) {
    test(`a ${other.kind} for '${target}': ${reason}`, () => {
      const run = () => convert(other, target);
      expect(codeOf(run)).toBe('convert/layer');
      expect(messageOf(run)).toContain(`convert to '${target}': `);
      expect(messageOf(run)).toContain(reason);
    });
  }

  test('inputs for which a conversion to or from a linear layer is none', () => {
    const cases: [Layer, ConversionTarget, number[], string][] = [
      [
        layer,
        'linear',
        [1, 2, 9, 9],
        'has 7 x 7 positions on [1, 2, 9, 9]; give an inputShape as long as the filter',
      ],
      [layer, 'linear', [2, 3, 3], 'the input [2, 3, 3] has no batch axis'],
      [
        new Linear({ in: 4, out: 2 }),
        'pointwise',
        [2, 3, 4],
        'its input is [2, 3, 4], expected [N, features]',
      ],
      [
        new Sequential(new Flatten(), new Linear({ in: 4, out: 2 })),
        'pointwise',
        [3, 4],
        'its Flatten reads [3, 4]',
      ],
    ];
    for (const [source, target, inputShape, reason] of cases) {
      const run = () => convert(source, target, { inputShape });
      expect([codeOf(run), messageOf(run)]).toEqual(['convert/layer', expect.stringContaining(reason)]);
    }
  });

  test('weights that are not finite', () => {
    const weight = ones([2, 2, 3, 3]);
    weight.data[5] = NaN;
    for (const target of ALL.slice(0, 5)) {
      const run = () => convert(new Conv2d({ in: 2, out: 2, kernel: 3, weight }), target);
      expect(codeOf(run)).toBe('convert/not-finite');
      expect(messageOf(run)).toContain('the weight holds NaN');
    }
  });

  test('options that the target does not know, by name', () => {
    const given: [ConversionTarget, ConvertOptions][] = [
      ['depthwise-separable', { groups: 2 }],
      ['depthwise-separable', { multiplier: 2 } as ConvertOptions],
      ['spatially-separable', { permute: true }],
      ['flattened', { perKernel: true }],
      ['grouped', { rank: 2 }],
      ['low-rank', { groups: 2 }],
      ['im2col', { shapeOnly: true }],
    ];
    for (const [target, options] of given) {
      const run = () => convert(layer, target, options);
      expect(codeOf(run)).toBe('options/unknown');
      expect(messageOf(run)).toContain(
        `convert to '${target}': unknown option ${Object.keys(options).join()}`,
      );
    }
    expect(messageOf(() => convert(layer, 'im2col', { rank: 1 }))).toMatch(
      /the options are inputShape, cost$/,
    );
  });

  test('ranks that are no whole number, or beyond the one at which the fit is exact', () => {
    for (const rank of [0, 1.5, NaN, 3, '1' as unknown as number]) {
      expect(codeOf(() => convert(layer, 'depthwise-separable', { rank }))).toBe('convert/rank');
    }
    expect(messageOf(() => convert(layer, 'depthwise-separable', { rank: 3 }))).toBe(
      "convert to 'depthwise-separable': rank, which is exact at 2, must be a whole number from 1 to 2, got 3",
    );
    expect(messageOf(() => convert(layer, 'flattened', { rank: [1, 2] }))).toContain(
      "only 'low-rank' takes two",
    );
    for (const rank of [[1], [3, 1], [1, 3], [1, 2, 3]] as unknown as [number, number][]) {
      expect(codeOf(() => convert(layer, 'low-rank', { rank }))).toBe('convert/rank');
    }
    expect(messageOf(() => convert(layer, 'low-rank', { rank: [1, 3] }))).toContain('rank of the outputs');
  });

  test('groups that do not divide the channels, or are none', () => {
    const six = new Conv2d({ in: 6, out: 4, kernel: 1 });
    expect(codeOf(() => convert(six, 'grouped', { groups: 3 }))).toBe('conv/groups');
    expect(codeOf(() => convert(six, 'grouped', { groups: 4 }))).toBe('conv/groups');
    for (const groups of [0, 1, 1.5]) {
      expect(codeOf(() => convert(six, 'grouped', { groups }))).toBe('conv/option-value');
    }
  });

  test('switches and seeds that are none', () => {
    const wrong: [ConversionTarget, object, string][] = [
      ['grouped', { permute: 1 }, 'argument/boolean'],
      ['spatially-separable', { perKernel: 'yes' }, 'argument/boolean'],
      ['low-rank', { shapeOnly: 1 }, 'argument/boolean'],
      ['low-rank', { seed: -1 }, 'argument/integer'],
    ];
    for (const [target, options, code] of wrong)
      expect(codeOf(() => convert(layer, target, options))).toBe(code);
  });

  test('what is no layer, and an input that does not suit the layer or is missing', () => {
    expect(codeOf(() => convert(undefined as unknown as Layer, 'dense'))).toBe('layers/not-a-layer');
    expect(codeOf(() => convert(layer, 'im2col', { inputShape: [1, 3, 8, 8] }))).toBe('conv/channels');
    const untold = () => convert(new Sequential(new Flatten(), new Linear({ in: 4, out: 2 })), 'pointwise');
    expect(codeOf(untold)).toBe('convert/input-shape');
    expect(messageOf(untold)).toContain('give one, such as inputShape: [1, 3, 32, 32]');
  });

  test('fits and errors that would take minutes or too much memory', () => {
    const wide = (out: number, channels: number, kernel: number) =>
      new Conv2d({ in: channels, out, kernel, weight: zeros([out, channels, kernel, kernel]) });
    const flattened = () => convert(wide(600, 600, 3), 'flattened', { rank: 100 });
    expect(codeOf(flattened)).toBe('convert/too-large');
    expect(messageOf(flattened)).toContain('lower the rank to 20 or less'); // 20 · 3 · 3,240,000 + 4 · 20³ < 2e8
    for (const [target, options] of [
      ['spatially-separable', {}],
      ['low-rank', {}],
      ['grouped', { permute: true }],
    ] as const) {
      expect(codeOf(() => convert(wide(1100, 1100, 1), target, options))).toBe('linalg/too-large');
    }
    const perKernel = () => convert(wide(230, 230, 3), 'spatially-separable', { perKernel: true });
    expect(codeOf(perKernel)).toBe('convert/too-large');
    expect(messageOf(perKernel)).toContain('perKernel takes 52900 channels between the two parts');
  });
});
