import { describe, expect, test } from 'vitest';
import {
  Branches,
  Conv1d,
  Conv2d,
  ConvTranspose1d,
  Identity,
  Linear,
  MaxPool1d,
  gridding,
  type GriddingOptions,
  type Model,
} from '../../../../src/engine';
import { codeOf, messageOf } from '../tensor/failure';

const stack = (dilations: readonly number[]) =>
  dilations.map(dilation => new Conv2d({ in: 1, out: 1, kernel: 3, dilation, padding: dilation }));

describe('gridding of the article’s dilated stacks', () => {
  test('leaves every odd offset unread for dilations 2, 2, 2 (error 3)', () => {
    const [axis] = gridding([2, 2, 2]);
    expect(axis).toMatchObject({ size: 13, unread: [1, 3, 5, 7, 9, 11] });
    expect(axis!.fraction).toBeCloseTo(6 / 13, 12);
    expect(axis!.read.tolist()).toEqual([1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1]);
  });

  test.each([
    [[1, 2, 4], 15],
    [[1, 2, 5], 17],
    [[1, 2, 3], 13],
    [[1, 1, 2, 4, 8, 16, 1], 67],
  ])('reads all of the field for dilations %j', (dilations, size) => {
    expect(gridding(dilations)).toMatchObject([{ size, unread: [], fraction: 0 }]);
    expect(gridding(stack(dilations))).toMatchObject([{ size }, { size, unread: [] }]);
  });

  test('reads all of the context module’s fields, 3, 5, 9, 17, 33, 65, 67 (Yu & Koltun, table 1)', () => {
    const dilations = [1, 1, 2, 4, 8, 16, 1];
    const axes = dilations.map((_, i) => gridding(dilations.slice(0, i + 1))[0]!);
    expect(axes.map(({ size }) => size)).toEqual([3, 5, 9, 17, 33, 65, 67]);
    expect(axes.every(({ unread }) => unread.length === 0)).toBe(true);
  });

  test('reads 3 of the 5, 7 and 9 elements that one filter spans', () => {
    const unread = [2, 3, 4].map(dilation => gridding([dilation])[0]!.unread);
    expect(unread).toEqual([
      [1, 3],
      [1, 2, 4, 5],
      [1, 2, 3, 5, 6, 7],
    ]);
  });

  test('does not depend on the order of the layers', () => {
    expect(gridding([5, 1, 2])[0]!.unread).toEqual([]);
    expect(gridding([1, 2, 9])[0]!.unread).toEqual(gridding([9, 2, 1])[0]!.unread);
    expect(gridding([1, 2, 9])[0]!.unread).toEqual([7, 8, 16, 17]);
  });
});

describe('gridding', () => {
  test('takes filters of other lengths, one for all or one each', () => {
    expect(gridding([1, 2, 4], { kernel: 2 })[0]).toMatchObject({ size: 8, unread: [] });
    expect(gridding([2, 1], { kernel: [3, 2] })[0]).toMatchObject({ size: 6, unread: [] });
    expect(gridding([3, 1], { kernel: [2, 2] })[0]).toMatchObject({ size: 5, unread: [2] });
  });

  test('treats the axes of a model apart', () => {
    const layer = new Conv2d({ in: 1, out: 1, kernel: 3, dilation: [1, 2] });
    expect(gridding(layer).map(({ size, unread }) => [size, unread])).toEqual([
      [3, []],
      [5, [1, 3]],
    ]);
  });

  test('counts what any branch reads as read', () => {
    const wide = new Conv1d({ in: 1, out: 1, kernel: 3, dilation: 4, padding: 4 });
    const narrow = new Conv1d({ in: 1, out: 1, kernel: 3, padding: 1 });
    const branches = new Branches([wide, narrow, new Identity()], { join: 'add' });
    expect(gridding(branches)).toMatchObject([{ size: 9, unread: [1, 2, 6, 7] }]);
    expect(gridding(branches, { inputShape: [1, 1, 20] })[0]!.unread).toEqual([1, 2, 6, 7]);
  });

  test('is of the output that sees the farthest', () => {
    const up = new ConvTranspose1d({ in: 1, out: 1, kernel: 3, stride: 2, dilation: 2 }); // odd outputs see nothing
    expect(gridding(up)).toMatchObject([{ size: 3, unread: [] }]);
    const apart = new Conv1d({ in: 1, out: 1, kernel: 3, dilation: 4 });
    const odd = new ConvTranspose1d({ in: 1, out: 1, kernel: 1, stride: 2, padding: 1 });
    expect(gridding([odd, apart])).toMatchObject([{ size: 5, unread: [1, 3] }]);
    const blind = [
      new ConvTranspose1d({ in: 1, out: 1, kernel: 1, stride: 2 }),
      new Conv1d({ in: 1, out: 1, kernel: 1, stride: 2, padding: 1 }),
    ];
    expect(gridding(blind)).toMatchObject([{ size: 0, unread: [], fraction: 0 }]);
  });

  test('sees gaps that strides leave, and none of what a linear layer reads', () => {
    const strided = [new MaxPool1d({ kernel: 1, stride: 3 }), new Conv1d({ in: 1, out: 1, kernel: 2 })];
    expect(gridding(strided)).toMatchObject([{ size: 4, unread: [1, 2] }]);
    const linear = [new Conv1d({ in: 1, out: 1, kernel: 2, dilation: 3 }), new Linear({ in: 5, out: 2 })];
    expect(gridding(linear, { inputShape: [1, 1, 8] })).toMatchObject([{ size: 8, unread: [] }]);
  });

  test.each([
    ['no dilations', [], {}, 'gridding/empty'],
    ['a dilation of 0', [1, 0], {}, 'conv/option-value'],
    ['a dilation that is no whole number', [1.5], {}, 'conv/option-value'],
    ['a filter without taps', [1], { kernel: 0 }, 'conv/option-value'],
    ['a list with such a filter', [1, 2], { kernel: [3, -1] }, 'conv/option-value'],
    ['filters for other layers', [1, 2], { kernel: [3] }, 'conv/option-count'],
    ['an option of models', [1, 2], { inputShape: [1, 1, 9] }, 'options/unknown'],
    ['a field that is too long to list', [2 ** 20], {}, 'gridding/too-large'],
    ['filters of too many taps', [2, 5], { kernel: 2 ** 14 }, 'gridding/too-large'],
  ])('refuses %s', (_, dilations, options, code) => {
    expect(codeOf(() => gridding(dilations, options as GriddingOptions))).toBe(code);
  });

  test('refuses an option of lists, what is no layer, and phases without end', () => {
    expect(codeOf(() => gridding(stack([1]), { kernel: 3 }))).toBe('options/unknown');
    expect(codeOf(() => gridding({} as Model))).toBe('layers/not-a-layer');
    expect(codeOf(() => gridding([3, new Conv1d({ in: 1, out: 1, kernel: 1 })] as unknown as Model))).toBe(
      'layers/not-a-layer',
    );
    const run = () => gridding(new ConvTranspose1d({ in: 1, out: 1, kernel: 3, stride: 2 ** 20 }));
    expect(codeOf(run)).toBe('gridding/too-large');
    expect(messageOf(run)).toMatch(/lower the dilations or strides$/);
  });
});
