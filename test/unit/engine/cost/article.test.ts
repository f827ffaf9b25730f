import { describe, expect, test } from 'vitest';
import {
  ChannelShuffle,
  Conv2d,
  ConvTranspose2d,
  DepthwiseConv2d,
  FlattenedConv2d,
  GroupedConv2d,
  PointwiseConv2d,
  PointwiseGroupedConv2d,
  SeparableConv2d,
  Sequential,
  SpatialSeparableConv2d,
  compare,
  cost,
  type Model,
} from '../../../../src/engine';

/** Multiplications, the figure the article gives. */
function multiplications(model: Model, inputShape: number[]): number {
  return cost(model, inputShape).totals.multiplications;
}

function params(model: Model, inputShape: number[]): number {
  return cost(model, inputShape, { bias: false }).totals.params;
}

const square = (m: number, n: number) => ({
  standard: multiplications(new Conv2d({ in: 1, out: 1, kernel: m }), [1, 1, n, n]),
  separable: multiplications(new SpatialSeparableConv2d({ in: 1, out: 1, kernel: m }), [1, 1, n, n]),
});

describe('section 2, convolution in deep learning', () => {
  test('one 3 x 3 filter takes 5 x 5 to 3 x 3', () => {
    expect(new Conv2d({ in: 1, out: 1, kernel: 3 }).outputShape([1, 1, 5, 5])).toEqual([1, 1, 3, 3]);
  });

  test('a 3 x 3 x 3 filter takes 5 x 5 x 3 to one 3 x 3 map', () => {
    const layer = new Conv2d({ in: 3, out: 1, kernel: 3 });
    expect([layer.outputShape([1, 3, 5, 5]), layer.weight.size]).toEqual([[1, 1, 3, 3], 27]);
  });

  test('Din to Dout takes Dout filters of Din kernels', () => {
    expect(new Conv2d({ in: 5, out: 7, kernel: 3 }).weight.shape).toEqual([7, 5, 3, 3]);
  });
});

describe('section 4, 1 x 1 convolution', () => {
  test('N filters change the depth to N and nothing else', () => {
    expect(new PointwiseConv2d({ in: 200, out: 1 }).outputShape([1, 200, 64, 48])).toEqual([1, 1, 64, 48]);
  });

  test('before a 5 x 5 convolution it saves nine tenths (Inception 3a: 192 to 16 to 32 channels at 28 x 28)', () => {
    const direct = new Conv2d({ in: 192, out: 32, kernel: 5, padding: 2 });
    const reduced = [
      new PointwiseConv2d({ in: 192, out: 16 }),
      new Conv2d({ in: 16, out: 32, kernel: 5, padding: 2 }),
    ];
    // 28·28·32·192·25, and 28·28·(16·192 + 32·16·25)
    expect(multiplications(direct, [1, 192, 28, 28])).toBe(120_422_400);
    expect(multiplications(reduced, [1, 192, 28, 28])).toBe(12_443_648);
  });
});

describe('section 5 and 6, arithmetic', () => {
  test('a 3 x 3 filter at stride 1 with padding 1 keeps the size', () => {
    expect(new Conv2d({ in: 1, out: 1, kernel: 3, padding: 1 }).outputShape([1, 1, 9, 7])).toEqual([
      1, 1, 9, 7,
    ]);
  });

  test('same padding keeps the size at stride 1, and divides it rounding up otherwise (error 13)', () => {
    const output = (stride: number) =>
      new Conv2d({ in: 1, out: 1, kernel: 4, stride, padding: 'same' }).outputShape([1, 1, 7, 7]);
    expect([output(1), output(2)]).toEqual([
      [1, 1, 7, 7],
      [1, 1, 4, 4],
    ]);
  });

  test('a transposed 3 x 3 filter takes 2 x 2 to 4 x 4, and to 5 x 5 at stride 2', () => {
    const output = (stride: number) =>
      new ConvTranspose2d({ in: 1, out: 1, kernel: 3, stride }).outputShape([1, 1, 2, 2]);
    expect([output(1), output(2)]).toEqual([
      [1, 1, 4, 4],
      [1, 1, 5, 5],
    ]);
  });
});

describe('section 8.1, spatially separable', () => {
  test('six parameters do for nine', () => {
    expect(params(new SpatialSeparableConv2d({ in: 1, out: 1, kernel: 3 }), [1, 1, 5, 5])).toBe(6);
    expect(params(new Conv2d({ in: 1, out: 1, kernel: 3 }), [1, 1, 5, 5])).toBe(9);
  });

  test('72 multiplications do for 81 on a 5 x 5 image, a saving of 11 % and not of a third (error 5)', () => {
    const { standard, separable } = square(3, 5);
    expect([standard, separable]).toEqual([81, 72]);
    expect(1 - separable / standard).toBeCloseTo(0.111, 3);
  });

  test('costs 15 x 3 for the column and 9 x 3 for the row', () => {
    const { rows } = cost(new SpatialSeparableConv2d({ in: 1, out: 1, kernel: 3 }), [1, 1, 5, 5]);
    expect(rows.map(({ name, macs }) => [name, macs])).toEqual([
      ['column', 45],
      ['row', 27],
    ]);
  });

  test('costs (2N - m + 1)(N - m + 1)m for any m, of which (N - 2) is the case m = 3 (error 4)', () => {
    for (const m of [2, 3, 5, 7]) {
      for (const n of [m, 8, 15, 32]) {
        const { standard, separable } = square(m, n);
        expect([standard, separable]).toEqual([(n - m + 1) ** 2 * m ** 2, (2 * n - m + 1) * (n - m + 1) * m]);
      }
    }
  });

  test('has the ratio 0.3187 for m = 7 and N = 32 (error 4)', () => {
    const { standard, separable } = square(7, 32);
    expect(separable / standard).toBeCloseTo(0.3187, 4);
  });

  test('ties at N = 4 and loses at N = 3 for m = 3, and never wins for m = 2 (error 4)', () => {
    expect(square(3, 4)).toEqual({ standard: 36, separable: 36 });
    expect(square(3, 3)).toEqual({ standard: 9, separable: 12 });
    for (const n of [2, 10, 1000]) {
      const { standard, separable } = square(2, n);
      expect(separable).toBeGreaterThan(standard);
    }
  });

  test('tends to the ratio 2/m', () => {
    for (const m of [3, 5, 7]) {
      const { standard, separable } = square(m, 10_000);
      expect(separable / standard).toBeCloseTo(2 / m, 3);
    }
  });
});

describe('section 8.2, depthwise separable', () => {
  const input = [1, 3, 7, 7];
  const comparison = compare(
    {
      dense: new Conv2d({ in: 3, out: 128, kernel: 3 }),
      separable: new SeparableConv2d({ in: 3, out: 128, kernel: 3 }),
    },
    input,
  );

  test('takes 7 x 7 x 3 to 5 x 5 x 128 with 10,275 multiplications for 86,400', () => {
    expect(comparison.entries.map(({ totals }) => [totals.outputShape, totals.multiplications])).toEqual([
      [[1, 128, 5, 5], 86_400],
      [[1, 128, 5, 5], 10_275],
    ]);
    expect(10_275 / 86_400).toBeCloseTo(0.119, 3);
  });

  test('states the product behind each figure', () => {
    expect(comparison.entries.map(({ formulas }) => formulas.macs)).toEqual([
      '128 x 3 x 3 x 3 x 5 x 5',
      '3 x 1 x 3 x 3 x 5 x 5 + 128 x 3 x 1 x 1 x 5 x 5',
    ]);
  });

  test('is 675 for the depthwise part and 9,600 for the 1 x 1 part', () => {
    const { rows } = cost(new SeparableConv2d({ in: 3, out: 128, kernel: 3 }), input);
    expect(rows.map(({ name, multiplications: count }) => [name, count])).toEqual([
      ['depthwise', 675],
      ['pointwise', 9_600],
    ]);
  });

  test('has the ratio 1/Nc + 1/h², 8.41 and 20.9 times fewer at Nc = 128 and not 9 and 25 (error 6)', () => {
    const saving = (h: number, out: number) =>
      multiplications(new Conv2d({ in: 3, out, kernel: h }), [1, 3, 9, 9]) /
      multiplications(new SeparableConv2d({ in: 3, out, kernel: h }), [1, 3, 9, 9]);
    expect(1 / saving(3, 128)).toBeCloseTo(1 / 128 + 1 / 9, 12);
    expect(saving(3, 128)).toBeCloseTo(8.41, 2);
    expect(saving(5, 128)).toBeCloseTo(20.9, 1);
    expect(saving(3, 10_000)).toBeCloseTo(9, 1);
    expect(saving(5, 10_000)).toBeCloseTo(25, 0);
  });

  test('changes the depth without its 1 x 1 part by a multiplier (error 9)', () => {
    expect(new DepthwiseConv2d({ in: 3, multiplier: 4, kernel: 3 }).outputShape(input)).toEqual([
      1, 12, 5, 5,
    ]);
  });
});

describe('section 9, flattened', () => {
  test('has C + Y + X parameters a filter for C·Y·X', () => {
    const options = { in: 16, out: 1, kernel: [5, 3] };
    expect(params(new FlattenedConv2d(options), [1, 16, 9, 9])).toBe(16 + 5 + 3);
    expect(params(new Conv2d(options), [1, 16, 9, 9])).toBe(16 * 5 * 3);
  });
});

describe('section 10, grouped', () => {
  test('two groups halve the parameters', () => {
    const options = { in: 8, out: 12, kernel: 3 };
    const dense = params(new Conv2d(options), [1, 8, 5, 5]);
    expect(params(new GroupedConv2d({ ...options, groups: 2 }), [1, 8, 5, 5])).toBe(dense / 2);
  });

  test('as many groups as channels cost as much as a depthwise layer', () => {
    const grouped = cost(new GroupedConv2d({ in: 4, out: 8, kernel: 3, groups: 4 }), [1, 4, 5, 5]).totals;
    expect(cost(new DepthwiseConv2d({ in: 4, multiplier: 2, kernel: 3 }), [1, 4, 5, 5]).totals).toEqual(
      grouped,
    );
  });

  test('a ResNeXt 32x4d block has 70,144 parameters against 69,632 of its ResNet twin (256-d)', () => {
    const block = (width: number, groups: number) =>
      new Sequential(
        new PointwiseConv2d({ in: 256, out: width }),
        new Conv2d({ in: width, out: width, kernel: 3, padding: 1, groups }),
        new PointwiseConv2d({ in: width, out: 256 }),
      );
    expect([params(block(64, 1), [1, 256, 56, 56]), params(block(128, 32), [1, 256, 56, 56])]).toEqual([
      69_632, 70_144,
    ]);
  });

  test('AlexNet’s second layer in two groups has half of the 614,400 parameters', () => {
    const options = { in: 96, out: 256, kernel: 5, padding: 2 };
    expect(params(new Conv2d(options), [1, 96, 27, 27])).toBe(614_400);
    expect(params(new GroupedConv2d({ ...options, groups: 2 }), [1, 96, 27, 27])).toBe(307_200);
  });
});

test('section 12: a 1 x 1 convolution in g groups costs a g-th', () => {
  const dense = multiplications(new PointwiseConv2d({ in: 240, out: 60 }), [1, 240, 28, 28]);
  const grouped = multiplications(
    new PointwiseGroupedConv2d({ in: 240, out: 60, groups: 3 }),
    [1, 240, 28, 28],
  );
  expect([dense, grouped]).toEqual([28 * 28 * 240 * 60, (28 * 28 * 240 * 60) / 3]);
});

test('section 12: a ShuffleNet unit costs hw(2cm/g + 9m) where ResNet costs hw(2cm + 9m²), ResNeXt hw(2cm + 9m²/g)', () => {
  // Zhang et al., arXiv:1707.01083, section 3.2; c = 240 channels, bottleneck m = 60, g = 3, on 28 x 28
  const [c, m, g, hw] = [240, 60, 3, 28 * 28] as const;
  const middle = { in: m, out: m, kernel: 3, padding: 1 };
  const dense = [new PointwiseConv2d({ in: c, out: m }), new PointwiseConv2d({ in: m, out: c })] as const;
  const units = {
    resnet: [dense[0], new Conv2d(middle), dense[1]],
    resnext: [dense[0], new GroupedConv2d({ ...middle, groups: g }), dense[1]],
    shufflenet: [
      new PointwiseGroupedConv2d({ in: c, out: m, groups: g }),
      new ChannelShuffle({ groups: g }),
      new DepthwiseConv2d({ in: m, kernel: 3, padding: 1 }),
      new PointwiseGroupedConv2d({ in: m, out: c, groups: g }),
    ],
  };
  expect(compare(units, [1, c, 28, 28]).entries.map(({ totals }) => totals.macs)).toEqual([
    hw * (2 * c * m + 9 * m ** 2),
    hw * (2 * c * m + (9 * m ** 2) / g),
    hw * ((2 * c * m) / g + 9 * m),
  ]);
});

describe('the transposed layer that tools count differently (64 to 32, k4, s2, p1 on 16 x 16)', () => {
  const layer = new ConvTranspose2d({ in: 64, out: 32, kernel: 4, stride: 2, padding: 1 });
  const input = [1, 64, 16, 16];

  test('has 8,388,608 MACs by scatter, 7,872,512 without those that are cropped', () => {
    expect(cost(layer, input).totals.macs).toBe(8_388_608);
    expect(cost(layer, input, { padding: 'skip' }).totals.macs).toBe(7_872_512);
  });

  test('states its formula either way', () => {
    expect(cost(layer, input).rows[0]?.formulas.macs).toBe('64 x 32 x 4 x 4 x 16 x 16');
    expect(cost(layer, input, { padding: 'skip' }).rows[0]?.formulas.macs).toBe(
      '64 x 32 x (62 of 64) x (62 of 64)',
    );
  });

  test('has 16,777,216 FLOPs and 32,768 more for its bias', () => {
    expect(cost(layer, input, { bias: false }).totals.flops).toBe(16_777_216);
    expect(cost(layer, input).totals.flops).toBe(16_777_216 + 32_768);
  });
});
