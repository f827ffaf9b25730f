import { expect, test } from 'vitest';
import { channelConnectivity } from '../../../../src/engine';
import { build, readReach, type ModelSpec, type WrittenTensor } from '../receptiveField/fixture';

interface Case {
  name: string;
  model: ModelSpec;
  inputShape: number[];
  paths: WrittenTensor;
}

for (const { name, model: spec, inputShape, paths } of readReach<Case>('channels')) {
  test(`the paths between channels are those that PyTorch finds for ${name}`, () => {
    const model = build(spec);
    const counted = channelConnectivity(model, { inputShape, entries: 'paths' });
    expect([counted.matrix.shape, [...counted.matrix.data]]).toEqual([paths.shape, paths.data]);
    const { matrix, density } = channelConnectivity(model, { inputShape });
    const ones = paths.data.map(count => (count > 0 ? 1 : 0));
    expect([...matrix.data]).toEqual(ones);
    expect(density).toBeCloseTo(ones.reduce<number>((sum, one) => sum + one, 0) / ones.length, 12);
  });
}
