import { describe, expect, test } from 'vitest';
import {
  BatchNorm2d,
  Branches,
  Conv2d,
  ConvTranspose2d,
  Flatten,
  Identity,
  Linear,
  MaxPool2d,
  ReLU,
  Residual,
  Sequential,
  Sigmoid,
  Tanh,
  allclose,
  backward,
  crossEntropy,
  tensor,
  type ConvLayerOptions,
  type Layer,
  type Tensor,
} from '../../../../src/engine';
import { unpack } from '../conv/support';
import { readModelsFixture, unpackAll } from './fixture';

const { origin, models, gradients } = readModelsFixture();
const dtype = 'float64' as const;
const conv = (options: ConvLayerOptions) => new Conv2d({ ...options, dtype });
const norm = () => new BatchNorm2d({ features: 4, dtype });
const convRelu = (options: ConvLayerOptions) => new Sequential(conv(options), new ReLU());

/** The models of make_models.py. */
const makers: Record<keyof typeof models, () => Layer> = {
  residual: () =>
    new Sequential(
      new Residual(
        new Sequential(
          conv({ in: 3, out: 4, kernel: 3, stride: 2, padding: 1, bias: false }),
          norm(),
          new ReLU(),
          conv({ in: 4, out: 4, kernel: 3, padding: 1, bias: false }),
          norm(),
        ),
        { shortcut: new Sequential(conv({ in: 3, out: 4, kernel: 1, stride: 2, bias: false }), norm()) },
      ),
      new ReLU(),
    ),
  inception: () =>
    new Branches({
      one: convRelu({ in: 3, out: 2, kernel: 1 }),
      three: new Sequential(
        convRelu({ in: 3, out: 2, kernel: 1 }),
        convRelu({ in: 2, out: 3, kernel: 3, padding: 1 }),
      ),
      five: new Sequential(
        convRelu({ in: 3, out: 1, kernel: 1 }),
        convRelu({ in: 1, out: 2, kernel: 5, padding: 2 }),
      ),
      pool: new Sequential(
        new MaxPool2d({ kernel: 3, stride: 1, padding: 1 }),
        convRelu({ in: 3, out: 2, kernel: 1 }),
      ),
    }),
  unet: () => {
    const up = (channels: number) =>
      new ConvTranspose2d({ in: channels, out: 2, kernel: 2, stride: 2, dtype });
    const level = (...deep: Layer[]) =>
      new Branches({ skip: new Identity(), deep: new Sequential(new MaxPool2d({ kernel: 2 }), ...deep) });
    return new Sequential(
      convRelu({ in: 1, out: 2, kernel: 3, padding: 1 }),
      level(level(conv({ in: 2, out: 3, kernel: 1 }), new Tanh(), up(3)), up(4)),
      conv({ in: 4, out: 1, kernel: 1 }),
      new Sigmoid(),
    );
  },
};

const near = (actual: Tensor, expected: Tensor) => allclose(actual, expected, { rtol: 1e-12, atol: 1e-13 });

describe(`models with torch's weights answer as torch does (${origin})`, () => {
  for (const name of ['residual', 'inception', 'unet'] as const) {
    const { state, input, training, evaluation } = models[name];

    test(name, () => {
      const model = makers[name]();
      const { shape } = unpack(training.output);
      model.loadStateDict(unpackAll(state));
      expect(model.outputShape(input.shape)).toEqual(shape);
      expect(near(model.forward(unpack(input)), unpack(training.output))).toBe(true);
      const after = model.stateDict();
      expect(Object.keys(after)).toEqual(Object.keys(training.state));
      for (const [entry, packed] of Object.entries(training.state)) {
        expect([entry, near(after[entry]!, unpack(packed))]).toEqual([entry, true]);
      }
      expect(near(model.eval().forward(unpack(input)), unpack(evaluation.output))).toBe(true);
    });
  }
});

test(`the gradients of a small classifier are torch's (${origin})`, () => {
  const model = new Sequential(
    conv({ in: 2, out: 3, kernel: 3, padding: 1 }),
    new BatchNorm2d({ features: 3, dtype }),
    new ReLU(),
    new MaxPool2d({ kernel: 2 }),
    new Flatten(),
    new Linear({ in: 12, out: 4, dtype }),
  ).requiresGrad();
  model.loadStateDict(unpackAll(gradients.state));
  const x = unpack(gradients.input);
  x.requiresGrad = true;
  const loss = crossEntropy(model.forward(x), tensor(gradients.targets, { dtype: 'int32' }));
  expect(Math.abs(loss.item() - gradients.loss)).toBeLessThan(1e-12);
  backward(loss);
  for (const [name, expected] of Object.entries(gradients.parameters)) {
    expect([name, near(model.parameters()[name]!.grad!, unpack(expected))]).toEqual([name, true]);
  }
  expect(near(x.grad!, unpack(gradients.inputGradient))).toBe(true);
});
