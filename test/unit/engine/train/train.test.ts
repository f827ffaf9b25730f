import { expect, test } from 'vitest';
import {
  BatchNorm2d,
  Conv2d,
  equal,
  Flatten,
  Linear,
  mseLoss,
  mul,
  randn,
  ReLU,
  Sequential,
  SGD,
  shapes,
  ShapeError,
  tensor,
  train,
  zeros,
  type Tensor,
  type TrainingStep,
} from '../../../../src/engine';
import { readTrainFixture } from './fixture';

const line = { inputs: tensor([1, 2, 3, 4], [4, 1]), targets: tensor([3, 5, 7, 9], [4, 1]) };

function slope(): Linear {
  return new Linear({ in: 1, out: 1, weight: tensor([[0]]), bias: tensor([0]) });
}

test('a network learns as it does in PyTorch, loss by loss and weight by weight', async () => {
  const { start, inputs, targets, losses, end } = readTrainFixture().training;
  const float64 = { dtype: 'float64' } as const;
  const model = new Sequential(
    new Conv2d({ in: 1, out: 2, kernel: 3, ...float64 }),
    new ReLU(),
    new Flatten(),
    new Linear({ in: 8, out: 3, ...float64 }),
  );
  const read = (state: typeof start) =>
    Object.fromEntries(
      Object.entries(state).map(([name, { data, shape }]) => [name, tensor(data, shape, float64)]),
    );
  model.loadStateDict(read(start));
  const history = await train(
    model,
    { inputs: tensor(inputs.data, inputs.shape, float64), targets: tensor(targets, { dtype: 'int32' }) },
    {
      epochs: 3,
      batchSize: 4,
      shuffle: false,
      optimizer: new SGD(model.parameters(), { lr: 0.2, momentum: 0.5 }),
    },
  );
  history.losses.forEach((loss, i) => expect(loss).toBeCloseTo(losses[i]!, 12));
  expect(history.losses).toHaveLength(losses.length);
  for (const [name, { data }] of Object.entries(end)) {
    const learned = model.stateDict()[name]!;
    data.forEach((value, i) => expect(learned.data[i]).toBeCloseTo(value, 12));
  }
});

test('float targets are learned by their squared error', async () => {
  const model = slope();
  const { losses } = await train(model, line, { epochs: 400, lr: 0.1 });
  expect(losses[0]).toBe((9 + 25 + 49 + 81) / 4);
  expect(model.weight.item()).toBeCloseTo(2, 1);
  expect(model.bias!.item()).toBeCloseTo(1, 1);
});

test('the history has the loss of each step, the mean of each epoch and the time it took', async () => {
  const model = slope();
  const history = await train(model, line, {
    epochs: 2,
    batchSize: 3,
    optimizer: new SGD(model.parameters(), { lr: 0 }),
  });
  expect(history.steps).toBe(4);
  expect(history.losses).toHaveLength(4);
  history.epochLosses.forEach(loss => expect(loss).toBeCloseTo((9 + 25 + 49 + 81) / 4, 4));
  expect(history.elapsedMs).toBeGreaterThanOrEqual(0);
  expect(history.stopped).toBe(false);
});

test('the same seed gives the same weights, another seed another order', async () => {
  const learn = async (seed: number): Promise<Tensor> => {
    const model = new Linear({ in: 3, out: 2 });
    const data = { inputs: randn([20, 3]), targets: randn([20, 2], { seed: 1 }) };
    await train(model, data, { epochs: 2, batchSize: 6, seed, lr: 0.05 });
    return model.weight;
  };
  expect(equal(await learn(1), await learn(1))).toBe(true);
  expect(equal(await learn(1), await learn(2))).toBe(false);
});

test('every epoch goes through all data once, in an order of its own', async () => {
  const seen: number[] = [];
  const loss = (output: Tensor, targets: Tensor): Tensor => {
    seen.push(...targets.data);
    return mseLoss(output, targets);
  };
  await train(slope(), line, { epochs: 3, batchSize: 2, loss, seed: 5 });
  const epochs = [seen.slice(0, 4), seen.slice(4, 8), seen.slice(8)];
  for (const epoch of epochs) expect([...epoch].sort((a, b) => a - b)).toEqual([3, 5, 7, 9]);
  expect(new Set(epochs.map(String)).size).toBeGreaterThan(1);
});

test('onStep is told where the training stands, and its promise is awaited', async () => {
  const told: TrainingStep[] = [];
  let awaited = 0;
  await train(slope(), line, {
    epochs: 2,
    batchSize: 2,
    onStep: async step => {
      told.push(step);
      await Promise.resolve();
      awaited++;
    },
  });
  expect(told.map(({ epoch, step }) => [epoch, step])).toEqual([
    [1, 1],
    [1, 2],
    [2, 3],
    [2, 4],
  ]);
  expect(told[0]).toMatchObject({ epochs: 2, steps: 4 });
  expect(awaited).toBe(4);
});

test('onStep ends the training with false, and what was learned stays', async () => {
  const model = slope();
  const history = await train(model, line, { epochs: 9, onStep: ({ step }) => step < 3 });
  expect([history.steps, history.stopped]).toEqual([3, true]);
  expect(model.weight.item()).not.toBe(0);
});

test('an aborted signal ends the training before its next step', async () => {
  const controller = new AbortController();
  const onStep = ({ step }: TrainingStep) => {
    if (step === 2) controller.abort();
  };
  const history = await train(slope(), line, { epochs: 9, onStep, signal: controller.signal });
  expect([history.steps, history.stopped]).toEqual([2, true]);
});

test('the model is in training mode while it learns, and then in the mode it was in', async () => {
  const model = new Sequential(
    new Conv2d({ in: 1, out: 2, kernel: 1 }),
    new BatchNorm2d({ features: 2 }),
  ).eval();
  const modes: boolean[] = [];
  const data = { inputs: randn([2, 1, 3, 3]), targets: zeros([2, 2, 3, 3]) };
  await train(model, data, { onStep: () => modes.push(model.training) });
  expect([...modes, model.training]).toEqual([true, false]);
});

test('a loss that is no longer finite ends it, and the parameters keep their last finite values', async () => {
  const model = slope();
  const optimizer = new SGD(model.parameters(), { lr: 1e6 });
  await expect(train(model, line, { epochs: 200, optimizer })).rejects.toMatchObject({
    code: 'train/diverged',
  });
  expect(Number.isFinite(model.weight.item())).toBe(true);
});

test('images of shapes are told apart after seconds of training', async () => {
  const model = new Sequential(
    new Conv2d({ in: 1, out: 8, kernel: 3, stride: 2, seed: 1 }),
    new ReLU(),
    new Flatten(),
    new Linear({ in: 8 * 49, out: 4, seed: 2 }),
  );
  const { losses } = await train(model, shapes(256), { epochs: 12, lr: 0.01 });
  const end = losses.slice(-8).reduce((sum, loss) => sum + loss, 0) / 8;
  expect(losses[0]).toBeGreaterThan(1.2); // ln 4 = 1.386 knows nothing
  expect(end).toBeLessThan(0.7);
});

const model = slope();
const refused: [what: string, run: () => Promise<unknown>, code: string][] = [
  ['something that is no layer', () => train({} as never, line), 'layers/not-a-layer'],
  ['data that are no pair', () => train(model, tensor([1]) as never), 'train/data'],
  [
    'inputs that are no tensor',
    () => train(model, { inputs: [1], targets: tensor([1]) } as never),
    'tensor/expected',
  ],
  ['more inputs than targets', () => train(model, { ...line, targets: zeros([3, 1]) }), 'train/data'],
  ['no data', () => train(model, { inputs: zeros([0, 1]), targets: zeros([0, 1]) }), 'train/data'],
  ['no epochs', () => train(model, line, { epochs: 0 }), 'argument/integer'],
  ['half a batch', () => train(model, line, { batchSize: 0.5 }), 'argument/integer'],
  ['a loss that is no function', () => train(model, line, { loss: 'mse' as never }), 'train/function'],
  ['a loss that gives no tensor', () => train(model, line, { loss: () => 1 as never }), 'tensor/expected'],
  ['onStep that is no function', () => train(model, line, { onStep: 1 as never }), 'train/function'],
  ['an optimizer by name', () => train(model, line, { optimizer: 'adam' as never }), 'train/optimizer'],
  [
    'a learning rate beside an optimizer',
    () => train(model, line, { optimizer: new SGD(model.parameters()), lr: 1 }),
    'train/optimizer',
  ],
  ['a model without parameters', () => train(new ReLU(), line), 'train/parameters'],
  ['an unknown option', () => train(model, line, { epoch: 1 } as never), 'options/unknown'],
];
for (const [what, run, code] of refused) {
  test(`train refuses ${what}`, async () => {
    await expect(run()).rejects.toMatchObject({ code });
  });
}

test('an input that does not suit the model is an error of the model', async () => {
  await expect(train(model, { inputs: zeros([4, 2]), targets: line.targets })).rejects.toBeInstanceOf(
    ShapeError,
  );
});

test('a loss of more than one number is refused by backward', async () => {
  const loss = (output: Tensor) => mul(output, output);
  await expect(train(model, line, { loss })).rejects.toMatchObject({ code: 'autograd/scalar' });
});
