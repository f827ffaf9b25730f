import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  ChannelPermutation,
  Conv2d,
  FlattenedConv2d,
  GroupedConv2d,
  SeparableConv2d,
  Sequential,
  SpatialSeparableConv2d,
  convert,
  cost,
  randn,
  tensor,
  zeros,
  type ConversionTarget,
  type Conv1d,
  type ConvertOptions,
} from '../../../../src/engine';
import { multiplyOut } from '../../../../src/engine/convert/linear/stack';
import { expectSameOutputs, noise, readConvertFixture } from './support';

const fixture = readConvertFixture();

describe(`the error on Gaussian noise is the least that there is (${fixture.origin})`, () => {
  const cases: [
    target: ConversionTarget,
    options: ConvertOptions,
    of: { shape: number[]; seed: number; error: number },
  ][] = [
    ...fixture.depthwiseSeparable.map(of => ['depthwise-separable', { rank: of.rank }, of] as const),
    ...fixture.spatiallySeparable.map(of => ['spatially-separable', { rank: of.rank }, of] as const),
    ...fixture.perKernel.map(of => ['spatially-separable', { rank: of.rank, perKernel: true }, of] as const),
    ...fixture.grouped.map(of => ['grouped', { groups: of.groups }, of] as const),
  ].map(([target, options, of]) => [target, options, of]);
  for (const [target, options, { shape, seed, error }] of cases) {
    test(`${target} ${JSON.stringify(options)} of ${shape.join(' x ')}: ${error.toFixed(3)}`, () => {
      const conversion = convert(noise(shape, seed), target, options);
      expect(conversion.error).toBeCloseTo(error, 5);
      expect(conversion.exact).toBe(false);
    });
  }
});

test('the figures of the article for noise: spatial rank 1 per kernel 0.50, 64 x 32 pairs 0.90 / 0.62 / 0.22, groups 0.71', () => {
  const [square, wide] = [
    [32, 32, 3, 3],
    [64, 32, 3, 3],
  ];
  const error = (shape: number[], target: ConversionTarget, options: ConvertOptions) =>
    convert(noise(shape, 7), target, options).error;
  expect(error(square, 'spatially-separable', { perKernel: true })).toBeCloseTo(0.5, 2);
  expect(error(square, 'grouped', { groups: 2 })).toBeCloseTo(Math.SQRT1_2, 2);
  const pairs = [1, 4, 8].map(rank => error(wide, 'depthwise-separable', { rank })!);
  pairs.forEach((value, i) => expect(Math.abs(value - [0.9, 0.62, 0.22][i]!)).toBeLessThan(0.011));
});

describe(`fits that are searched for are as good as a reference's (${fixture.origin})`, () => {
  for (const { shape, seed, rank, error } of fixture.flattened) {
    test(`flattened, rank ${rank} of ${shape.join(' x ')}: ${error.toFixed(3)}`, () => {
      expect(convert(noise(shape, seed), 'flattened', { rank }).error).toBeLessThan(error * 1.02);
    });
  }
  for (const { shape, seed, error } of fixture.flattenedFilters) {
    test(`flattened, each filter of ${shape.join(' x ')}: ${error.toFixed(3)}`, () => {
      expect(convert(noise(shape, seed), 'flattened').error).toBeLessThan(error * 1.005);
    });
  }
  for (const { shape, seed, rank, error } of fixture.lowRank) {
    test(`low-rank, rank ${rank.join(', ')} of ${shape.join(' x ')}: ${error.toFixed(3)}`, () => {
      expect(convert(noise(shape, seed), 'low-rank', { rank }).error).toBeCloseTo(error, 3);
    });
  }
  for (const { shape, seed, error } of fixture.permuted) {
    test(`grouped with a permutation, noise ${seed} of ${shape.join(' x ')}: ${error.toFixed(3)}, the best of all`, () => {
      const conversion = convert(noise(shape, seed), 'grouped', { groups: 2, permute: true });
      expect(conversion.error).toBeCloseTo(error, 5);
    });
  }
});

/** The whole weight, exactly of a form: that of a layer of it with fresh weights, multiplied out. */
function inDisguise(
  target: ConversionTarget,
  options: ConvertOptions,
  conv: Partial<ConstructorParameters<typeof Conv2d>[0]>,
) {
  const like = noise([6, 4, 3, 2], 1, { ...conv, dtype: 'float64' });
  const { layer } = convert(like, target, { ...options, shapeOnly: true, seed: 5 });
  const weight = zeros([6, 4, 3, 2], { dtype: 'float64' });
  const kernel = multiplyOut(layer, { channels: 4, spatial: 2 });
  const perGroup = kernel.in / kernel.groups;
  for (let o = 0; o < 6; o++) {
    const from = Math.floor(o / (6 / kernel.groups)) * perGroup;
    weight.data.set(kernel.weight.subarray(o * perGroup * 6, (o + 1) * perGroup * 6), (o * 4 + from) * 6);
  }
  return new Conv2d({
    in: 4,
    out: 6,
    kernel: [3, 2],
    weight,
    bias: randn([6], { seed: 3, dtype: 'float64' }),
    ...conv,
  });
}

const FORMS: [target: ConversionTarget, options: ConvertOptions][] = [
  ['depthwise-separable', { rank: 1 }],
  ['depthwise-separable', { rank: 3 }],
  ['spatially-separable', { rank: 3 }],
  ['spatially-separable', { rank: 1, perKernel: true }],
  ['flattened', {}],
  ['flattened', { rank: 1 }],
  ['flattened', { rank: 2 }],
  ['grouped', { groups: 2 }],
  ['low-rank', { rank: 3 }],
  ['low-rank', { rank: [3, 2] }],
];

describe('a weight that has the form', () => {
  const geometries: Partial<ConstructorParameters<typeof Conv2d>[0]>[] = [
    {},
    {
      stride: [2, 3],
      padding: [
        [1, 0],
        [2, 3],
      ],
      dilation: [2, 1],
    },
    { padding: 'same', stride: 2 },
    { padding: 'full', dilation: [1, 2] },
  ];
  for (const [target, options] of FORMS) {
    test(`converts exactly to ${target} ${JSON.stringify(options)}, with stride, padding, dilation and bias`, () => {
      for (const geometry of geometries) {
        const source = inDisguise(target, options, geometry);
        const conversion = convert(source, target, options);
        expect([conversion.exact, conversion.error! < 1e-12]).toEqual([true, true]);
        expectSameOutputs(source, conversion.layer, [2, 4, 9, 8]);
        expectSameOutputs(source, conversion.layer, [4, 9, 8]);
      }
    });
  }

  test('converts exactly when it is all zero', () => {
    const source = new Conv2d({ in: 4, out: 6, kernel: 3, weight: zeros([6, 4, 3, 3]), bias: false });
    for (const [target, options] of [...FORMS, ['grouped', { permute: true }] as const]) {
      expect(convert(source, target, options)).toMatchObject({ exact: true, error: 0 });
    }
  });

  test('of blocks in another order converts exactly with a permutation', () => {
    const blocks = convert(noise([6, 8, 3, 3], 2, { groups: 1 }), 'grouped').layer as GroupedConv2d;
    const order = { outputs: [3, 0, 5, 1, 4, 2], inputs: [6, 1, 0, 7, 3, 2, 5, 4] };
    const mixed = convert(
      new Sequential(
        new ChannelPermutation({ order: order.inputs }),
        blocks,
        new ChannelPermutation({ order: order.outputs }),
      ),
      'dense',
      { inputShape: [1, 8, 9, 9] },
    ).layer as Conv2d;
    expect(convert(mixed, 'grouped', { groups: 2 }).exact).toBe(false);
    const conversion = convert(mixed, 'grouped', { groups: 2, permute: true });
    expect(conversion.exact).toBe(true);
    expectSameOutputs(mixed, conversion.layer, [2, 8, 5, 5], { dtype: 'float32' });
    expectSameOutputs(mixed, conversion.layer, [8, 5, 5], { dtype: 'float32' });
  });
});

describe('a rank', () => {
  test('at which every weight has the form gives an exact layer', () => {
    const source = noise([5, 4, 3, 2], 4);
    const exact: [ConversionTarget, ConvertOptions][] = [
      ['depthwise-separable', { rank: 5 }],
      ['spatially-separable', { rank: 10 }],
      ['spatially-separable', { rank: 2, perKernel: true }],
      ['low-rank', { rank: 5 }],
      ['low-rank', { rank: [4, 5] }],
    ];
    for (const [target, options] of exact) expect(convert(source, target, options).exact).toBe(true);
  });

  test('of 1 is what depthwise-separable has by default; others halve the MACs, or take what fits', () => {
    const source = noise([16, 16, 3, 3], 1, { padding: 1 });
    expect(convert(source, 'depthwise-separable').rank).toBe(1);
    for (const target of ['spatially-separable', 'low-rank'] as const) {
      const { before, after, rank, layer } = convert(source, target);
      expect(after.macs).toBeLessThan(before.macs / 2);
      expect(layer.parameters()).toBeDefined();
      const next = convert(source, target, { rank: (rank as number) + 1, shapeOnly: true });
      expect(next.after.macs).toBeGreaterThanOrEqual(before.macs / 2);
    }
    expect(convert(noise([1, 1, 3, 3], 1), 'spatially-separable').rank).toBe(1);
  });

  test('breaks even where the next one takes no fewer MACs than the dense layer', () => {
    const sizes = fc.record({
      out: fc.integer({ min: 1, max: 12 }),
      channels: fc.integer({ min: 1, max: 12 }),
      height: fc.integer({ min: 1, max: 4 }),
      width: fc.integer({ min: 1, max: 4 }),
      stride: fc.integer({ min: 1, max: 2 }),
      target: fc.constantFrom<[ConversionTarget, ConvertOptions]>(
        ['depthwise-separable', {}],
        ['spatially-separable', {}],
        ['spatially-separable', { perKernel: true }],
        ['flattened', { rank: 1 }],
        ['low-rank', {}],
      ),
    });
    fc.assert(
      fc.property(sizes, ({ out, channels, height, width, stride, target: [target, options] }) => {
        const source = noise([out, channels, height, width], 1, { stride, padding: 1 });
        const inputShape = [2, channels, 9, 8];
        const macsAt = (rank: number) =>
          convert(source, target, { ...options, rank, inputShape, shapeOnly: true }).after.macs;
        const { breakEvenRank, before } = convert(source, target, {
          ...options,
          inputShape,
          shapeOnly: true,
        });
        const most = {
          'depthwise-separable': Math.min(height * width, out),
          'low-rank': Math.max(out, channels),
        };
        if (breakEvenRank! > 0) expect(macsAt(breakEvenRank!)).toBeLessThan(before.macs);
        const next = breakEvenRank! + 1;
        if (!(target in most) || next <= most[target as keyof typeof most]) {
          const beyond = macsUnlessRefused(() => macsAt(next));
          if (beyond !== undefined) expect(beyond).toBeGreaterThanOrEqual(before.macs);
        }
      }),
      { seed: 5, numRuns: 60 },
    );
  });

  test('of the article breaks even below k² Cout / (k² + Cout)', () => {
    expect(convert(noise([32, 32, 3, 3], 1), 'depthwise-separable').breakEvenRank).toBe(7); // 7.02
    expect(convert(noise([18, 4, 3, 3], 1), 'depthwise-separable').breakEvenRank).toBe(5); // 6, which ties
  });
});

/** Undefined for a rank that is larger than any that is needed. */
function macsUnlessRefused(macs: () => number): number | undefined {
  try {
    return macs();
  } catch (error) {
    if ((error as { code?: string }).code === 'convert/rank') return undefined;
    throw error;
  }
}

describe('the layer that comes out', () => {
  const source = noise([6, 4, 3, 3], 1, { bias: tensor([1, 2, 3, 4, 5, 6]) });

  test('is of the class that has the form, where there is one', () => {
    const kinds = FORMS.map(([target, options]) => convert(source, target, options).layer);
    expect(kinds.map(layer => layer.constructor)).toEqual([
      SeparableConv2d,
      SeparableConv2d,
      SpatialSeparableConv2d,
      Sequential,
      FlattenedConv2d,
      Sequential,
      Sequential,
      GroupedConv2d,
      Sequential,
      Sequential,
    ]);
  });

  test('has a bias of its own', () => {
    for (const [target, options] of FORMS) {
      const bias = Object.entries(convert(source, target, options).layer.parameters()).find(([name]) =>
        /bias$/.test(name),
      );
      expect(bias![1].tolist()).toEqual([1, 2, 3, 4, 5, 6]);
      expect(bias![1].data).not.toBe(source.bias!.data);
    }
    const without = noise([6, 4, 3, 3], 1, { bias: false });
    for (const [target, options] of FORMS) {
      expect(Object.keys(convert(without, target, options).layer.parameters()).join()).not.toMatch(/bias/);
    }
  });

  test('leaves the source as it was', () => {
    for (const [target, options] of FORMS) convert(source, target, options);
    expect(source.weight.tolist()).toEqual(randn([6, 4, 3, 3], { seed: 1 }).tolist());
  });

  test('is the same for the same seed, and its costs are those that are told', () => {
    for (const [target, options] of FORMS) {
      const [a, b] = [1, 1].map(seed => convert(source, target, { ...options, seed }));
      expect(parametersOf(a!.layer)).toEqual(parametersOf(b!.layer));
      expect(a!.after).toEqual(cost(a!.layer, [1, 4, 32, 32]).totals);
    }
  });
});

function parametersOf(layer: { parameters: Conv1d['parameters'] }): unknown[] {
  return Object.entries(layer.parameters()).map(([name, { data }]) => [name, [...data]]);
}

describe('shapeOnly', () => {
  const source = noise([6, 4, 3, 3], 1);

  test('gives the same shape with weights of the seed, and claims no error', () => {
    for (const [target, options] of FORMS) {
      const fitted = convert(source, target, options);
      const [a, b, c] = [3, 3, 4].map(seed => convert(source, target, { ...options, shapeOnly: true, seed }));
      expect(a).toMatchObject({ error: null, exact: false, shapeOnly: true, after: fitted.after });
      expect(a).not.toHaveProperty('outputError');
      const shapes = (layer: typeof fitted.layer) =>
        Object.entries(layer.parameters()).map(([name, { shape }]) => [name, shape]);
      expect(shapes(a!.layer)).toEqual(shapes(fitted.layer));
      expect(parametersOf(a!.layer)).toEqual(parametersOf(b!.layer));
      expect(parametersOf(a!.layer)).not.toEqual(parametersOf(c!.layer));
    }
  });

  test('keeps the dtype, and needs no finite weights', () => {
    const broken = noise([6, 4, 3, 3], 1, { dtype: 'float64' });
    broken.weight.data[0] = NaN;
    for (const [target, options] of FORMS) {
      const { layer } = convert(broken, target, { ...options, shapeOnly: true });
      expect(Object.values(layer.parameters()).every(({ dtype }) => dtype === 'float64')).toBe(true);
    }
  });
});

describe('low-rank says how its bases were found', () => {
  test('in one sweep where the weight has the form, and in more elsewhere', () => {
    const [notes] = [convert(noise([4, 3, 3, 3], 1), 'low-rank', { rank: 4 }).notes];
    expect(notes).toEqual(['The bases of the channels settled after 1 sweep.']);
    const searched = convert(noise([8, 8, 3, 3], 1), 'low-rank', { rank: 3 }).notes;
    expect(searched?.join()).toMatch(/^The bases of the channels settled after \d+ sweeps\.$/);
  });

  test('and where they had not settled', () => {
    const { notes } = convert(noise([24, 24, 3, 3], 1), 'low-rank', { rank: 12 });
    expect(notes).toEqual(['The bases of the channels had not settled after 60 sweeps.']);
  });
});

describe('flattened says how its search ended', () => {
  test('where it settled', () => {
    expect(convert(noise([2, 2, 3, 3], 1), 'flattened').notes?.join()).toMatch(
      /^Alternating least squares settled after \d+ sweeps/,
    );
  });

  test('where it did not', () => {
    const { notes } = convert(noise([5, 5, 3, 3], 3), 'flattened', { rank: 12 });
    expect(notes?.join()).toBe('Alternating least squares had not settled after 500 sweeps.');
  });
});
