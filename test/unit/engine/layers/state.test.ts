import { describe, expect, test } from 'vitest';
import {
  BatchNorm2d,
  Branches,
  Conv1d,
  Conv2d,
  Identity,
  ReLU,
  Residual,
  SeparableConv2d,
  Sequential,
  full,
  ones,
  tensor,
  to,
  zeros,
  type LoadOptions,
  type Tensor,
} from '../../../../src/engine';
import { codeOf, messageOf } from '../tensor/failure';

type Dict = Record<string, Tensor>;

const lists = (dict: Dict) => Object.fromEntries(Object.entries(dict).map(([name, x]) => [name, x.tolist()]));
const model = (seed = 0) =>
  new Sequential(
    new Conv2d({ in: 1, out: 2, kernel: 1, seed }),
    new BatchNorm2d({ features: 2 }),
    new ReLU(),
  );

describe('stateDict', () => {
  test('holds parameters and buffers layer by layer under PyTorch’s names', () => {
    expect(Object.keys(model().stateDict())).toEqual([
      '0.weight',
      '0.bias',
      '1.weight',
      '1.bias',
      '1.running_mean',
      '1.running_var',
      '1.num_batches_tracked',
    ]);
  });

  test('reaches into branches', () => {
    const block = new Residual(model(), { shortcut: new Branches([new Identity(), model()]) });
    expect(Object.keys(block.stateDict())).toContain('shortcut.1.1.running_var');
    expect(Object.keys(block.buffers())).toEqual([
      'body.1.running_mean',
      'body.1.running_var',
      'body.1.num_batches_tracked',
      'shortcut.1.1.running_mean',
      'shortcut.1.1.running_var',
      'shortcut.1.1.num_batches_tracked',
    ]);
  });

  test('holds the layer’s own tensors', () => {
    const conv = new Conv1d({ in: 1, out: 1, kernel: 1 });
    expect(conv.stateDict()['weight']).toBe(conv.weight);
  });
});

describe('loadStateDict', () => {
  test('copies what another model’s stateDict holds, and reports nothing', () => {
    const [source, target] = [model(1), model(2)];
    const kept = target.stateDict();
    expect(target.loadStateDict(source.stateDict())).toEqual({ missing: [], unexpected: [] });
    expect(lists(target.stateDict())).toEqual(lists(source.stateDict()));
    expect(target.stateDict()).toEqual(kept);
    source.parameters()['0.weight']!.data.fill(9);
    expect(target.parameters()['0.weight']!.data).not.toContain(9);
  });

  test('converts float64 to float32 and back', () => {
    const conv = new Conv1d({ in: 1, out: 1, kernel: 1, bias: false });
    conv.loadStateDict({ weight: tensor([0.1], [1, 1, 1], { dtype: 'float64' }) });
    expect([conv.weight.dtype, conv.weight.item()]).toEqual(['float32', Math.fround(0.1)]);
    const wide = new Conv1d({ in: 1, out: 1, kernel: 1, bias: false, dtype: 'float64' });
    wide.loadStateDict(conv.stateDict());
    expect([wide.weight.dtype, wide.weight.item()]).toEqual(['float64', Math.fround(0.1)]);
  });

  test('takes a count of batches in any dtype, and does without one', () => {
    const norm = new BatchNorm2d({ features: 2 });
    const rest: Dict = norm.stateDict();
    delete rest['num_batches_tracked'];
    norm.loadStateDict({ ...rest, num_batches_tracked: tensor(7, [], { dtype: 'float64' }) });
    expect(norm.numBatchesTracked.item()).toBe(7);
    expect(norm.loadStateDict(rest)).toEqual({ missing: [], unexpected: [] });
    expect(norm.numBatchesTracked.item()).toBe(7);
  });

  test('passes over entries without a place and places without an entry with strict: false', () => {
    const conv = new Conv1d({ in: 1, out: 1, kernel: 1 });
    const report = conv.loadStateDict(
      { weight: ones([1, 1, 1]), 'head.weight': ones([2]) },
      { strict: false },
    );
    expect(report).toEqual({ missing: ['bias'], unexpected: ['head.weight'] });
    expect(conv.weight.item()).toBe(1);
  });

  test('fills the parts of a layer of parts', () => {
    const layer = new SeparableConv2d({ in: 2, out: 3, kernel: 3 });
    const dict = Object.fromEntries(
      Object.entries(layer.stateDict()).map(([name, { shape }], i) => [name, full(shape, i)]),
    );
    layer.loadStateDict(dict);
    expect(layer.bias?.tolist()).toEqual([2, 2, 2]);
  });
});

describe('loadStateDict refuses, and changes nothing,', () => {
  const conv = () => new Conv1d({ in: 1, out: 2, kernel: 1 });
  const fitting: Dict = { weight: ones([2, 1, 1]), bias: ones([2]) };
  const cases: [what: string, dict: unknown, message: RegExp, options?: object][] = [
    [
      'a missing entry',
      { weight: ones([2, 1, 1]) },
      /^Conv1d: loadStateDict: missing: bias\. Name the parts/,
    ],
    ['an unexpected one', { ...fitting, scale: ones([2]) }, /: unexpected: scale\. .*\{ strict: false \}/],
    [
      'both and a wrong shape at once',
      { weight: ones([1, 2, 1]), scale: ones([2]) },
      /: missing: bias; unexpected: scale; unfit: weight has shape \[1, 2, 1\], expected \[2, 1, 1\]\. Make the layer/,
    ],
    [
      'a wrong shape, strict or not',
      { ...fitting, weight: ones([2]) },
      /: unfit: weight has shape \[2\]/,
      { strict: false },
    ],
    ['integers', { ...fitting, weight: to(ones([2, 1, 1]), 'uint8') }, /weight is uint8, expected a float/],
    ['what is no tensor', { ...fitting, bias: [1, 1] }, /bias is a list of 2, expected a tensor/],
    ['a tensor', ones([2]), /expected an object of tensors by name.*got a tensor/],
    ['a list', [ones([2])], /got a list of 1/],
    ['null', null, /got null/],
    ['nothing', undefined, /got undefined/],
  ];
  for (const [what, dict, message, options] of cases) {
    test(what, () => {
      const layer = conv();
      const before = lists(layer.stateDict());
      const run = () => layer.loadStateDict(dict as Dict, options);
      expect(codeOf(run)).toBe('layers/state-dict');
      expect(messageOf(run)).toMatch(message);
      expect(lists(layer.stateDict())).toEqual(before);
    });
  }

  test('half a batch', () => {
    const norm = new BatchNorm2d({ features: 1 });
    const run = () => norm.loadStateDict({ ...norm.stateDict(), num_batches_tracked: tensor(0.5, []) });
    expect(messageOf(run)).toMatch(/num_batches_tracked is float32, expected a whole number/);
  });

  test('a tensor that was disposed', () => {
    const layer = conv();
    const gone = ones([2]);
    gone.dispose();
    expect(codeOf(() => layer.loadStateDict({ weight: zeros([2, 1, 1]), bias: gone }))).toBe(
      'tensor/disposed',
    );
    expect(layer.weight.tolist()).toEqual(conv().weight.tolist());
  });

  test('hundreds of names, of which it lists a few', () => {
    const dict = Object.fromEntries(Array.from({ length: 20 }, (_, i) => [`layer${i}.weight`, ones([1])]));
    const run = () => conv().loadStateDict(dict);
    expect(messageOf(run)).toMatch(/unexpected: layer0\.weight, .*, layer7\.weight and 12 more\./);
  });

  test('options it does not know, and a strictness that is neither true nor false', () => {
    expect(codeOf(() => conv().loadStateDict(fitting, { assign: true } as LoadOptions))).toBe(
      'options/unknown',
    );
    const run = () => conv().loadStateDict(fitting, { strict: 'no' } as unknown as LoadOptions);
    expect(codeOf(run)).toBe('argument/boolean');
    expect(messageOf(run)).toMatch(/^Conv1d: loadStateDict: strict must be true or false, got "no"/);
  });
});
