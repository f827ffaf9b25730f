import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Branches,
  Conv2d,
  ConvTranspose2d,
  Identity,
  PointwiseConv2d,
  ReLU,
  Residual,
  SeparableConv2d,
  Sequential,
  Layer,
  type Shape,
  type Tensor,
} from '../../../../src/engine';
import { MODEL_INPUT, layersOf, traceModel } from '../../../../src/engine/model/steps';
import { codeOf, messageOf } from '../tensor/failure';

const conv = (channels: number, out: number, options: object = {}) =>
  new Conv2d({ in: channels, out, kernel: 3, padding: 1, ...options });

/** Steps as they read: name <- names of what is read -> output shape. */
function drawn(model: Layer, shape: Shape): string[] {
  const steps = traceModel(model, shape);
  return steps.map(({ name, inputs, work }) => {
    const read = inputs.map(index => (index === MODEL_INPUT ? 'input' : steps[index]!.name));
    return `${name} <- ${read.join(', ')} -> ${work.outputShape.join(' ')}`;
  });
}

describe('traceModel', () => {
  test('names a layer that is the whole model by its kind', () => {
    expect(drawn(conv(2, 3), [1, 2, 4, 4])).toEqual(['Conv2d <- input -> 1 3 4 4']);
  });

  test('follows a residual block with a 1x1 shortcut', () => {
    const block = new Sequential(
      new Residual(new Sequential(conv(2, 4, { stride: 2 }), new ReLU(), conv(4, 4)), {
        shortcut: new Conv2d({ in: 2, out: 4, kernel: 1, stride: 2 }),
      }),
      new ReLU(),
    );
    expect(drawn(block, [1, 2, 6, 6])).toEqual([
      '0.body.0 <- input -> 1 4 3 3',
      '0.body.1 <- 0.body.0 -> 1 4 3 3',
      '0.body.2 <- 0.body.1 -> 1 4 3 3',
      '0.shortcut <- input -> 1 4 3 3',
      '0.add <- 0.body.2, 0.shortcut -> 1 4 3 3',
      '1 <- 0.add -> 1 4 3 3',
    ]);
  });

  test('follows an Inception block', () => {
    const block = new Branches({
      one: new PointwiseConv2d({ in: 8, out: 2 }),
      three: new Sequential(new PointwiseConv2d({ in: 8, out: 3 }), conv(3, 4)),
      five: new SeparableConv2d({ in: 8, out: 5, kernel: 5, padding: 2 }),
    });
    expect(drawn(block, [2, 8, 4, 4])).toEqual([
      'one <- input -> 2 2 4 4',
      'three.0 <- input -> 2 3 4 4',
      'three.1 <- three.0 -> 2 4 4 4',
      'five.depthwise <- input -> 2 8 4 4',
      'five.pointwise <- five.depthwise -> 2 5 4 4',
      'concat <- one, three.1, five.pointwise -> 2 11 4 4',
    ]);
  });

  test('follows the nested skips of a U-Net', () => {
    const level = (inner: Layer) =>
      new Branches({
        skip: new Identity(),
        deep: new Sequential({
          down: new Conv2d({ in: 2, out: 2, kernel: 2, stride: 2 }),
          inner,
          up: new ConvTranspose2d({ in: inner instanceof Branches ? 4 : 2, out: 2, kernel: 2, stride: 2 }),
        }),
      });
    const steps = traceModel(level(level(new ReLU())), [1, 2, 8, 8]);
    expect(drawn(level(level(new ReLU())), [1, 2, 8, 8])).toEqual([
      'skip <- input -> 1 2 8 8',
      'deep.down <- input -> 1 2 4 4',
      'deep.inner.skip <- deep.down -> 1 2 4 4',
      'deep.inner.deep.down <- deep.down -> 1 2 2 2',
      'deep.inner.deep.inner <- deep.inner.deep.down -> 1 2 2 2',
      'deep.inner.deep.up <- deep.inner.deep.inner -> 1 2 4 4',
      'deep.inner.concat <- deep.inner.skip, deep.inner.deep.up -> 1 4 4 4',
      'deep.up <- deep.inner.concat -> 1 2 8 8',
      'concat <- skip, deep.up -> 1 4 8 8',
    ]);
    expect(steps.at(-1)?.inputShapes).toEqual([
      [1, 2, 8, 8],
      [1, 2, 8, 8],
    ]);
  });

  test('refuses an input shape that is none, and one that a layer does not take', () => {
    expect(codeOf(() => traceModel(new ReLU(), [1.5]))).toBe('shape/invalid');
    expect(codeOf(() => traceModel(new Residual(conv(2, 2)), [1, 3, 4, 4]))).toBe('conv/channels');
  });
});

test('traceModel refuses a layer that runs its parts in a way of its own', () => {
  class Twice extends Layer {
    override readonly parts = { inner: new ReLU() };
    override get kind() {
      return 'Twice';
    }
    override forward(x: Tensor) {
      return this.parts.inner.forward(this.parts.inner.forward(x));
    }
    override outputShape(shape: Shape) {
      return shape;
    }
  }
  const run = (model: Layer) => () => traceModel(model, [2]);
  expect(codeOf(run(new Twice()))).toBe('model/opaque');
  expect(messageOf(run(new Sequential(new Twice())))).toMatch(/^0 is a Twice, whose steps cannot be known/);
  expect(messageOf(run(new Twice()))).toMatch(/^the model is a Twice/);
});

/** Models of layers that keep [1, 2, 3, 3], nested to some depth. */
const anyModel: fc.Arbitrary<Layer> = fc.letrec<{ model: Layer }>(tie => ({
  model: fc.oneof(
    { maxDepth: 3, withCrossShrink: true },
    fc.constantFrom(new ReLU(), new Identity(), conv(2, 2)),
    fc.array(tie('model'), { minLength: 1, maxLength: 3 }).map(parts => new Sequential(parts)),
    fc.array(tie('model'), { minLength: 1, maxLength: 3 }).map(parts => new Branches(parts, { join: 'add' })),
    tie('model').map(body => new Residual(body)),
  ),
})).model;

describe('every model', () => {
  test('has steps of different names, each after what it reads, those that layersOf lists', () => {
    fc.assert(
      fc.property(anyModel, model => {
        const steps = traceModel(model, [1, 2, 3, 3]);
        const names = steps.map(({ name }) => name);
        expect(new Set(names).size).toBe(names.length);
        expect(steps.every(({ inputs }, i) => inputs.every(index => index < i))).toBe(true);
        expect(layersOf(model)).toEqual(steps.map(({ name, layer }) => ({ name, layer })));
      }),
      { seed: 3, numRuns: 200 },
    );
  });

  test('has in its last step the shape that outputShape tells', () => {
    fc.assert(
      fc.property(anyModel, fc.integer({ min: 1, max: 4 }), (model, batch) => {
        const shape = [batch, 2, 3, 3];
        expect(traceModel(model, shape).at(-1)?.work.outputShape).toEqual(model.outputShape(shape));
      }),
      { seed: 4, numRuns: 100 },
    );
  });
});
