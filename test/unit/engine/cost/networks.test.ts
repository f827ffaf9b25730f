import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { cost, type Model } from '../../../../src/engine';
import { alexnet, alexnetTwoGroups, inception3a, mobilenet, resnet, squeezenet, vgg16 } from './networks';

const fixture = JSON.parse(
  readFileSync(new URL('../../../fixtures/counters.json', import.meta.url), 'utf8'),
) as { origin: string; networks: Record<string, { params: number; flops: number }> };

const image = [1, 3, 224, 224];
const makers: Record<string, () => Model> = {
  alexnet,
  vgg16,
  resnet50: () => resnet([3, 4, 6, 3]),
  resnext50: () => resnet([3, 4, 6, 3], { groups: 32, width: 4 }),
  squeezenet,
  mobilenet,
  alexnetTwoGroups,
};

describe(`parameters and MACs of a network are those that PyTorch counts (${fixture.origin})`, () => {
  for (const [name, { params, flops }] of Object.entries(fixture.networks)) {
    test(name, () => {
      const { totals } = cost(makers[name]!(), name === 'alexnetTwoGroups' ? [1, 3, 227, 227] : image);
      expect([totals.params, 2 * totals.macs]).toEqual([params, flops]);
      expect(totals.outputShape).toEqual([1, 1000]);
    });
  }
});

describe('published figures', () => {
  // torchvision 0.28.0, the metadata of its weights: num_params, and _ops in billions
  const published: [name: string, params: number, giga: string][] = [
    ['alexnet', 61_100_840, '0.714'],
    ['vgg16', 138_357_544, '15.470'],
    ['resnet50', 25_557_032, '4.089'],
    ['resnext50', 25_028_904, '4.230'],
    ['squeezenet', 1_235_496, '0.349'],
  ];
  for (const [name, params, giga] of published) {
    test(`of ${name} are ${params} parameters and ${giga} GMACs`, () => {
      const { totals } = cost(makers[name]!(), image);
      expect([totals.params, (totals.macs / 1e9).toFixed(3)]).toEqual([params, giga]);
    });
  }

  test('of MobileNet v1 are 4.2 million parameters and 569 million mult-adds (arXiv:1704.04861, table 4)', () => {
    const { totals } = cost(mobilenet(), image);
    expect([(totals.params / 1e6).toFixed(1), (totals.macs / 1e6).toFixed(0)]).toEqual(['4.2', '569']);
  });

  test('of AlexNet’s two paths are 60 million parameters and 724 million MACs (NIPS 2012)', () => {
    const { totals } = cost(alexnetTwoGroups(), [1, 3, 227, 227]);
    expect([totals.params, totals.macs]).toEqual([60_965_224, 724_406_816]);
  });

  test('of Inception 3a are 159 K weights and 128 M operations (arXiv:1409.4842, table 1)', () => {
    const { totals } = cost(inception3a(), [1, 192, 28, 28], { bias: false });
    expect(totals.outputShape).toEqual([1, 256, 28, 28]);
    expect([Math.floor(totals.params / 1024), Math.floor(totals.macs / 1e6)]).toEqual([159, 128]);
  });
});

describe('a network of branches', () => {
  const report = cost(resnet([3, 4, 6, 3]), image);

  test('adds once per element where a shortcut meets its block, with two inputs to read', () => {
    const join = report.rows.find(({ kind }) => kind === 'Add')!;
    const elements = 256 * 56 * 56;
    expect(join).toMatchObject({
      params: 0,
      macs: 0,
      multiplications: 0,
      additions: elements,
      flops: elements,
    });
    expect(join.bytesMoved).toBe(3 * 4 * elements);
    expect(report.rows.filter(({ kind }) => kind === 'Add')).toHaveLength(16);
  });

  test('takes a row by what a branch puts out where they are joined along the channels', () => {
    const { rows } = cost(inception3a(), [1, 192, 28, 28]);
    const { outputShape, flops, bytesMoved } = rows.at(-1)!;
    expect([outputShape, flops, bytesMoved]).toEqual([[1, 256, 28, 28], 0, 2 * 4 * 256 * 28 * 28]);
  });
});
