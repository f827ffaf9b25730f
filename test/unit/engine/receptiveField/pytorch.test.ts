import { describe, expect, test } from 'vitest';
import { fieldAt, inputsSeen, probeField } from '../../../../src/engine';
import { build, readReach, type ModelSpec, type WrittenTensor } from './fixture';

interface Case {
  name: string;
  model: ModelSpec;
  inputShape: number[];
  position: number[];
  paths: WrittenTensor | null;
  mask: WrittenTensor;
}

/** The smallest box around what is not 0; null for nothing. */
function boxOf({ shape, data }: WrittenTensor): [number, number][] | null {
  if (data.every(value => value === 0)) return null;
  return shape.map((size, axis) => {
    const step = shape.slice(axis + 1).reduce((product, length) => product * length, 1);
    const along = data.flatMap((value, i) => (value === 0 ? [] : [Math.floor(i / step) % size]));
    return [Math.min(...along), Math.max(...along)];
  });
}

for (const { name, model: spec, inputShape, position, paths, mask } of readReach<Case>('fields')) {
  describe(`the inputs that PyTorch finds for ${name}`, () => {
    const model = build(spec);

    test('are those of inputsSeen and fieldAt', () => {
      const seen = inputsSeen(model, inputShape, position);
      expect([seen.shape, [...seen.data]]).toEqual([mask.shape, mask.data]);
      expect(fieldAt(model, inputShape, position).clipped).toEqual(boxOf(mask));
    });

    test.each(['gradient', 'impulse'] as const)('are those that the probe finds by %s', method => {
      const probe = probeField(model, inputShape, { position, method });
      expect([...probe.mask.data]).toEqual(mask.data);
      expect(probe.extent).toEqual(boxOf(mask));
      if (paths) expect([...probe.strength.data]).toEqual(paths.data);
    });
  });
}
