import { describe, expect, test } from 'vitest';
import { planeDrawing } from '../../../src/inspector/planeDrawing';
import { parseResult } from '../../../src/inspector/replies';
import { readingText } from '../../../src/view';

const stats = { min: -4, max: 2, mean: 0, nan: 0, positiveInfinity: 0, negativeInfinity: 0 };
const opened = { name: 'x', shape: [2, 3, 4, 5], dtype: 'float32' as const, stats };
const view = { rowAxis: 3, columnAxis: 1, index: [1, 0, 2, 0] };
const plane = {
  rows: 5,
  columns: 3,
  rowBlock: 1,
  columnBlock: 1,
  data: Float64Array.from({ length: 15 }, (_, i) => i),
};

describe('the drawing of a plane', () => {
  test('reads a cell at its index in the whole tensor, whichever axes are drawn', () => {
    const drawing = planeDrawing(opened, view, plane);
    expect(readingText(drawing, { map: 0, row: 4, column: 2 })).toBe('[1, 2, 2, 4] = 14');
    expect(drawing.notice).toBeNull();
  });

  test('has the colours of the whole tensor', () => {
    expect(planeDrawing(opened, view, plane).scale).toEqual({ map: 'diverging', low: -4, high: 4 });
  });

  test('says when its values are means, and of which elements', () => {
    const means = { ...plane, rows: 3, rowBlock: 2, data: Float64Array.from({ length: 9 }, (_, i) => i) };
    const drawing = planeDrawing(opened, view, means);
    expect(readingText(drawing, { map: 0, row: 2, column: 1 })).toBe('[1, 1, 2, 4:5]: mean 7');
    expect(drawing.notice).toBe('Not the whole tensor: each value is the mean of 2 elements along W.');
  });

  test('of a vector is one row', () => {
    const vector = { ...opened, shape: [3] };
    const row = { rows: 1, columns: 3, rowBlock: 1, columnBlock: 1, data: [1, 2, 3] };
    const drawing = planeDrawing(vector, { rowAxis: -1, columnAxis: 0, index: [0] }, row);
    expect(readingText(drawing, { map: 0, row: 0, column: 2 })).toBe('[2] = 3');
  });
});

describe('a reply', () => {
  test('may hold NaN and infinities', () => {
    const data = [NaN, Infinity];
    const reply = { rows: 1, columns: 2, rowBlock: 1, columnBlock: 1, data };
    expect(parseResult['tensor/plane'](reply)).toEqual(reply);
  });

  test('is refused, naming the field, when its elements do not fill the plane', () => {
    expect(() => parseResult['tensor/plane']({ ...plane, rows: 4 })).toThrow(
      'data of the tensor/plane reply must be 12 elements',
    );
  });

  test('is refused when the tensor has no statistics', () => {
    expect(() => parseResult['tensor/open']({ ...opened, stats: undefined })).toThrow(
      'stats of the tensor/open',
    );
  });
});
