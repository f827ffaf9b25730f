import { describe, expect, test } from 'vitest';
import {
  ChannelShuffle,
  Conv2d,
  ConvTranspose2d,
  ReLU,
  SeparableConv2d,
  Sequential,
  ShuffledGroupedConv2d,
  compare,
  cost,
  summary,
  type CostOptions,
  type Layer,
} from '../../../../src/engine';
import { codeOf, messageOf } from '../tensor/failure';

const conv = new Conv2d({ in: 3, out: 8, kernel: 3, padding: 1 });
const model = new Sequential({
  stem: conv,
  activation: new ReLU(),
  block: new SeparableConv2d({ in: 8, out: 4, kernel: 3 }),
});

describe('cost', () => {
  test('has a row for every layer that does its own work, named by its place', () => {
    expect(cost(model, [2, 3, 6, 6]).rows.map(({ name, kind }) => [name, kind])).toEqual([
      ['stem', 'Conv2d'],
      ['activation', 'ReLU'],
      ['block.depthwise', 'DepthwiseConv2d'],
      ['block.pointwise', 'PointwiseConv2d'],
    ]);
  });

  test('names a layer on its own after its kind', () => {
    expect(cost(conv, [3, 6, 6]).rows[0]?.name).toBe('Conv2d');
  });

  test('follows the shapes from layer to layer', () => {
    const { rows, totals } = cost(model, [2, 3, 6, 6]);
    expect(rows.map(({ inputShape, outputShape }) => [inputShape, outputShape])).toEqual([
      [
        [2, 3, 6, 6],
        [2, 8, 6, 6],
      ],
      [
        [2, 8, 6, 6],
        [2, 8, 6, 6],
      ],
      [
        [2, 8, 6, 6],
        [2, 8, 4, 4],
      ],
      [
        [2, 8, 4, 4],
        [2, 4, 4, 4],
      ],
    ]);
    expect([totals.inputShape, totals.outputShape]).toEqual([
      [2, 3, 6, 6],
      [2, 4, 4, 4],
    ]);
  });

  test('adds its rows up to its totals', () => {
    const { rows, totals } = cost(model, [2, 3, 6, 6]);
    for (const figure of [
      'params',
      'macs',
      'flops',
      'additions',
      'activations',
      'activationBytes',
      'weightBytes',
      'bytesMoved',
    ] as const) {
      expect(totals[figure]).toBe(rows.reduce((sum, row) => sum + row[figure], 0));
    }
    expect(totals.params).toBe(8 * 27 + 8 + 8 * 9 + 4 * 8 + 4);
  });

  test('gives each row the receptive field on the input of the model', () => {
    expect(cost(model, [2, 3, 6, 6]).rows.map(({ receptiveField }) => receptiveField.size)).toEqual([
      [3, 3],
      [3, 3],
      [5, 5],
      [5, 5],
    ]);
  });

  test('puts the batch in front of the formula where there is one', () => {
    expect(cost(conv, [2, 3, 6, 6]).rows[0]?.formulas).toEqual({
      params: '8 x 3 x 3 x 3 + 8',
      macs: '2 x 8 x 3 x 3 x 3 x 6 x 6',
      multiplications: '2 x 8 x 3 x 3 x 3 x 6 x 6',
      additions: '15552 + 576',
      flops: '2 x 15552 + 576',
      activations: '2 x 8 x 6 x 6',
      activationBytes: '2 x 8 x 6 x 6 x 4',
      weightBytes: '224 x 4',
      bytesMoved: '(2 x 3 x 6 x 6 + 224 + 2 x 8 x 6 x 6) x 4',
      arithmeticIntensity: '31680 / 4064',
    });
  });

  test('leaves a bias out of params, FLOPs and additions when told to', () => {
    const { totals, rows } = cost(conv, [1, 3, 6, 6], { bias: false });
    const macs = 8 * 27 * 36;
    expect(totals).toMatchObject({ params: 216, macs, flops: 2 * macs, additions: macs });
    expect(rows[0]?.formulas.params).toBe('8 x 3 x 3 x 3');
  });

  test('counts a FLOP per MAC when told to', () => {
    expect(cost(conv, [1, 3, 6, 6], { bias: false, flopsPerMac: 1 }).totals.flops).toBe(8 * 27 * 36);
  });

  test('carries its convention, defaults filled', () => {
    expect(cost(conv, [1, 3, 6, 6], { padding: 'skip' }).convention).toEqual({
      bias: true,
      padding: 'skip',
      flopsPerMac: 2,
    });
  });

  test('charges what multiplies nothing for its output only', () => {
    const { rows } = cost(new ShuffledGroupedConv2d({ in: 4, out: 4, kernel: 1, groups: 2 }), [1, 4, 2, 2]);
    expect(rows[1]).toMatchObject({ name: 'shuffle', params: 0, macs: 0, flops: 0, activationBytes: 64 });
    expect(rows[1]?.formulas).toEqual({
      ...{ params: '0', macs: '0', multiplications: '0', additions: '0', flops: '0', weightBytes: '0' },
      activations: '1 x 4 x 2 x 2',
      activationBytes: '1 x 4 x 2 x 2 x 4',
      bytesMoved: '(1 x 4 x 2 x 2 + 1 x 4 x 2 x 2) x 4',
      arithmeticIntensity: '0 / 128',
    });
  });

  test('takes a list of layers as a model', () => {
    expect(cost([conv, new ReLU()], [1, 3, 6, 6]).title).toBe('Sequential on [1, 3, 6, 6]');
  });

  test('of layers without filters has as many axes in its receptive field as follow N and C', () => {
    expect(cost(new ReLU(), [1, 2, 5]).totals.receptiveField).toEqual({
      size: [1],
      stride: [1],
      padding: [0],
      start: [0.5],
    });
    expect(cost(new ReLU(), [4]).totals.receptiveField.size).toEqual([]);
  });
});

describe('cost refuses', () => {
  test('an option it does not know', () => {
    expect(messageOf(() => cost(conv, [1, 3, 6, 6], { macs: 1 } as CostOptions))).toMatch(
      /unknown option macs/,
    );
  });

  test('a choice it does not know', () => {
    for (const options of [{ bias: 1 }, { padding: 'zeros' }, { flopsPerMac: 3 }]) {
      const run = () => cost(conv, [1, 3, 6, 6], options as unknown as CostOptions);
      expect(codeOf(run)).toBe('cost/convention');
      expect(messageOf(run)).toMatch(new RegExp(`cost: ${Object.keys(options)[0]} must be .* or `));
    }
  });

  test('an input that does not suit a layer of the model', () => {
    expect(codeOf(() => cost([conv, conv], [1, 3, 6, 6]))).toBe('conv/channels');
  });

  test('a shape that is none', () => {
    expect(codeOf(() => cost(new ReLU(), [1, NaN]))).toBe('shape/invalid');
    expect(codeOf(() => cost(conv, undefined as unknown as number[]))).toBe('shape/invalid');
  });

  test('what is no layer', () => {
    expect(codeOf(() => cost('Conv2d' as unknown as Layer, [1, 3, 6, 6]))).toBe('layers/not-a-layer');
  });
});

describe('compare', () => {
  test('keeps the order and the names it is given, and states one convention', () => {
    const comparison = compare({ b: conv, a: [conv, new ReLU()] }, [1, 3, 6, 6], { bias: false });
    expect(comparison.entries.map(({ name }) => name)).toEqual(['b', 'a']);
    expect([comparison.title, comparison.convention.bias]).toEqual(['b, a on [1, 3, 6, 6]', false]);
  });

  test('leaves what costs nothing out of its formulas', () => {
    const { entries } = compare({ relu: new ReLU(), both: [conv, new ReLU()] }, [1, 3, 6, 6]);
    const texts = entries.map(({ formulas: { params, flops, activationBytes } }) => [
      params,
      flops,
      activationBytes,
    ]);
    expect(texts).toEqual([
      ['0', '0', '1 x 3 x 6 x 6 x 4'],
      ['8 x 3 x 3 x 3 + 8', '2 x 7776 + 288', '1 x 8 x 6 x 6 x 4 + 1 x 8 x 6 x 6 x 4'],
    ]);
    expect(entries[1]?.formulas.macs).toBe('8 x 3 x 3 x 3 x 6 x 6');
  });

  test('refuses to compare nothing', () => {
    expect(codeOf(() => compare({}, [1]))).toBe('cost/no-entries');
    expect(codeOf(() => compare(null as unknown as Record<string, Layer>, [1]))).toBe('cost/no-entries');
  });
});

describe('summary', () => {
  test('lists settings, weights and parameters of every layer', () => {
    expect(summary(model)).toEqual({
      kind: 'layers',
      title: 'Sequential',
      rows: [
        {
          name: 'stem',
          kind: 'Conv2d',
          settings: 'in 3, out 8, kernel 3 x 3, padding 1',
          weightShape: [8, 3, 3, 3],
          params: 224,
          formula: '8 x 3 x 3 x 3 + 8',
        },
        { name: 'activation', kind: 'ReLU', settings: '', weightShape: [], params: 0, formula: '0' },
        {
          name: 'block.depthwise',
          kind: 'DepthwiseConv2d',
          settings: 'in 8, out 8, kernel 3 x 3, groups 8, bias none',
          weightShape: [8, 1, 3, 3],
          params: 72,
          formula: '8 x 1 x 3 x 3',
        },
        {
          name: 'block.pointwise',
          kind: 'PointwiseConv2d',
          settings: 'in 8, out 4, kernel 1 x 1',
          weightShape: [4, 8, 1, 1],
          params: 36,
          formula: '4 x 8 x 1 x 1 + 4',
        },
      ],
      params: 332,
    });
  });

  test('shows every setting that is not a default', () => {
    const transposed = new ConvTranspose2d({
      in: 2,
      out: 2,
      kernel: [4, 3],
      stride: [2, 3],
      padding: [
        [1, 1],
        [0, 1],
      ],
      dilation: 2,
      outputPadding: 1,
    });
    expect(summary(transposed).rows[0]?.settings).toBe(
      'in 2, out 2, kernel 4 x 3, stride [2, 3], padding [1, 0+1], outputPadding 1, dilation 2',
    );
    expect(summary(new ChannelShuffle({ groups: 3 })).rows[0]?.settings).toBe('groups 3');
    const uneven = new Conv2d({ in: 1, out: 1, kernel: 3, padding: [1, 2] });
    expect(summary(uneven).rows[0]?.settings).toBe('in 1, out 1, kernel 3 x 3, padding [1, 2]');
    const same = new Conv2d({ in: 1, out: 1, kernel: 3, padding: 'same' });
    expect(summary(same).rows[0]?.settings).toBe('in 1, out 1, kernel 3 x 3, padding same');
  });
});
