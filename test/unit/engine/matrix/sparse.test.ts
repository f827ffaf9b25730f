import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matmul, ones, SparseMatrix, tensor, zeros, type SparseEntries } from '../../../../src/engine';
import { expectGradientsMatch } from '../autograd/finiteDifference';
import { unpack, wholes, type Packed } from '../conv/support';
import { readMatrixCases } from '../linalg/fixture';
import { codeOf, messageOf } from '../tensor/failure';
import { RUNS, untyped } from './support';

interface Case {
  a: SparseEntries;
  b: SparseEntries;
  vector: Packed;
  nonZeros: number;
  dense: Packed;
  transpose: Packed;
  timesVector: Packed;
  timesDense: Packed;
  timesSparse: Packed;
}

function packed({ shape, data }: { shape: readonly number[]; data: ArrayLike<number> }): Packed {
  return { shape: [...shape], data: Array.from(data, value => value + 0) }; // -0 is 0
}

const { origin, cases } = readMatrixCases<Case>('sparse');
describe(`as ${origin} does`, () => {
  for (const wanted of cases) {
    const name = `[${wanted.a.shape.join(', ')}] of ${wanted.a.values.length} entries`;
    const [a, b] = [new SparseMatrix(wanted.a), new SparseMatrix(wanted.b)];

    test(`${name}: toDense, transpose and nonZeros`, () => {
      expect(packed(a.toDense())).toEqual(wanted.dense);
      expect(packed(a.transpose().toDense())).toEqual(wanted.transpose);
      expect(a.nonZeros).toBe(wanted.nonZeros);
      expect(a.density).toBe(wanted.nonZeros / (a.shape[0] * a.shape[1]));
    });

    test(`${name}: multiply by a vector, a matrix and a sparse matrix`, () => {
      expect(packed(a.multiply(unpack(wanted.vector)))).toEqual(wanted.timesVector);
      expect(packed(a.multiply(b.toDense()))).toEqual(wanted.timesDense);
      expect(packed(a.multiply(b).toDense())).toEqual(wanted.timesSparse);
    });
  }
});

const anyEntries = fc
  .record({ height: fc.integer({ min: 1, max: 6 }), width: fc.integer({ min: 1, max: 6 }) })
  .chain(({ height, width }) =>
    fc
      .array(fc.tuple(fc.nat(height - 1), fc.nat(width - 1), fc.integer({ min: -9, max: 9 })), {
        maxLength: 20,
      })
      .map(entries => ({
        shape: [height, width],
        rows: entries.map(([row]) => row),
        columns: entries.map(([, column]) => column),
        values: entries.map(([, , value]) => value),
      })),
  );

describe('laws', () => {
  test('entries stand in row-major order, each place once', () => {
    fc.assert(
      fc.property(anyEntries, entries => {
        const { rows, columns, shape } = new SparseMatrix(entries);
        const places = Array.from(rows, (row, i) => row * shape[1] + columns[i]!);
        const given = entries.rows.map((row, i) => row * shape[1] + entries.columns[i]!);
        expect(places).toEqual([...new Set(given)].sort((a, b) => a - b));
      }),
      RUNS,
    );
  });

  test('transposing twice changes nothing', () => {
    fc.assert(
      fc.property(anyEntries, entries => {
        const matrix = new SparseMatrix(entries);
        expect(matrix.transpose().transpose()).toEqual(matrix);
      }),
      RUNS,
    );
  });

  test('a product is that of the dense matrices', () => {
    fc.assert(
      fc.property(anyEntries, fc.nat(), (entries, seed) => {
        const matrix = new SparseMatrix(entries);
        const gram = matrix.multiply(matrix.transpose());
        expect(packed(gram.toDense())).toEqual(
          packed(matmul(matrix.toDense(), matrix.transpose().toDense())),
        );
        const y = wholes([matrix.shape[1], 3], seed);
        expect(packed(matrix.multiply(y))).toEqual(packed(matmul(matrix.toDense(), y)));
      }),
      RUNS,
    );
  });
});

describe('values', () => {
  const C = new SparseMatrix({ shape: [2, 3], rows: [1, 0, 1], columns: [0, 2, 0], values: [7, 5, 1] });

  test('entries out of order are put in order and duplicates summed', () => {
    expect([C.rows, C.columns, C.values].map(list => Array.from(list))).toEqual([[0, 1], [2, 0], [5, 8]]); // prettier-ignore
    expect(C.toDense().tolist()).toEqual([[0, 0, 5], [8, 0, 0]]); // prettier-ignore
  });

  test('lists are float32, a Float64Array is float64, and dtype decides', () => {
    const entries = { shape: [1, 1], rows: [0], columns: [0] };
    expect(C.dtype).toBe('float32');
    expect(new SparseMatrix({ ...entries, values: Float64Array.of(0.1) }).dtype).toBe('float64');
    expect(new SparseMatrix({ ...entries, values: [0.1], dtype: 'float64' }).toDense().item()).toBe(0.1);
    const narrow = new SparseMatrix({ ...entries, values: Float64Array.of(0.1), dtype: 'float32' });
    expect(narrow.toDense().item()).toBe(Math.fround(0.1));
  });

  test('products take the wider dtype and are summed in float64', () => {
    const row = new SparseMatrix({ shape: [1, 3], rows: [0, 0, 0], columns: [0, 1, 2], values: [1, 1, -1] });
    const big = tensor([1e8, 1, 1e8]);
    expect(row.multiply(big).item()).toBe(1);
    expect(row.multiply(big).dtype).toBe('float32');
    expect(row.multiply(tensor(new Float64Array(3))).dtype).toBe('float64');
    const wide = new SparseMatrix({ shape: [3, 1], rows: [0], columns: [0], values: new Float64Array(1) });
    expect(row.multiply(wide).dtype).toBe('float64');
  });

  test('a 0 that is given stays an entry, and so does a sum that comes out as 0', () => {
    const a = new SparseMatrix({ shape: [1, 2], rows: [0, 0], columns: [0, 1], values: [0, 3] });
    expect(a.nonZeros).toBe(2);
    const b = new SparseMatrix({ shape: [2, 1], rows: [0, 1], columns: [0, 0], values: [3, 0] });
    expect(a.multiply(b).nonZeros).toBe(1);
    expect(a.multiply(b).toDense().tolist()).toEqual([[0]]);
  });

  test('a matrix without elements has density 0', () => {
    const empty = new SparseMatrix({ shape: [0, 3], rows: [], columns: [], values: [] });
    expect(empty.density).toBe(0);
    expect(empty.multiply(ones([3])).shape).toEqual([0]);
  });

  test('the arrays given are copied', () => {
    const rows = Int32Array.of(0);
    const matrix = new SparseMatrix({ shape: [2, 1], rows, columns: [0], values: [1] });
    rows[0] = 1;
    expect(matrix.rows[0]).toBe(0);
  });

  test('a gradient passes through a product to the tensor, in its dtype', () => {
    const x = wholes([3, 2], 1);
    expectGradientsMatch(y => C.multiply(y), [x]);
    expectGradientsMatch(y => C.multiply(y), [wholes([3], 2)]);
    const float32 = ones([3]);
    float32.requiresGrad = true;
    const [gradient] = new SparseMatrix({ ...C, dtype: 'float64' })
      .multiply(float32)
      .node!.backward(ones([2], { dtype: 'float64' }));
    expect([gradient!.dtype, ...gradient!.data]).toEqual(['float32', 8, 0, 5]);
  });
});

describe('refusals', () => {
  const entries = { shape: [2, 3], rows: [0], columns: [0], values: [1] };
  const made = (change: object) => () => new SparseMatrix({ ...entries, ...change });
  const matrix = new SparseMatrix(entries);
  const large = new SparseMatrix({ ...entries, shape: [5000, 5000] });
  const hub = 2 ** 15 + 1; // hub² products, more than 2^30
  const spread = Int32Array.from({ length: hub }, (_, i) => i);
  const tall = new SparseMatrix({
    shape: [hub, 1],
    rows: spread,
    columns: new Int32Array(hub),
    values: spread,
  });
  const many = 4097;
  const some = new SparseMatrix({
    ...{ shape: [many, 1], rows: spread.slice(0, many) },
    ...{ columns: new Int32Array(many), values: spread.slice(0, many) },
  });
  const refusals: Record<string, { code: string; run: () => unknown }> = {
    'no entries': { code: 'options/not-an-object', run: () => new SparseMatrix(untyped(undefined)) },
    'an unknown name': { code: 'options/unknown', run: made({ data: [1] }) },
    'no shape': { code: 'shape/invalid', run: made({ shape: undefined }) },
    'a shape of one axis': { code: 'matrix/shape', run: made({ shape: [2] }) },
    'a shape of three axes': { code: 'matrix/shape', run: made({ shape: [2, 3, 4] }) },
    'too many rows': { code: 'matrix/too-large', run: made({ shape: [2 ** 24 + 1, 1] }) },
    'too many columns': { code: 'matrix/too-large', run: made({ shape: [1, 2 ** 24 + 1] }) },
    'too many entries': {
      code: 'matrix/too-large',
      run: () => {
        const zerosToo = new Int32Array(2 ** 24 + 1);
        return new SparseMatrix({ shape: [1, 1], rows: zerosToo, columns: zerosToo, values: zerosToo });
      },
    },
    'rows that are no list': { code: 'matrix/entries', run: made({ rows: 0 }) },
    'rows that are a DataView': {
      code: 'matrix/entries',
      run: made({ rows: new DataView(new ArrayBuffer(8)) }),
    },
    'fewer rows than values': { code: 'matrix/entries', run: made({ rows: [] }) },
    'fewer columns than values': { code: 'matrix/entries', run: made({ columns: [] }) },
    'a value that is no number': { code: 'matrix/entries', run: made({ values: ['1'] }) },
    'a row outside the shape': { code: 'matrix/index', run: made({ rows: [2] }) },
    'a negative column': { code: 'matrix/index', run: made({ columns: [-1] }) },
    'a column that is no whole number': { code: 'matrix/index', run: made({ columns: [0.5] }) },
    'an entry of a matrix without rows': { code: 'matrix/index', run: made({ shape: [0, 3] }) },
    'an integer dtype': { code: 'matrix/dtype', run: made({ dtype: 'int32' }) },
    'a dense matrix of too many elements': { code: 'matrix/too-dense', run: () => large.toDense() },
    'a product with a list': { code: 'matrix/operand', run: () => matrix.multiply(untyped([1, 2, 3])) },
    'a vector of another length': { code: 'matrix/inner', run: () => matrix.multiply(ones([2])) },
    'a tensor of three axes': { code: 'matrix/inner', run: () => matrix.multiply(zeros([3, 1, 1])) },
    'a sparse matrix of other rows': { code: 'matrix/inner', run: () => matrix.multiply(matrix) },
    'a sparse product of too many multiplications': {
      code: 'matrix/products',
      run: () => tall.multiply(tall.transpose()),
    },
    'a sparse product of too many entries': {
      code: 'matrix/too-large',
      run: () => some.multiply(some.transpose()),
    },
  };
  for (const [what, { code, run }] of Object.entries(refusals)) {
    test(`${what}: ${code}`, () => expect(codeOf(run)).toBe(code));
  }

  test('messages name the entry, its value and the range', () => {
    expect(messageOf(made({ columns: [3] }))).toContain(
      'columns[0] = 3, expected a whole number from 0 to 2',
    );
    expect(messageOf(() => matrix.multiply(ones([2, 2])))).toContain(
      '[2, 3] times [2, 2], expected [3] or [3, p]',
    );
  });
});
