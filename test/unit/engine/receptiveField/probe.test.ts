import { describe, expect, test } from 'vitest';
import {
  AdaptiveAvgPool1d,
  AvgPool2d,
  BatchNorm2d,
  Conv1d,
  Conv2d,
  ConvTranspose2d,
  Flatten,
  Linear,
  MaxPool2d,
  Permute,
  ReLU,
  Residual,
  Sequential,
  Sigmoid,
  Unfold,
  add,
  conv2d,
  grad,
  ones,
  probeField,
  randn,
  relu,
  sum,
  tensor,
  zeros,
  type Layer,
  type Model,
  type ProbeOptions,
} from '../../../../src/engine';
import { codeOf, messageOf } from '../tensor/failure';

const dilated = new Conv2d({ in: 1, out: 1, kernel: 3, dilation: 2 });

describe('probeField', () => {
  test('counts the paths and the inputs that matter', () => {
    const stack = [new Conv1d({ in: 2, out: 3, kernel: 3 }), new Conv1d({ in: 3, out: 1, kernel: 2 })];
    const probe = probeField(stack, [1, 2, 8]);
    expect(probe).toMatchObject({ method: 'gradient', weights: 'structure', position: [2], channel: null });
    expect(probe).toMatchObject({ extent: [[2, 5]], size: [4], count: 4, density: 1 });
    expect(probe.mask.tolist()).toEqual([0, 0, 1, 1, 1, 1, 0, 0]);
    expect(probe.strength.tolist()).toEqual([0, 0, 6, 12, 12, 6, 0, 0]); // through 2 x 3 channels
  });

  test('shows the holes of a dilated stack as density', () => {
    const { size, count, density } = probeField([dilated, dilated, dilated], [1, 1, 17, 17]);
    expect([size, count]).toEqual([[13, 13], 49]);
    expect(density).toBeCloseTo(49 / 169, 12);
  });

  test('finds paths that weights, ReLU, sigmoids and maxima would hide', () => {
    const dead = new Conv2d({ in: 1, out: 1, kernel: 3, weight: zeros([1, 1, 3, 3]), bias: tensor([-5]) });
    const layers = [
      dead,
      new ReLU(),
      new BatchNorm2d({ features: 1 }),
      new Sigmoid(),
      new MaxPool2d({ kernel: 2 }),
    ];
    for (const method of ['gradient', 'impulse'] as const) {
      expect(probeField(layers, [1, 1, 8, 8], { method, position: [0, 0] }).size).toEqual([4, 4]);
    }
  });

  test('looks at one channel alone when it is asked to', () => {
    const grouped = new Conv1d({ in: 2, out: 2, kernel: 1, groups: 2 });
    expect(probeField(grouped, [1, 2, 3], { channel: 1 }).strength.tolist()).toEqual([0, 1, 0]);
    expect(probeField(grouped, [1, 2, 3]).strength.tolist()).toEqual([0, 2, 0]);
    expect(probeField(grouped, [2, 3], { channel: 0, method: 'impulse' }).channel).toBe(0);
  });

  test('looks at the first sample of a batch', () => {
    const pool = new AvgPool2d({ kernel: 2 });
    expect(probeField(pool, [3, 1, 4, 4]).strength.tolist()).toEqual(
      probeField(pool, [1, 1, 4, 4]).strength.tolist(),
    );
  });

  test('follows layers that mix axes', () => {
    const classifier = [
      new Conv2d({ in: 1, out: 2, kernel: 3 }),
      new Flatten(),
      new Linear({ in: 8, out: 3 }),
    ];
    expect(probeField(classifier, [1, 1, 4, 4], { channel: 2 }).size).toEqual([4, 4]);
    const last = [
      new Permute({ dims: [0, 2, 3, 1] }),
      new Linear({ in: 2, out: 5 }),
      new Permute({ dims: [0, 3, 1, 2] }),
    ];
    expect(probeField(last, [1, 2, 3, 3]).mask.tolist()).toEqual([
      [0, 0, 0],
      [0, 1, 0],
      [0, 0, 0],
    ]);
    const unfolded = [new Unfold({ kernel: 2 }), new Conv2d({ in: 4, out: 1, kernel: 1 })];
    expect(probeField(unfolded, [1, 1, 3, 3], { position: [0, 1] }).extent).toEqual([
      [0, 1],
      [1, 2],
    ]);
  });

  test('shares out the paths through windows of uneven adaptive pooling', () => {
    const { strength } = probeField(new AdaptiveAvgPool1d({ output: 3 }), [1, 1, 8], { position: [1] });
    expect(strength.tolist()).toEqual([0, 0, 0.25, 0.25, 0.25, 0.25, 0, 0]);
  });

  test('finds nothing between elements that were moved apart', () => {
    const up = new ConvTranspose2d({ in: 1, out: 1, kernel: 1, stride: 2 });
    for (const method of ['gradient', 'impulse'] as const) {
      const probe = probeField(up, [1, 1, 3, 3], { position: [1, 2], method });
      expect(probe).toMatchObject({ extent: null, size: [0, 0], count: 0, density: 0 });
    }
  });

  test('takes features without positions, and a model that does nothing', () => {
    expect(probeField(new Linear({ in: 4, out: 2 }), [1, 4])).toMatchObject({
      extent: [],
      count: 1,
      density: 1,
    });
    expect(probeField(new ReLU(), []).strength.tolist()).toBe(1);
    expect(probeField(new ReLU(), [1, 1, 3]).mask.tolist()).toEqual([0, 1, 0]);
    expect(probeField(new ReLU(), [1, 1, 3], { weights: 'own', position: [0] }).mask.shape).toEqual([3]);
    expect(probeField(new ReLU(), [1, 1, 3], { weights: 'own', input: ones([1, 1, 3]) }).count).toBe(1);
  });

  test('leaves the model as it is', () => {
    const conv = new Conv2d({ in: 1, out: 1, kernel: 3 });
    const norm = new BatchNorm2d({ features: 1 });
    const model = new Sequential(conv, norm, new ReLU());
    const before = JSON.stringify(Object.entries(model.stateDict()).map(([name, x]) => [name, x.tolist()]));
    const [weight, bias] = [conv.weight, conv.bias];
    for (const options of [{}, { method: 'impulse' }, { weights: 'own' }] as ProbeOptions[]) {
      probeField(model, [1, 1, 6, 6], options);
    }
    const after = JSON.stringify(Object.entries(model.stateDict()).map(([name, x]) => [name, x.tolist()]));
    expect(after).toBe(before);
    expect([
      conv.weight === weight,
      conv.bias === bias,
      norm.training,
      norm.numBatchesTracked.item(),
    ]).toEqual([true, true, true, 0]);
    expect([conv.weight.requiresGrad, conv.weight.grad]).toEqual([false, null]);
  });
});

describe('the effective field', () => {
  const first = new Conv2d({ in: 2, out: 3, kernel: 3, padding: 1, seed: 4, dtype: 'float64' });
  const second = new Conv2d({ in: 3, out: 2, kernel: 3, padding: 1, seed: 5, dtype: 'float64' });
  const model = new Residual(new Sequential(first, new ReLU(), second));
  const input = randn([1, 2, 9, 9], { seed: 3, dtype: 'float64' });

  test('is the size of the gradient of the model’s own output', () => {
    const x = input.clone();
    x.requiresGrad = true;
    const hidden = relu(conv2d(x, first.weight, { bias: first.bias, padding: 1 }));
    const output = add(conv2d(hidden, second.weight, { bias: second.bias, padding: 1 }), x);
    const chosen = zeros([1, 2, 9, 9], { dtype: 'float64' });
    chosen.data[81 + 4 * 9 + 3] = 1; // channel 1, row 4, column 3
    const [gradient] = grad(output, [x], { gradOutput: chosen });
    const expected = Array.from(
      { length: 81 },
      (_, i) => Math.abs(gradient!.data[i]!) + Math.abs(gradient!.data[81 + i]!),
    );
    const { strength, mask } = probeField(model, [1, 2, 9, 9], {
      weights: 'own',
      input,
      channel: 1,
      position: [4, 3],
    });
    expect([...strength.data]).toEqual(expected);
    expect([...mask.data]).toEqual(expected.map(value => (value > 0 ? 1 : 0)));
  });

  test('is largest in the middle of its field, and within the structural one', () => {
    const conv = () => new Conv2d({ in: 1, out: 1, kernel: 3, padding: 1, weight: ones([1, 1, 3, 3]) });
    const options = { weights: 'own' } as const;
    const { strength, size } = probeField([conv(), conv(), conv(), conv()], [1, 1, 13, 13], options);
    expect(size).toEqual([9, 9]);
    expect(strength.at(6, 6)).toBe(Math.max(...strength.data));
    // 1-D counts 1 4 10 16 19 16 10 4 1: more than half of the weight is in the middle 5 of 9
    const middle = [2, 3, 4, 5, 6].flatMap(y => [2, 3, 4, 5, 6].map(x => strength.at(y + 2, x + 2)));
    expect(middle.reduce((total, value) => total + value, 0) / sum(strength).item()).toBeCloseTo(
      (71 / 81) ** 2,
      6,
    );
  });

  test('leaves out what a dead ReLU switches off, and is of a random input unless one is given', () => {
    const options = { weights: 'own', position: [4, 4] } as const;
    const dead = [new Conv2d({ in: 1, out: 1, kernel: 3, bias: tensor([-1e6]) }), new ReLU()];
    expect(probeField(dead, [1, 1, 9, 9], options).count).toBe(0);
    const random = randn([1, 2, 9, 9], { seed: 0, dtype: 'float64' });
    expect(probeField(model, [1, 2, 9, 9], options).strength.tolist()).toEqual(
      probeField(model, [1, 2, 9, 9], { ...options, input: random }).strength.tolist(),
    );
  });

  test('is that of batch norm after eval', () => {
    const norm = new BatchNorm2d({ features: 1, runningVar: tensor([4]), eps: 0 });
    expect(probeField(norm, [1, 1, 3, 3], { weights: 'own' }).strength.at(1, 1)).toBe(0.5);
  });
});

describe('probeField refuses', () => {
  const refusal = (options: object, model: Model = dilated, inputShape: number[] = [1, 1, 9, 9]) =>
    codeOf(() => probeField(model, inputShape, options));

  test('options that it does not know or that do not go together', () => {
    expect(refusal({ chanel: 1 })).toBe('options/unknown');
    expect(refusal({ method: 'guess' })).toBe('field/method');
    expect(refusal({ weights: 'random' })).toBe('field/weights');
    expect(refusal({ weights: 'own', method: 'impulse' })).toBe('field/weights');
    expect(refusal({ input: ones([1, 1, 9, 9]) })).toBe('field/weights');
  });

  test('an element that the output does not have', () => {
    expect(refusal({ position: [5, 0] })).toBe('field/position');
    expect(refusal({ channel: 1 })).toBe('field/channel');
    expect(refusal({ channel: 1 }, new ReLU(), [])).toBe('field/channel');
    expect(refusal({ channel: -1 })).toBe('field/channel');
    expect(refusal({ channel: '0' })).toBe('field/channel');
  });

  test('an input that is none or of another shape', () => {
    expect(refusal({ weights: 'own', input: [1] })).toBe('tensor/expected');
    expect(refusal({ weights: 'own', input: ones([1, 1, 9, 8]) })).toBe('field/input-shape');
    expect(refusal({}, dilated, [0, 1, 9, 9])).toBe('field/input-shape');
  });

  test('what is no layer, and layers that nobody can look into', () => {
    expect(refusal({}, {} as Layer)).toBe('layers/not-a-layer');
  });

  test('work without end, and says what to do instead', () => {
    const heavy = new Conv2d({ in: 256, out: 256, kernel: 7, padding: 3 });
    const run = (inputShape: number[], method: 'gradient' | 'impulse') => () =>
      probeField(heavy, inputShape, { method });
    expect(codeOf(run([1, 256, 64, 64], 'gradient'))).toBe('field/too-much-work');
    expect(messageOf(run([1, 256, 64, 64], 'gradient'))).toMatch(
      /method = 'gradient' would take about 2\.6e\+10 multiplications.* or use inputsSeen, which runs nothing$/,
    );
    expect(messageOf(run([1, 256, 32, 32], 'impulse'))).toMatch(/or use method: 'gradient'$/);
    expect(codeOf(() => probeField(new ReLU(), [1, 1, 2 ** 14, 2 ** 13]))).toBe('field/too-large');
    expect(
      codeOf(() => probeField(new MaxPool2d({ kernel: 99 }), [1, 1, 1000, 1000], { method: 'impulse' })),
    ).toBe('field/too-much-work');
  });
});
