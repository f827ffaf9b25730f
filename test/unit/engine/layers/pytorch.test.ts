import { describe, expect, test } from 'vitest';
import type { Conv2d } from '../../../../src/engine';
import { unpack } from '../conv/support';
import { makeLayer, readLayersFixture, unpackAll } from './fixture';

const { origin, forward, initial } = readLayersFixture();

describe(`layers answer as torch.nn does (${origin})`, () => {
  for (const { layer, options, tensors, input, output } of forward) {
    const make = () => makeLayer(layer, { ...options, ...unpackAll(tensors) });

    test(`${layer} ${JSON.stringify(options)} on [${input.shape.join(', ')}]`, () => {
      const y = make().forward(unpack(input));
      expect([y.shape, [...y.data]]).toEqual([output.shape, output.data]);
    });

    test(`${layer} ${JSON.stringify(options)} knows its output's shape without running`, () => {
      expect(make().outputShape(input.shape)).toEqual(output.shape);
    });
  }
});

describe(`new layers have the weights of torch.nn after manual_seed (${origin})`, () => {
  for (const { layer, options, weight, bias } of initial) {
    test(`${layer} ${JSON.stringify(options)}`, () => {
      const made = makeLayer(layer, options) as Conv2d;
      expect([[...made.weight.data], [...made.bias!.data]]).toEqual(
        [weight, bias].map(list => list.map(Math.fround)),
      );
    });
  }
});
