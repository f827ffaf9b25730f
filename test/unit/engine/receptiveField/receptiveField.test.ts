import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  Conv1d,
  Conv2d,
  ConvTranspose1d,
  ConvTranspose2d,
  ReLU,
  SeparableConv2d,
  Sequential,
  receptiveField,
  type Layer,
} from '../../../../src/engine';
import { codeOf, messageOf } from '../tensor/failure';

interface Stage {
  kernel: number;
  stride: number;
  padding: number;
  dilation: number;
  transposed: boolean;
}

function conv1d({ transposed, padding, ...geometry }: Stage): Layer {
  const options = { ...geometry, padding, in: 1, out: 1 };
  return transposed ? new ConvTranspose1d(options) : new Conv1d(options);
}

const anyStage = (transposed: fc.Arbitrary<boolean>): fc.Arbitrary<Stage> =>
  fc.record({
    kernel: fc.integer({ min: 1, max: 5 }),
    stride: fc.integer({ min: 1, max: 3 }),
    padding: fc.integer({ min: 0, max: 3 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    transposed,
  });

/** Sizes after each layer of a stack of 3 x 3 convolutions. */
function growing(dilations: number[], last: Layer[] = []): number[] {
  const layers = [...dilations.map(dilation => new Conv2d({ in: 1, out: 1, kernel: 3, dilation })), ...last];
  return layers.map((_, i) => receptiveField(layers.slice(0, i + 1)).size[0]!);
}

describe('the receptive field of the article’s stacks', () => {
  test('is 3, 5, 9, 17, 33, 65, 67, 67 along the context module (Yu & Koltun, arXiv:1511.07122, table 1)', () => {
    const sizes = growing([1, 1, 2, 4, 8, 16, 1], [new Conv2d({ in: 1, out: 1, kernel: 1 })]);
    expect(sizes).toEqual([3, 5, 9, 17, 33, 65, 67, 67]);
  });

  test('is 3, 7, 15 for dilations 1, 2, 4, which double it, and 13 for 1, 2, 3 (error 2)', () => {
    expect([growing([1, 2, 4]), growing([1, 2, 3])[2]]).toEqual([[3, 7, 15], 13]);
  });

  test('is 3, 5, 9 for one filter dilated by 1, 2, 4 (error 2)', () => {
    expect([1, 2, 4].map(dilation => growing([dilation])[0])).toEqual([3, 5, 9]);
  });
});

test('a stack of convolutions follows the closed form of Araujo, Norris & Sim (Distill 2019, equations 2, 3 and 5)', () => {
  fc.assert(
    fc.property(fc.array(anyStage(fc.constant(false)), { minLength: 1, maxLength: 5 }), stages => {
      let [size, stride, padding] = [1, 1, 0];
      for (const { kernel, stride: step, padding: pad, dilation } of stages) {
        size += dilation * (kernel - 1) * stride;
        padding += pad * stride;
        stride *= step;
      }
      const start = size / 2 - padding; // the middle of a field that begins `padding` before the input
      expect(receptiveField(stages.map(conv1d))).toEqual({
        size: [size],
        stride: [stride],
        padding: [padding],
        start: [start],
      });
    }),
    { numRuns: 200, seed: 1 },
  );
});

/** The input elements that an output depends on, found by following every tap of every layer backwards. */
function followed(stages: Stage[], output: number): number[] {
  return [...stages].reverse().reduce<number[]>(
    (seen, { kernel, stride, padding, dilation, transposed }) => {
      const before = new Set<number>();
      for (const position of seen) {
        for (let tap = 0; tap < kernel; tap++) {
          const element = transposed
            ? (position + padding - dilation * tap) / stride
            : stride * position + dilation * tap - padding;
          if (Number.isInteger(element)) before.add(element);
        }
      }
      return [...before];
    },
    [output],
  );
}

test('the output of a stack that sees the most sees its size, whatever is transposed and dilated', () => {
  fc.assert(
    fc.property(fc.array(anyStage(fc.boolean()), { minLength: 1, maxLength: 4 }), stages => {
      const [size] = receptiveField(stages.map(conv1d)).size;
      let largest = 0;
      for (let output = 0; output < 81; output++) {
        const seen = followed(stages, output);
        if (seen.length > 0) largest = Math.max(largest, Math.max(...seen) - Math.min(...seen) + 1);
      }
      expect(largest).toBe(size);
    }),
    { numRuns: 300, seed: 2 },
  );
});

describe('a transposed convolution', () => {
  const up = new ConvTranspose2d({ in: 1, out: 1, kernel: 4, stride: 2, padding: 1 });

  test('has outputs half an input apart at stride 2, the first centred a quarter into the first input', () => {
    expect(receptiveField(up)).toEqual({
      size: [2, 2],
      stride: [0.5, 0.5],
      padding: [1, 1],
      start: [0.25, 0.25],
    });
  });

  test('is undone in stride by a convolution of its stride', () => {
    const down = new Conv2d({ in: 1, out: 1, kernel: 4, stride: 2, padding: 1 });
    expect(receptiveField([down, up]).stride).toEqual([1, 1]);
    expect(receptiveField([down, up]).start).toEqual([0.5, 0.5]);
  });

  test('followed by a convolution that always meets the same phase sees what that phase sees', () => {
    const layers = [
      new ConvTranspose1d({ in: 1, out: 1, kernel: 2, stride: 2 }),
      new Conv1d({ in: 1, out: 1, kernel: 2, stride: 2 }),
    ];
    expect(receptiveField(layers).size).toEqual([1]);
  });
});

describe('receptiveField', () => {
  test('treats each axis by itself', () => {
    const layer = new Conv2d({
      in: 1,
      out: 1,
      kernel: [3, 1],
      stride: [1, 2],
      padding: [
        [2, 0],
        [0, 0],
      ],
    });
    expect(receptiveField(layer)).toEqual({
      size: [3, 1],
      stride: [1, 2],
      padding: [2, 0],
      start: [-0.5, 0.5],
    });
  });

  test('goes through the parts of layers and ignores those without filters', () => {
    const model = new Sequential(
      new ReLU(),
      new SeparableConv2d({ in: 2, out: 2, kernel: 5, padding: 2 }),
      new ReLU(),
    );
    expect(receptiveField(model)).toEqual({
      size: [5, 5],
      stride: [1, 1],
      padding: [2, 2],
      start: [0.5, 0.5],
    });
    expect(receptiveField(model, [1, 2, 9, 9])).toEqual(receptiveField(model));
  });

  test('uses the padding that an input of some length needs', () => {
    const layer = new Conv1d({ in: 1, out: 1, kernel: 3, stride: 2, padding: 'same' });
    expect([receptiveField(layer, [1, 1, 7]).padding, receptiveField(layer, [1, 1, 8]).padding]).toEqual([
      [1],
      [0],
    ]);
  });

  test('knows same padding at stride 1 without an input', () => {
    expect(receptiveField(new Conv1d({ in: 1, out: 1, kernel: 4, padding: 'same' })).padding).toEqual([1]);
  });

  test('refuses to guess the padding of same at another stride', () => {
    const run = () => receptiveField(new Conv1d({ in: 1, out: 1, kernel: 3, stride: 2, padding: 'same' }));
    expect(codeOf(run)).toBe('field/input-needed');
    expect(messageOf(run)).toMatch(/Conv1d with stride = 2 .* give the shape of an input/);
  });

  test('refuses layers that say nothing about axes, unless an input does', () => {
    expect(codeOf(() => receptiveField(new ReLU()))).toBe('field/input-needed');
    expect(receptiveField(new ReLU(), [1, 1, 4]).size).toEqual([1]);
  });

  test('refuses what is no layer', () => {
    expect(codeOf(() => receptiveField({} as Layer))).toBe('layers/not-a-layer');
  });

  test('ends for strides that no period could be walked through', () => {
    const layer = new ConvTranspose1d({ in: 1, out: 1, kernel: 3, stride: 2 ** 40 });
    expect(receptiveField(layer).size).toEqual([1]);
  });
});
