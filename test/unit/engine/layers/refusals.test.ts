import { describe, expect, test } from 'vitest';
import {
  ChannelShuffle,
  Conv1d,
  Conv2d,
  ConvTranspose2d,
  DepthwiseConv2d,
  DilatedConv2d,
  FlattenedConv2d,
  GroupedConv2d,
  PointwiseConv2d,
  PointwiseGroupedConv2d,
  ReLU,
  SeparableConv2d,
  Sequential,
  ShuffledGroupedConv2d,
  SpatialSeparableConv2d,
  zeros,
  type ConvLayerOptions,
  type GroupedConv2dOptions,
  type Layer,
  type Tensor,
} from '../../../../src/engine';
import { codeOf, messageOf } from '../tensor/failure';

const options: ConvLayerOptions = { in: 4, out: 4, kernel: 3 };

describe('an option that a layer does not know is refused by name', () => {
  const classes: Record<string, (extra: object) => unknown> = {
    Conv2d: extra => new Conv2d({ ...options, ...extra }),
    ConvTranspose2d: extra => new ConvTranspose2d({ ...options, ...extra }),
    DepthwiseConv2d: extra => new DepthwiseConv2d({ in: 4, kernel: 3, ...extra }),
    PointwiseConv2d: extra => new PointwiseConv2d({ in: 4, out: 4, ...extra }),
    PointwiseGroupedConv2d: extra => new PointwiseGroupedConv2d({ in: 4, out: 4, groups: 2, ...extra }),
    GroupedConv2d: extra => new GroupedConv2d({ ...options, groups: 2, ...extra }),
    DilatedConv2d: extra => new DilatedConv2d({ ...options, dilation: 2, ...extra }),
    SeparableConv2d: extra => new SeparableConv2d({ ...options, ...extra }),
    SpatialSeparableConv2d: extra => new SpatialSeparableConv2d({ ...options, ...extra }),
    FlattenedConv2d: extra => new FlattenedConv2d({ ...options, ...extra }),
    ChannelShuffle: extra => new ChannelShuffle({ groups: 2, ...extra }),
    ReLU: extra => new ReLU({ ...extra }),
  };
  for (const [name, make] of Object.entries(classes)) {
    test(name, () => {
      const run = () => make({ paddingMode: 'reflect' });
      expect(codeOf(run)).toBe('options/unknown');
      expect(messageOf(run)).toMatch(new RegExp(`^${name}: unknown option paddingMode`));
    });
  }

  test('the output padding of a layer that is not transposed', () => {
    expect(codeOf(() => new Conv2d({ ...options, outputPadding: 1 } as ConvLayerOptions))).toBe(
      'options/unknown',
    );
  });

  test('the groups of a depthwise layer, which settles them itself', () => {
    expect(codeOf(() => new DepthwiseConv2d({ ...options, groups: 4 } as ConvLayerOptions))).toBe(
      'options/unknown',
    );
  });

  test('no options at all', () => {
    expect(codeOf(() => new Conv2d(undefined as unknown as ConvLayerOptions))).toBe('options/not-an-object');
  });
});

describe('a number that is no whole number of its range is refused by name', () => {
  const cases: [change: object, name: string][] = [
    [{ in: NaN }, 'in'],
    [{ in: undefined }, 'in'],
    [{ out: 2.5 }, 'out'],
    [{ out: 0 }, 'out'],
    [{ kernel: NaN }, 'kernel of axis H'],
    [{ kernel: [3, 0] }, 'kernel of axis W'],
    [{ stride: 0 }, 'stride of axis H'],
    [{ padding: -1 }, 'padding of axis H'],
    [{ padding: [1, 0.5] }, 'padding of axis W'],
    [{ dilation: Infinity }, 'dilation of axis H'],
    [{ groups: '2' }, 'groups'],
  ];
  for (const [change, name] of cases) {
    test(JSON.stringify(change), () => {
      const run = () => new Conv2d({ ...options, ...change });
      expect(codeOf(run)).toBe('conv/option-value');
      expect(messageOf(run)).toContain(`Conv2d: ${name} must be a whole number`);
    });
  }

  test('a seed', () => {
    expect(codeOf(() => new Conv2d({ ...options, seed: -1 }))).toBe('argument/integer');
    expect(codeOf(() => new SeparableConv2d({ ...options, seed: NaN }))).toBe('argument/integer');
  });

  test('a multiplier', () => {
    const run = () => new SeparableConv2d({ ...options, multiplier: 1.5 });
    expect(messageOf(run)).toMatch(/multiplier must be a whole number/);
  });

  test('a list with an entry too many', () => {
    expect(codeOf(() => new Conv2d({ ...options, kernel: [3, 3, 3] }))).toBe('conv/option-count');
  });
});

describe('options that fit no input are refused when the layer is made', () => {
  test('groups that do not divide the channels', () => {
    const run = () => new GroupedConv2d({ in: 3, out: 4, kernel: 3, groups: 2 });
    expect(codeOf(run)).toBe('conv/groups');
    expect(messageOf(run)).toMatch(/^GroupedConv2d: groups = 2 does not divide in = 3/);
  });

  test('a padding nobody knows', () => {
    expect(codeOf(() => new Conv2d({ ...options, padding: 'reflect' as 'same' }))).toBe('conv/padding');
  });

  test('an output padding as large as the stride', () => {
    const run = () => new ConvTranspose2d({ ...options, stride: 2, outputPadding: 2 });
    expect(codeOf(run)).toBe('conv/output-padding');
  });

  test('a kind without what makes it one', () => {
    const none = options as GroupedConv2dOptions & { dilation: number };
    for (const make of [
      () => new GroupedConv2d(none),
      () => new ShuffledGroupedConv2d(none),
      () => new DilatedConv2d(none),
      () => new PointwiseGroupedConv2d({ in: 4, out: 4 } as GroupedConv2dOptions),
    ]) {
      expect(codeOf(make)).toBe('options/missing');
    }
  });
});

describe('weights that do not fit are refused', () => {
  const cases: [what: string, change: object, code: string, message: RegExp][] = [
    [
      'a weight of another shape',
      { weight: zeros([4, 3, 3, 3]) },
      'layers/weight-shape',
      /expected \[4, 4, 3, 3\]/,
    ],
    ['a bias of another shape', { bias: zeros([3]) }, 'layers/bias-shape', /has shape \[3\], expected \[4\]/],
    ['a bias that is a number', { bias: 1 }, 'layers/bias', /must be true, false or a tensor \[4\], got 1/],
    ['a weight that is a list', { weight: [[1]] }, 'tensor/expected', /weight must be a tensor/],
    ['integers', { dtype: 'int32' }, 'layers/dtype', /must be 'float32' or 'float64', got "int32"/],
    [
      'a dtype that is not the weight’s',
      { weight: zeros([4, 4, 3, 3]), dtype: 'float64' },
      'layers/dtype',
      /weight given is float32/,
    ],
    ['a bias of another dtype', { bias: zeros([4], { dtype: 'float64' }) }, 'conv/dtype', /bias is float64/],
    [
      'a bias of another dtype than a weight',
      { weight: zeros([4, 4, 3, 3]), bias: zeros([4], { dtype: 'float64' }) },
      'conv/dtype',
      /bias is float64/,
    ],
  ];
  for (const [what, change, code, message] of cases) {
    test(what, () => {
      const run = () => new Conv2d({ ...options, ...change });
      expect(codeOf(run)).toBe(code);
      expect(messageOf(run)).toMatch(message);
    });
  }
});

describe('an input that does not fit is refused under the name of the layer', () => {
  test('with other channels', () => {
    const layer = new DepthwiseConv2d({ in: 4, kernel: 3 });
    expect(messageOf(() => layer.forward(zeros([1, 3, 5, 5])))).toMatch(
      /^DepthwiseConv2d: the input has 3 channels/,
    );
    expect(codeOf(() => layer.outputShape([1, 3, 5, 5]))).toBe('conv/channels');
  });

  test('with an axis too many or too few', () => {
    const layer = new Conv2d(options);
    for (const shape of [
      [1, 1, 4, 5, 5],
      [5, 5],
    ]) {
      expect(codeOf(() => layer.outputShape(shape))).toBe('conv/rank');
      expect(messageOf(() => layer.outputShape(shape))).toMatch(/^Conv2d: the input has/);
    }
  });

  test('that is no tensor', () => {
    const list = [1, 2] as unknown as Tensor;
    for (const layer of [new Conv1d(options), new ReLU(), new ChannelShuffle({ groups: 2 })]) {
      expect(codeOf(() => layer.forward(list))).toBe('tensor/expected');
    }
  });

  test('whose channels a shuffle cannot deal out', () => {
    expect(messageOf(() => new ChannelShuffle({ groups: 2 }).outputShape([1, 3, 2]))).toMatch(
      /^ChannelShuffle: groups = 2 does not divide the 3 channels/,
    );
  });
});

describe('Sequential refuses', () => {
  test('to have no layers', () => {
    expect(codeOf(() => new Sequential())).toBe('layers/empty');
    expect(codeOf(() => new Sequential([]))).toBe('layers/empty');
    expect(codeOf(() => new Sequential({}))).toBe('layers/empty');
  });

  test('what is no layer', () => {
    const wrong: [value: unknown, shown: RegExp][] = [
      [zeros([2]), /got a tensor/],
      [{ forward: 1 }, /got another object/],
      [undefined, /got undefined/],
    ];
    for (const [value, shown] of wrong) {
      const run = () => new Sequential(new ReLU(), value as Layer);
      expect(codeOf(run)).toBe('layers/not-a-layer');
      expect(messageOf(run)).toMatch(shown);
    }
  });
});
