import { describe, expect, test } from 'vitest';
import { allclose, to, type BatchNorm1d, type Conv2d } from '../../../../src/engine';
import { unpack } from '../conv/support';
import { makeLayer, readLayersFixture, unpackAll } from './fixture';

const { origin, forward, batchNorm, initial } = readLayersFixture();

describe(`layers answer as torch.nn does (${origin})`, () => {
  for (const { layer, options, tensors, input, output, rtol } of forward) {
    const make = () => makeLayer(layer, { ...options, ...unpackAll(tensors) });

    test(`${layer} ${JSON.stringify(options)} on [${input.shape.join(', ')}]`, () => {
      const y = make().forward(unpack(input));
      expect(y.shape).toEqual(output.shape);
      if (rtol === 0) expect([...y.data]).toEqual(output.data);
      else expect(allclose(y, unpack(output), { rtol, atol: 0 })).toBe(true);
    });

    test(`${layer} ${JSON.stringify(options)} knows its output's shape without running`, () => {
      expect(make().outputShape(input.shape)).toEqual(output.shape);
    });
  }
});

describe(`batch norm answers, and keeps its statistics, as torch.nn does (${origin})`, () => {
  for (const { layer, options, tensors, input, output, training, buffers } of batchNorm) {
    test(`${layer} ${JSON.stringify(options)} ${training ? 'in training' : 'after eval()'}`, () => {
      const made = makeLayer(layer, { dtype: 'float64', ...options, ...unpackAll(tensors) }) as BatchNorm1d;
      made.train(training).forward(unpack(input));
      const y = made.forward(unpack(input));
      expect(allclose(y, unpack(output), { rtol: 1e-12, atol: 1e-14 })).toBe(true);
      for (const [name, buffer] of Object.entries(made.buffers())) {
        expect(allclose(to(buffer, 'float64'), unpack(buffers[name]!), { rtol: 1e-14, atol: 0 })).toBe(true);
      }
      expect(Object.keys(made.buffers())).toEqual(Object.keys(buffers));
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
