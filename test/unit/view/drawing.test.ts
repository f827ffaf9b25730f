import { describe, expect, test } from 'vitest';
import { drawingOf, readingText, tensorPayload, valueAt } from '../../../src/view';
import { filled } from './build';

const limits = { elements: Infinity, side: 100, perAxis: 4, maps: 16 };

describe('a drawing', () => {
  test('reads an element at its index in the tensor', () => {
    const tensor = filled([2, 3, 4, 5], i => i / 4);
    const drawing = drawingOf(tensorPayload(tensor), limits);
    const cell = { map: 5, row: 2, column: 3 };
    expect(valueAt(drawing, cell)).toBe(tensor.at(1, 2, 2, 3));
    expect(readingText(drawing, cell)).toBe('[1, 2, 2, 3] = 28.25');
  });

  test('reads a scalar with an empty index', () => {
    const drawing = drawingOf(tensorPayload(filled([], () => 3)), limits);
    expect(readingText(drawing, { map: 0, row: 0, column: 0 })).toBe('[] = 3');
  });

  test('reads a mean with the range it is of, cut at the end of the axis', () => {
    const drawing = drawingOf(tensorPayload(filled([1001, 1000], i => Math.floor(i / 1000))), limits);
    const lastRow = drawing.grid.rows - 1;
    expect(readingText(drawing, { map: 0, row: 0, column: 0 })).toBe('[0:12, 0:12]: mean 5.5');
    expect(readingText(drawing, { map: 0, row: lastRow, column: 0 })).toMatch(/^\[996:1001, 0:12\]: mean /);
  });

  test('of more maps than its limits shows the first and says so', () => {
    const drawing = drawingOf(tensorPayload(filled([6, 9, 2, 2], i => i)), limits);
    expect(drawing.grid).toMatchObject({ maps: 16, across: 4 });
    expect(readingText(drawing, { map: 4, row: 0, column: 0 })).toBe('[1, 0, 0, 0] = 36');
    expect(drawing.notice).toBe(
      'Not the whole tensor: showing the first 4 of 6 along N and the first 4 of 9 along C.',
    );
  });

  test('within its limits says what the output says', () => {
    const whole = drawingOf(tensorPayload(filled([2, 2], i => i)), limits);
    expect(whole.notice).toBeNull();
  });
});
