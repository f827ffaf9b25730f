import { describe, expect, test } from 'vitest';
import { arange, reshape, tensor, zeros } from '../../../src/engine';
import { planeOf, PLANE_SIDE } from '../../../src/kernel/variables/plane';
import { TensorRefs } from '../../../src/kernel/variables/tensorRefs';

const cube = reshape(arange(24), [2, 3, 4]); // element [d, h, w] is 12 d + 4 h + w

describe('a plane', () => {
  test('has one axis down, one across and the others fixed', () => {
    const plane = planeOf(cube, { rowAxis: 1, columnAxis: 2, index: [1, 0, 0] });
    expect(plane).toMatchObject({ rows: 3, columns: 4, rowBlock: 1, columnBlock: 1 });
    expect([...plane.data]).toEqual([12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
  });

  test('takes its axes in any order', () => {
    const plane = planeOf(cube, { rowAxis: 2, columnAxis: 0, index: [0, 2, 0] });
    expect([...plane.data]).toEqual([8, 20, 9, 21, 10, 22, 11, 23]);
  });

  test('of a vector has one row, of a scalar one element', () => {
    expect([...planeOf(tensor([1, 2]), { rowAxis: -1, columnAxis: 0, index: [0] }).data]).toEqual([1, 2]);
    expect([...planeOf(tensor(7), { rowAxis: -1, columnAxis: -1, index: [] }).data]).toEqual([7]);
  });

  test('that is too long comes as means of blocks, the last one short', () => {
    const plane = planeOf(arange(2 * PLANE_SIDE - 1), { rowAxis: -1, columnAxis: 0, index: [0] });
    expect(plane).toMatchObject({ rows: 1, rowBlock: 1, columns: PLANE_SIDE, columnBlock: 2 });
    expect([plane.data[0], plane.data[1], plane.data[PLANE_SIDE - 1]]).toEqual([
      0.5,
      2.5,
      2 * PLANE_SIDE - 2,
    ]);
  });

  test('that is too high has blocks over both axes', () => {
    const plane = planeOf(zeros([PLANE_SIDE + 1, 3]), { rowAxis: 0, columnAxis: 1, index: [0, 0] });
    expect(plane).toMatchObject({ rows: PLANE_SIDE / 2 + 1, rowBlock: 2, columns: 3, columnBlock: 1 });
  });

  for (const [what, params, message] of [
    [
      'an axis that is not there',
      { rowAxis: 3, columnAxis: 0, index: [0, 0, 0] },
      'rowAxis = 3 is not an axis',
    ],
    [
      'a missing axis of a cube',
      { rowAxis: -1, columnAxis: 0, index: [0, 0, 0] },
      'rowAxis = -1 is not an axis',
    ],
    ['the same axis twice', { rowAxis: 1, columnAxis: 1, index: [0, 0, 0] }, 'must differ'],
    [
      'an index outside',
      { rowAxis: 1, columnAxis: 2, index: [2, 0, 0] },
      'index 2 of axis 0 is outside of 0 to 1',
    ],
    [
      'an index that is no whole number',
      { rowAxis: 1, columnAxis: 2, index: [0.5, 0, 0] },
      'index 0.5 of axis 0',
    ],
    ['an index that is missing', { rowAxis: 0, columnAxis: 1, index: [0, 0] }, 'index undefined of axis 2'],
  ] as const) {
    test(`is refused for ${what}`, () => {
      expect(() => planeOf(cube, { ...params, index: [...params.index] })).toThrow(message);
    });
  }
});

describe('references to tensors', () => {
  test('are the same for the same tensor', () => {
    const refs = new TensorRefs('a');
    const x = zeros([2]);
    const ref = refs.register(x);
    expect([refs.register(x), refs.find(ref)]).toEqual([ref, x]);
    expect(refs.register(zeros([2]))).not.toBe(ref);
  });

  test('find nothing for an unknown name or a disposed tensor', () => {
    const refs = new TensorRefs('a');
    const x = zeros([2]);
    const ref = refs.register(x);
    x.dispose();
    expect([refs.find(ref), refs.find('a/t99')]).toEqual([undefined, undefined]);
  });

  test('find nothing under the reference of another session', () => {
    const ref = new TensorRefs('a').register(zeros([2]));
    const refs = new TensorRefs('b');
    refs.register(zeros([2]));
    expect(refs.find(ref)).toBeUndefined();
  });

  test('go on finding a tensor that the session still uses, whatever the budget', () => {
    const refs = new TensorRefs('a', 8);
    const x = zeros([2]);
    const ref = refs.register(x);
    refs.register(zeros([100]));
    expect(refs.find(ref)).toBe(x);
  });
});
