import { describe, expect, test } from 'vitest';
import { firstView, fixedAxes, restoredView, withAxis, withPosition } from '../../../src/inspector/planeView';

const shape = [2, 3, 4, 5];
const first = { rowAxis: 2, columnAxis: 3, index: [0, 0, 0, 0] };

test('the first view is the first plane of the last two axes', () => expect(firstView(shape)).toEqual(first));

test('a vector is one row, a scalar one cell', () => {
  expect(firstView([7])).toEqual({ rowAxis: -1, columnAxis: 0, index: [0] });
  expect(firstView([])).toEqual({ rowAxis: -1, columnAxis: -1, index: [] });
});

test('choosing the axis of the other side exchanges the two', () => {
  expect(withAxis(first, 'rowAxis', 3)).toMatchObject({ rowAxis: 3, columnAxis: 2 });
  expect(withAxis(first, 'columnAxis', 0)).toMatchObject({ rowAxis: 2, columnAxis: 0 });
});

test('positions stay on their axis', () => {
  expect(withPosition(first, shape, 1, 9).index).toEqual([0, 2, 0, 0]);
  expect(withPosition(first, shape, 1, -4).index).toEqual([0, 0, 0, 0]);
  expect(withPosition(first, shape, 1, NaN).index).toEqual([0, 0, 0, 0]);
});

test('sliders are for the axes that are not drawn', () => expect(fixedAxes(first, shape)).toEqual([0, 1]));

describe('a kept view', () => {
  const kept = { rowAxis: 0, columnAxis: 2, index: [1, 2, 3, 4] };

  test('comes back when it fits the tensor', () => expect(restoredView(kept, shape)).toEqual(kept));

  const unfit: [what: string, state: unknown][] = [
    ['is of another rank', { ...kept, index: [0, 0] }],
    ['points beyond an axis', { ...kept, index: [2, 0, 0, 0] }],
    ['draws one axis twice', { ...kept, columnAxis: 0 }],
    ['draws an axis that is not there', { ...kept, rowAxis: 4 }],
    ['is not there', undefined],
  ];
  for (const [what, state] of unfit) {
    test(`gives way to the first when it ${what}`, () => expect(restoredView(state, shape)).toEqual(first));
  }
});
