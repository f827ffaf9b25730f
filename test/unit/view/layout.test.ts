import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cellAt, layoutOf, mapGridOf, mapOrigin, neighbour, type Room } from '../../../src/view';

const room: Room = {
  width: 800,
  height: 500,
  tallHeight: 900,
  maxCell: 40,
  minMap: 24,
  gap: 8,
  gutter: 30,
  labelHeight: 16,
};

describe('the grid of maps', () => {
  const cases: [
    what: string,
    shape: number[],
    maps: number,
    size: [number, number],
    across: number | undefined,
  ][] = [
    ['of a scalar is one cell', [], 1, [1, 1], 1],
    ['of a vector is one row', [7], 1, [1, 7], 1],
    ['of a matrix is one map', [3, 4], 1, [3, 4], 1],
    ['of C maps flows', [5, 3, 4], 5, [3, 4], undefined],
    ['of one sample flows over C', [1, 16, 3, 4], 16, [3, 4], undefined],
    ['of one channel flows over N', [16, 1, 3, 4], 16, [3, 4], undefined],
    ['of N x C is C across', [2, 5, 3, 4], 10, [3, 4], 5],
    ['of five axes folds the first two down', [2, 3, 5, 3, 4], 30, [3, 4], 5],
  ];
  for (const [what, shape, maps, [rows, columns], across] of cases) {
    test(what, () => expect(mapGridOf(shape)).toMatchObject({ maps, rows, columns, across }));
  }

  test('labels N down and C across', () => {
    const { rowLabels, columnLabels, mapLabels } = mapGridOf([2, 3, 4, 4]);
    expect(rowLabels).toEqual(['N0', 'N1']);
    expect(columnLabels).toEqual(['C0', 'C1', 'C2']);
    expect(mapLabels).toEqual([]);
  });

  test('labels flowing maps by the axis that has several', () => {
    expect(mapGridOf([1, 2, 4, 4]).mapLabels).toEqual(['C0', 'C1']);
    expect(mapGridOf([2, 1, 4, 4]).mapLabels).toEqual(['N0', 'N1']);
    expect(mapGridOf([1, 1, 4, 4]).mapLabels).toEqual(['C0']);
  });

  test('labels folded axes together, by name or number', () => {
    expect(mapGridOf([2, 2, 2, 4, 4]).rowLabels).toEqual(['N0 C0', 'N0 C1', 'N1 C0', 'N1 C1']);
    expect(mapGridOf([2, 1, 2, 2, 4, 4]).rowLabels).toEqual([
      'axis 0: 0 C0',
      'axis 0: 0 C1',
      'axis 0: 1 C0',
      'axis 0: 1 C1',
    ]);
  });
});

describe('the layout', () => {
  test('gives a small map the largest cells', () => {
    expect(layoutOf(mapGridOf([5, 5]), room)).toMatchObject({ cellWidth: 40, width: 200, height: 200 });
  });

  test('keeps a large map within its height', () => {
    expect(layoutOf(mapGridOf([250, 250]), room)).toMatchObject({ cellWidth: 2, height: 500 });
  });

  test('stretches the cells of a long vector downwards', () => {
    expect(layoutOf(mapGridOf([700]), room)).toMatchObject({ cellWidth: 1, cellHeight: 24 });
  });

  test('lets sixteen maps flow in lines without holes', () => {
    expect(layoutOf(mapGridOf([1, 16, 28, 28]), room)).toMatchObject({ across: 4, down: 4, cellWidth: 4 });
  });

  test('never makes a map smaller than its minimum, even where that leaves the room', () => {
    const layout = layoutOf(mapGridOf([2, 100, 3, 3]), room);
    expect(layout.cellWidth).toBe(8);
    expect(layout.width).toBeGreaterThan(room.width);
  });

  test('places the first map right of the line labels and under the column labels', () => {
    expect(mapOrigin(layoutOf(mapGridOf([2, 3, 4, 4]), room), 0)).toEqual({ x: 30, y: 16 });
  });

  const shapes = fc.array(fc.integer({ min: 1, max: 6 }), { maxLength: 5 });

  test('finds every cell again at its own place, for every shape', () => {
    fc.assert(
      fc.property(shapes, shape => {
        const layout = layoutOf(mapGridOf(shape), room);
        const { maps, rows, columns } = layout.grid;
        for (let map = 0; map < maps; map++) {
          const { x, y } = mapOrigin(layout, map);
          for (const [row, column] of [
            [0, 0],
            [rows - 1, columns - 1],
          ] as const) {
            const centre = [
              x + (column + 0.5) * layout.cellWidth,
              y + (row + 0.5) * layout.cellHeight,
            ] as const;
            expect(cellAt(layout, ...centre)).toEqual({ map, row, column });
            expect(centre[0]).toBeLessThan(layout.width);
            expect(centre[1]).toBeLessThan(layout.height);
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  test('finds no cell in the gap between maps', () => {
    const layout = layoutOf(mapGridOf([2, 4, 4]), room);
    const { x, y } = mapOrigin(layout, 1);
    expect(cellAt(layout, x - 1, y + 1)).toBeUndefined();
    expect(cellAt(layout, -1, 0)).toBeUndefined();
  });

  test('steps over the edge of a map into the next, and stays at the end', () => {
    const layout = layoutOf(mapGridOf([2, 3, 4, 5]), room);
    expect(neighbour(layout, { map: 0, row: 0, column: 4 }, 1, 0)).toEqual({ map: 1, row: 0, column: 0 });
    expect(neighbour(layout, { map: 0, row: 3, column: 2 }, 0, 1)).toEqual({ map: 3, row: 0, column: 2 });
    expect(neighbour(layout, { map: 2, row: 0, column: 4 }, 1, 0)).toEqual({ map: 2, row: 0, column: 4 });
    expect(neighbour(layout, { map: 0, row: 0, column: 0 }, 0, -1)).toEqual({ map: 0, row: 0, column: 0 });
  });
});
