import { describe, expect, test } from 'vitest';
import {
  Branches,
  Conv1d,
  Conv2d,
  ConvTranspose1d,
  Flatten,
  Identity,
  Linear,
  Permute,
  ReLU,
  fieldAt,
  inputsSeen,
  probeField,
  type Layer,
  type Model,
} from '../../../../src/engine';
import { codeOf, messageOf } from '../tensor/failure';

const conv = (kernel: number, options: object = {}) => new Conv1d({ in: 1, out: 1, kernel, ...options });

describe('fieldAt', () => {
  test('tells where the field lies, on padding and without it', () => {
    const stack = [conv(3, { padding: 1 }), conv(3, { padding: 1 })];
    expect(fieldAt(stack, [1, 1, 8], [0])).toEqual({
      position: [0],
      unclipped: [[-2, 2]],
      clipped: [[0, 2]],
    });
    expect(fieldAt(stack, [1, 1, 8], [7])).toEqual({ position: [7], unclipped: [[5, 9]], clipped: [[5, 7]] });
  });

  test('looks at the middle when no position is given', () => {
    expect(fieldAt(new Conv2d({ in: 2, out: 3, kernel: [3, 1], stride: 2 }), [2, 9, 8])).toEqual({
      position: [2, 2],
      unclipped: [
        [4, 6],
        [4, 4],
      ],
      clipped: [
        [4, 6],
        [4, 4],
      ],
    });
  });

  test('sees nothing through the padding of a layer in between', () => {
    const stack = [conv(3, { padding: 2 }), conv(1, { padding: 1 })]; // output 0 is a zero of the second padding
    expect(fieldAt(stack, [1, 1, 8], [0])).toEqual({ position: [0], unclipped: [[-3, -1]], clipped: null });
    const cropped = [new ConvTranspose1d({ in: 1, out: 1, kernel: 1, padding: 2 }), conv(3, { padding: 1 })];
    expect(fieldAt(cropped, [1, 1, 8], [0])).toEqual({
      position: [0],
      unclipped: [[1, 3]],
      clipped: [[2, 3]],
    });
  });

  test('is null between elements that were moved apart', () => {
    const up = new ConvTranspose1d({ in: 1, out: 1, kernel: 1, stride: 2 });
    expect(fieldAt(up, [1, 1, 4], [3])).toEqual({ position: [3], unclipped: null, clipped: null });
  });

  test('has positions along the axes behind the channels', () => {
    const classifier = [
      new Conv2d({ in: 1, out: 2, kernel: 3 }),
      new Flatten(),
      new Linear({ in: 8, out: 3 }),
    ];
    const all = [
      [0, 3],
      [0, 3],
    ];
    expect(fieldAt(classifier, [1, 1, 4, 4])).toEqual({ position: [], unclipped: all, clipped: all });
  });

  test('sees all of an axis that became the channels', () => {
    const turned = [new Conv2d({ in: 1, out: 2, kernel: 3 }), new Permute({ dims: [0, 3, 1, 2] })]; // [1, W', C, H']
    expect(fieldAt(turned, [1, 1, 6, 7], [1, 0])).toEqual({
      position: [1, 0],
      unclipped: [
        [0, 2],
        [0, 6],
      ],
      clipped: [
        [0, 2],
        [0, 6],
      ],
    });
  });

  test('has no axes to tell of for features alone', () => {
    expect(fieldAt(new Linear({ in: 4, out: 2 }), [3, 4])).toEqual({
      position: [],
      unclipped: [],
      clipped: [],
    });
    expect(fieldAt(new ReLU(), [])).toEqual({ position: [], unclipped: [], clipped: [] });
  });

  test.each([
    ['a wrong number of indices', [1]],
    ['an index past the end', [0, 8]],
    ['a negative index', [-1, 0]],
    ['a fraction', [0.5, 0]],
    ['no list', 3],
    ['a text', ['1', '2']],
  ])('refuses %s', (_, position) => {
    const layer = new Conv2d({ in: 1, out: 1, kernel: 1 });
    expect(codeOf(() => fieldAt(layer, [1, 1, 8, 8], position as number[]))).toBe('field/position');
  });

  test('says which positions there are', () => {
    const layer = new Conv2d({ in: 1, out: 1, kernel: 1 });
    expect(messageOf(() => fieldAt(layer, [1, 1, 8, 9], [3, 9]))).toBe(
      'fieldAt: position is a list of 2 whole numbers within [8, 9], the positions of the output [1, 1, 8, 9]; got 9 ' +
        'along axis 1',
    );
  });

  test('refuses an output without elements', () => {
    expect(codeOf(() => fieldAt(new ReLU(), [1, 1, 0]))).toBe('field/position');
  });

  test('refuses an input of more positions than memory should hold, and what is no layer', () => {
    const layer = new Conv2d({ in: 1, out: 1, kernel: 3 });
    expect(codeOf(() => fieldAt(layer, [1, 1, 2 ** 14, 2 ** 13]))).toBe('field/too-large');
    expect(codeOf(() => inputsSeen(layer, [1, 1, 2 ** 20, 2 ** 20]))).toBe('field/too-large');
    expect(codeOf(() => fieldAt({} as Model, [1, 1, 4, 4]))).toBe('layers/not-a-layer');
    expect(codeOf(() => inputsSeen({} as Model, [1, 1, 4, 4]))).toBe('layers/not-a-layer');
  });
});

describe('inputsSeen', () => {
  const picture = (model: Model, inputShape: number[], position?: number[]) => {
    const [rows, columns] = inputsSeen(model, inputShape, position).shape as [number, number];
    const data = [...inputsSeen(model, inputShape, position).data];
    return Array.from({ length: rows }, (_, row) => data.slice(row * columns, (row + 1) * columns).join(''));
  };
  const strips: Layer[] = [
    new Conv2d({ in: 1, out: 1, kernel: [3, 1], padding: [1, 0] }),
    new Conv2d({ in: 1, out: 1, kernel: [1, 5], padding: [0, 2] }),
  ];

  test('draws the cross that two strips see', () => {
    expect(picture(new Branches(strips), [1, 1, 5, 5])).toEqual([
      '00000',
      '00100',
      '11111',
      '00100',
      '00000',
    ]);
  });

  test('draws the grid of a dilated stack, cut off at the border', () => {
    const layer = new Conv2d({ in: 1, out: 1, kernel: 3, dilation: 2, padding: 2 });
    expect(picture([layer, layer], [1, 1, 4, 6], [0, 5])).toEqual(['010101', '000000', '010101', '000000']);
  });

  test('is of the input’s spatial axes, whatever the model makes of them', () => {
    expect(inputsSeen(new Flatten(), [2, 3, 4, 5]).shape).toEqual([4, 5]);
    expect(inputsSeen(new Linear({ in: 4, out: 2 }), [3, 4]).tolist()).toBe(1);
  });

  test('marks several branches that only keep', () => {
    const skips = new Branches([new Identity(), new Identity(), conv(1)], { join: 'add' });
    expect(inputsSeen(skips, [1, 1, 3], [2]).tolist()).toEqual([0, 0, 1]);
    expect(inputsSeen([skips, skips], [1, 1, 3], [0]).tolist()).toEqual([1, 0, 0]);
  });

  test('sees more than the gradient finds only where axes are merged', () => {
    const flat = [new Conv2d({ in: 1, out: 1, kernel: 2 }), new Flatten()];
    expect(probeField(flat, [1, 1, 4, 4], { channel: 0 }).count).toBe(4);
    expect([...inputsSeen(flat, [1, 1, 4, 4]).data]).not.toContain(0);
  });
});
