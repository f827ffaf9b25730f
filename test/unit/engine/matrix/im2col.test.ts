import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  arange,
  col2im,
  conv2d,
  im2col,
  matmul,
  ones,
  reshape,
  zeros,
  type WindowOptions,
} from '../../../../src/engine';
import { expectGradientsMatch } from '../autograd/finiteDifference';
import { counting, dot, unpack, wholes, type Packed } from '../conv/support';
import { readMatrixCases } from '../linalg/fixture';
import { codeOf, messageOf } from '../tensor/failure';
import { anyConv, RUNS, untyped } from './support';

interface Case {
  name: string;
  kernel: number[];
  options: WindowOptions;
  x: Packed;
  columns: Packed;
  given: Packed;
  folded: Packed;
}

const { origin, cases } = readMatrixCases<Case>('windows');
describe(`as ${origin} does`, () => {
  for (const { name, kernel, options, x, columns, given, folded } of cases) {
    const size = x.shape.slice(2);

    test(`${name}: im2col`, () => {
      const result = im2col(unpack(x), kernel, options);
      expect(result.shape).toEqual(columns.shape);
      expect(Array.from(result.data)).toEqual(columns.data);
    });

    test(`${name}: col2im`, () => {
      const result = col2im(unpack(given), size, kernel, options);
      expect(result.shape).toEqual(folded.shape);
      expect(Array.from(result.data)).toEqual(folded.data);
    });

    test(`${name}: the same without a batch axis`, () => {
      const image = reshape(unpack(x), [-1, ...size]); // samples as channels: columns follow each other
      const result = im2col(image, kernel, options);
      expect(result.shape).toEqual([columns.shape[0]! * columns.shape[1]!, columns.shape[2]!]);
      expect(Array.from(result.data)).toEqual(columns.data);
      const back = col2im(reshape(unpack(given), result.shape), size, kernel, options);
      expect(Array.from(back.data)).toEqual(folded.data);
    });
  }
});

describe('laws', () => {
  test('the weight as a matrix times the columns is the convolution', () => {
    fc.assert(
      fc.property(anyConv, ({ run, inputShape, weightShape, kernel, options, seed }) => {
        const filters = [weightShape[0]!, inputShape.at(-kernel.length - 1)!, ...kernel];
        const [x, w] = [wholes(inputShape, seed), wholes(filters, seed + 1)];
        const expected = run(x, w, options);
        const result = matmul(reshape(w, [filters[0]!, -1]), im2col(x, kernel, options));
        expect(Array.from(result.data)).toEqual(Array.from(expected.data));
        expect(result.shape).toEqual([...expected.shape.slice(0, -kernel.length), result.shape.at(-1)]);
      }),
      RUNS,
    );
  });

  test('col2im is the adjoint of im2col', () => {
    fc.assert(
      fc.property(anyConv, ({ inputShape, kernel, options, seed }) => {
        const x = wholes(inputShape, seed);
        const columns = im2col(x, kernel, options);
        const y = wholes(columns.shape, seed + 1);
        const back = col2im(y, inputShape.slice(-kernel.length), kernel, options);
        expect(back.shape).toEqual(inputShape);
        expect(dot(columns, y)).toBe(dot(x, back));
      }),
      RUNS,
    );
  });

  test("padding by a rule is the convolution's", () => {
    const [x, w] = [wholes([1, 2, 5, 4], 1), wholes([3, 2, 2, 3], 2)];
    for (const padding of ['same', 'valid', 'full'] as const) {
      const expected = conv2d(x, w, { padding });
      const result = matmul(reshape(w, [3, -1]), im2col(x, [2, 3], { padding }));
      expect(Array.from(result.data)).toEqual(Array.from(expected.data));
    }
  });
});

test('the gradient of each is the other, as finite differences say', () => {
  const options = { stride: [2, 1], padding: [1, 2], dilation: [1, 2] };
  const x = wholes([2, 2, 4, 5], 1);
  expectGradientsMatch(y => im2col(y, [3, 2], options), [x]);
  expectGradientsMatch(y => col2im(y, [4, 5], [3, 2], options), [im2col(x, [3, 2], options)]);
});

describe('values', () => {
  test('a number stands for all axes of [N, C, H, W] and [N, C, D, H, W]', () => {
    expect(im2col(counting(1, 1, 3, 3), 2).tolist()).toEqual(im2col(counting(1, 1, 3, 3), [2, 2]).tolist());
    expect(im2col(ones([1, 2, 3, 3, 3]), 2).shape).toEqual([1, 16, 8]);
    expect(col2im(ones([4, 4]), [3, 3], 2).tolist()).toEqual([[[1, 2, 1], [2, 4, 2], [1, 2, 1]]]); // prettier-ignore
  });

  test('the dtype stays', () => {
    const x = reshape(arange(4, { dtype: 'int32' }), [1, 2, 2]);
    expect(im2col(x, [2, 2]).dtype).toBe('int32');
    expect(im2col(x, [2, 2]).tolist()).toEqual([[0], [1], [2], [3]]);
    expect(col2im(ones([4, 1], { dtype: 'uint8' }), [2, 2], 2).dtype).toBe('uint8');
  });

  test('an empty batch gives empty columns', () => {
    expect(im2col(zeros([0, 1, 3, 3]), 3).shape).toEqual([0, 9, 1]);
  });
});

describe('refusals', () => {
  const image = ones([1, 2, 4, 4]);
  const columns = ones([1, 18, 4]);
  const refusals: Record<string, { code: string; run: () => unknown }> = {
    'im2col of what is no tensor': { code: 'tensor/expected', run: () => im2col(untyped([1]), 3) },
    'a number for three axes': { code: 'matrix/axes', run: () => im2col(ones([3, 8, 8]), 3) },
    'a number for two axes': { code: 'matrix/axes', run: () => im2col(ones([3, 8]), 3) },
    'a kernel of no axes': { code: 'matrix/axes', run: () => im2col(image, []) },
    'a kernel of four axes': { code: 'matrix/axes', run: () => im2col(image, [1, 1, 1, 1]) },
    'a kernel without taps': { code: 'conv/option-value', run: () => im2col(image, [0, 3]) },
    'a kernel for more axes than there are': { code: 'conv/rank', run: () => im2col(ones([4, 4]), [3, 3]) },
    'a kernel beyond the image': { code: 'conv/filter-too-large', run: () => im2col(image, 5) },
    groups: { code: 'options/unknown', run: () => im2col(image, 3, untyped({ groups: 2 })) },
    'col2im of what is no tensor': { code: 'tensor/expected', run: () => col2im(untyped(1), [4, 4], 3) },
    'an output size that is a number': { code: 'matrix/axes', run: () => col2im(columns, untyped(4), 3) },
    'an output size of no axes': { code: 'matrix/axes', run: () => col2im(columns, [], 3) },
    'a kernel of other axes': { code: 'conv/option-count', run: () => col2im(columns, [4, 4], [3]) },
    'columns of another kernel': { code: 'matrix/columns', run: () => col2im(columns, [4, 4], [2, 2]) },
    'columns without rows': { code: 'matrix/columns', run: () => col2im(zeros([0, 4]), [4, 4], 3) },
    'columns of one axis': { code: 'matrix/columns', run: () => col2im(ones([9]), [3, 3], 3) },
    'columns of four axes': { code: 'matrix/columns', run: () => col2im(ones([1, 1, 9, 1]), [3, 3], 3) },
    'columns of another size': { code: 'matrix/columns', run: () => col2im(columns, [5, 5], 3) },
  };
  for (const [what, { code, run }] of Object.entries(refusals)) {
    test(`${what}: ${code}`, () => expect(codeOf(run)).toBe(code));
  }

  test('a message says what the columns are and what was expected', () => {
    const message = messageOf(() => col2im(columns, [5, 5], 3));
    expect(message).toContain('[1, 18, 4] are 4 windows');
    expect(message).toContain('9 positions on [5, 5]');
  });
});
