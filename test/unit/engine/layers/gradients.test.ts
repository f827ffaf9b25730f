import { describe, test } from 'vitest';
import {
  AdaptiveAvgPool2d,
  AvgPool2d,
  BatchNorm2d,
  Branches,
  ChannelShuffle,
  Conv2d,
  ConvTranspose2d,
  FlattenedConv2d,
  Flatten,
  Identity,
  Linear,
  MaxPool2d,
  ReLU,
  Residual,
  SeparableConv2d,
  Sequential,
  Sigmoid,
  SpatialSeparableConv2d,
  Tanh,
  crossEntropy,
  randn,
  tensor,
  type Layer,
  type Shape,
  type Tensor,
} from '../../../../src/engine';
import { expectGradientsMatch } from '../autograd/finiteDifference';

const dtype = 'float64' as const;
const conv = (channels: number, out: number, options: object = {}) =>
  new Conv2d({ in: channels, out, kernel: 3, padding: 1, dtype, ...options });

/** Holds the gradients of a model by its input and all its parameters against finite differences. */
function expectModelGradients(model: Layer, shape: Shape, loss = (y: Tensor) => y): void {
  const names = Object.keys(model.parameters());
  const run = (x: Tensor, ...values: Tensor[]): Tensor => {
    const made = withParameters(model, Object.fromEntries(names.map((name, i) => [name, values[i]!])));
    return loss(made.forward(x));
  };
  expectGradientsMatch(run, [randn(shape, { seed: 3, dtype }), ...Object.values(model.parameters())]);
}

/** A copy of the model with other tensors in place of its parameters: they are read-only, for all but this test. */
function withParameters(model: Layer, parameters: Record<string, Tensor>, prefix = ''): Layer {
  const copy = Object.assign(Object.create(Object.getPrototypeOf(model) as object), model) as Record<
    string,
    unknown
  >;
  copy['parts'] = Object.fromEntries(
    Object.entries(model.parts).map(([name, part]) => [
      name,
      withParameters(part, parameters, `${prefix}${name}.`),
    ]),
  );
  for (const name of ['weight', 'bias']) {
    const value = parameters[`${prefix}${name}`];
    if (value) copy[name] = value;
  }
  return copy as unknown as Layer;
}

describe('gradients flow through a whole model', () => {
  test('a classifier in training', () => {
    const model = new Sequential(
      conv(2, 4),
      new BatchNorm2d({ features: 4, dtype }),
      new ReLU(),
      new MaxPool2d({ kernel: 2 }),
      new ChannelShuffle({ groups: 2 }),
      new Flatten(),
      new Linear({ in: 16, out: 3, dtype }),
    );
    const targets = tensor([2, 0], { dtype: 'int32' });
    expectModelGradients(model, [2, 2, 4, 5], y => crossEntropy(y, targets));
  });

  test('a residual block, evaluated', () => {
    const body = new Sequential(
      conv(2, 3, { stride: 2 }),
      new BatchNorm2d({ features: 3, dtype }),
      new Tanh(),
    );
    const shortcut = new Conv2d({ in: 2, out: 3, kernel: 1, stride: 2, dtype });
    expectModelGradients(new Residual(body, { shortcut }).eval(), [1, 2, 4, 4]);
  });

  test('an Inception block of factorised layers', () => {
    const options = { in: 2, out: 2, kernel: 3, padding: 1, dtype };
    const model = new Sequential(
      new Branches([
        new SeparableConv2d(options),
        new SpatialSeparableConv2d(options),
        new FlattenedConv2d(options),
        new AvgPool2d({ kernel: 3, stride: 1, padding: 1 }),
      ]),
      new AdaptiveAvgPool2d({ output: 2 }),
      new Sigmoid(),
    );
    expectModelGradients(model, [1, 2, 3, 4]);
  });

  test('the skip of a U-Net', () => {
    const up = new ConvTranspose2d({ in: 2, out: 2, kernel: 2, stride: 2, dtype });
    const deep = new Sequential(new AvgPool2d({ kernel: 2 }), conv(1, 2), new Tanh(), up);
    expectModelGradients(
      new Sequential(new Branches({ skip: new Identity(), deep }), conv(3, 1)),
      [1, 1, 4, 4],
    );
  });
});
