import { describe, expect, test } from 'vitest';
import {
  AdaptiveAvgPool2d,
  AvgPool1d,
  AvgPool2d,
  BatchNorm2d,
  Branches,
  COUNTED_FIGURES,
  Conv2d,
  Flatten,
  Identity,
  Linear,
  MaxPool2d,
  ReLU,
  Residual,
  Sequential,
  compare,
  cost,
  summary,
  type Layer,
} from '../../../../src/engine';
import { evaluate } from './formula';

const input = [2, 4, 6, 6];
const elements = 2 * 4 * 6 * 6;
const free = { params: 0, macs: 0, multiplications: 0, additions: 0, flops: 0 };

describe('a linear layer', () => {
  const layer = new Linear({ in: 5, out: 3 });

  test('has one MAC per input and output, and an addition per output for its bias', () => {
    const { totals, rows } = cost(layer, [2, 5]);
    expect(totals).toMatchObject({ params: 18, macs: 30, multiplications: 30, additions: 36, flops: 66 });
    expect(rows[0]!.formulas).toMatchObject({ macs: '2 x 3 x 5', additions: '30 + 6', flops: '2 x 30 + 6' });
  });

  test('counts every row of an input of more axes, and does not show a batch of one', () => {
    expect(cost(layer, [2, 7, 5]).totals.macs).toBe(2 * 7 * 3 * 5);
    expect(cost(layer, [1, 5]).rows[0]!.formulas.macs).toBe('3 x 5');
    expect(cost(layer, [5]).rows[0]!.formulas.macs).toBe('3 x 5');
  });

  test('costs as much as the 1 x 1 convolution that it is', () => {
    const conv = cost(new Conv2d({ in: 5, out: 3, kernel: 1 }), [2, 5, 1, 1]).totals;
    const dense = cost(layer, [2, 5]).totals;
    for (const figure of COUNTED_FIGURES) expect([figure, dense[figure]]).toEqual([figure, conv[figure]]);
  });
});

describe('a batch norm', () => {
  const layer = new BatchNorm2d({ features: 4 });

  test('multiplies and adds once per element, and has no MACs', () => {
    expect(cost(layer, input).totals).toMatchObject({
      macs: 0,
      multiplications: elements,
      additions: elements,
      flops: 2 * elements,
    });
  });

  test('has its weight and bias as parameters and not its running statistics, as torchvision counts', () => {
    expect([cost(layer, input).totals.params, summary(layer).params]).toEqual([8, 8]);
    expect(cost(new BatchNorm2d({ features: 4, affine: false }), input).totals.params).toBe(0);
  });

  test('keeps its shift where the biases of convolutions are left out', () => {
    const { rows } = cost([new Conv2d({ in: 4, out: 4, kernel: 1 }), layer], input, { bias: false });
    expect(rows.map(({ params }) => params)).toEqual([16, 8]);
    expect(rows[1]!.additions).toBe(elements);
  });
});

describe('pooling', () => {
  test('by the largest multiplies and adds nothing, whatever counts on padding', () => {
    for (const padding of ['count', 'skip'] as const) {
      const layer = new MaxPool2d({ kernel: 3, stride: 1, padding: 1 });
      expect(cost(layer, input, { padding }).totals).toMatchObject({
        ...free,
        activations: elements,
        activationBytes: 4 * elements,
      });
    }
  });

  test('by the mean adds k - 1 elements and multiplies once per output', () => {
    const { totals, rows } = cost(new AvgPool2d({ kernel: [2, 3] }), input);
    const outputs = 2 * 4 * 3 * 2;
    expect(totals).toMatchObject({
      ...{ macs: 0, multiplications: outputs, additions: 5 * outputs, flops: 6 * outputs },
    });
    expect(rows[0]!.formulas.additions).toBe('2 x 4 x 3 x 2 x (6 - 1)');
  });

  test('by the mean leaves out additions of padding when told to', () => {
    const layer = new AvgPool1d({ kernel: 3, stride: 1, padding: 1 });
    // windows of 3 on 4 elements: 2, 3, 3 and 2 of them real
    expect(cost(layer, [1, 4]).totals.additions).toBe(4 * 2);
    const skipped = cost(layer, [1, 4], { padding: 'skip' });
    expect(skipped.totals.additions).toBe(1 + 2 + 2 + 1);
    expect(skipped.rows[0]!.formulas.additions).toBe('1 x (10 of 12) - 1 x 4');
  });

  test('to one element adds all elements of each channel but the first', () => {
    const { additions, multiplications } = cost(new AdaptiveAvgPool2d({ output: 1 }), input).totals;
    expect([additions, multiplications]).toEqual([elements - 8, 8]);
  });
});

test('a pooling to a number of elements that does not divide the input has windows that share elements', () => {
  // 5 to 3: windows of 2, 3 and 2 elements; 6 to 4: of 2, 2, 2 and 2
  const { totals, rows } = cost(new AdaptiveAvgPool2d({ output: [3, 4] }), [1, 2, 5, 6]);
  const [read, outputs] = [2 * 7 * 8, 2 * 3 * 4];
  expect(totals).toMatchObject({ multiplications: outputs, additions: read - outputs, flops: read });
  expect(rows[0]!.formulas.additions).toBe('1 x 2 x 7 x 8 - 1 x 2 x 3 x 4');
});

describe('branches', () => {
  test('that are added cost one addition per element for every branch after the first', () => {
    const add = (count: number) =>
      cost(
        new Branches(
          Array.from({ length: count }, () => new Identity()),
          { join: 'add' },
        ),
        input,
      );
    expect([1, 2, 3].map(count => add(count).totals.additions)).toEqual([0, elements, 2 * elements]);
    expect(add(3).rows.at(-1)!.formulas.additions).toBe('2 x 2 x 4 x 6 x 6');
    expect(add(3).rows.at(-1)!.bytesMoved).toBe(4 * 4 * elements);
  });

  test('that are put behind each other cost the bytes of their output', () => {
    const { rows } = cost(new Branches([new Identity(), new Identity()]), input);
    expect(rows.at(-1)).toMatchObject({ ...free, kind: 'Concat', activationBytes: 2 * 4 * elements });
    expect(rows.at(-1)!.bytesMoved).toBe(4 * 4 * elements);
  });

  test('are compared by the sums of their rows', () => {
    const conv = () => new Conv2d({ in: 4, out: 4, kernel: 3, padding: 1, bias: false });
    const { entries } = compare({ plain: conv(), residual: new Residual(conv()) }, input);
    const [plain, residual] = entries;
    expect(residual!.totals.additions).toBe(plain!.totals.additions + elements);
    expect(residual!.formulas.additions).toBe('10368 + 2 x 4 x 6 x 6');
    expect(evaluate(residual!.formulas.arithmeticIntensity)).toBe(residual!.totals.arithmeticIntensity);
  });
});

test('layers that only move elements cost the bytes they read and write', () => {
  for (const layer of [new ReLU(), new Flatten(), new Identity()]) {
    expect(cost(layer, input).totals).toMatchObject({
      ...free,
      ...{ activationBytes: 4 * elements, bytesMoved: 8 * elements, arithmeticIntensity: 0 },
    });
  }
});

test('an intensity of nothing moved is 0', () => {
  const { totals, rows } = cost(new ReLU(), [0, 3]);
  expect([totals.bytesMoved, totals.arithmeticIntensity]).toEqual([0, 0]);
  expect(rows[0]!.formulas.arithmeticIntensity).toBe('0');
});

test('a single number has one element', () => {
  const { rows } = cost(new ReLU(), []);
  expect([rows[0]!.activationBytes, rows[0]!.formulas.activationBytes]).toEqual([4, '1 x 4']);
});

test('a 1 x 1 convolution reads its bytes for fewer FLOPs than a 3 x 3 one', () => {
  const intensity = (kernel: number) =>
    cost(new Conv2d({ in: 64, out: 64, kernel, padding: 'same', bias: false }), [1, 64, 32, 32]).totals
      .arithmeticIntensity;
  // 2·64·64·k²·1024 FLOPs over 4·(64·1024 + 64·64·k² + 64·1024) bytes
  expect(intensity(1)).toBeCloseTo(8_388_608 / 540_672, 12);
  expect(intensity(3)).toBeCloseTo(75_497_472 / 671_744, 12);
});

test('every formula of these layers gives its figure, under both conventions', () => {
  const layers: Layer[] = [
    new Linear({ in: 6, out: 2 }),
    new BatchNorm2d({ features: 4 }),
    new AvgPool2d({ kernel: 3, padding: 1, stride: 2 }),
    new AdaptiveAvgPool2d({ output: 2 }),
    new AdaptiveAvgPool2d({ output: [4, 5] }),
    new MaxPool2d({ kernel: 2 }),
    new Residual(new Sequential(new Conv2d({ in: 4, out: 4, kernel: 3, padding: 1 }), new ReLU())),
    new Branches([new Identity(), new Identity(), new Identity()], { join: 'add' }),
  ];
  for (const layer of layers) {
    for (const padding of ['count', 'skip'] as const) {
      for (const row of cost(layer, input, { padding }).rows) {
        for (const figure of [...COUNTED_FIGURES, 'arithmeticIntensity'] as const) {
          expect([row.kind, figure, evaluate(row.formulas[figure])]).toEqual([row.kind, figure, row[figure]]);
        }
      }
    }
  }
});
