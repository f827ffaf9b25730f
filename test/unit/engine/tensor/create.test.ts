import { describe, expect, test } from 'vitest';
import {
  arange,
  full,
  linspace,
  ones,
  onesLike,
  rand,
  randn,
  tensor,
  zeros,
  zerosLike,
} from '../../../../src/engine';
import { mean, std, type NestedData } from '../../../../src/engine';
import { codeOf, messageOf } from './failure';

describe('tensor', () => {
  test('takes its shape from the nesting and is float32', () => {
    const x = tensor([
      [1, 2, 3],
      [4, 5, 6],
    ]);
    expect(x.shape).toEqual([2, 3]);
    expect(x.dtype).toBe('float32');
    expect(x.tolist()).toEqual([
      [1, 2, 3],
      [4, 5, 6],
    ]);
  });

  test('makes a scalar of one number', () => {
    expect(tensor(7).shape).toEqual([]);
    expect(tensor(7).item()).toBe(7);
  });

  test('lays flat data out in a given shape, as an argument or an option', () => {
    const expected = [
      [1, 2],
      [3, 4],
    ];
    expect(tensor([1, 2, 3, 4], [2, 2]).tolist()).toEqual(expected);
    expect(tensor([1, 2, 3, 4], { shape: [2, 2] }).tolist()).toEqual(expected);
    expect(tensor([[1], [2], [3], [4]], [2, 2]).tolist()).toEqual(expected);
  });

  const typed: [NestedData, string][] = [
    [new Float32Array([1, 2]), 'float32'],
    [new Float64Array([1, 2]), 'float64'],
    [new Int32Array([1, 2]), 'int32'],
    [new Uint8Array([1, 2]), 'uint8'],
  ];
  for (const [data, dtype] of typed) {
    test(`keeps the dtype of a ${dtype} array`, () => {
      expect(tensor(data).dtype).toBe(dtype);
      expect(tensor(data).tolist()).toEqual([1, 2]);
    });
  }

  test('copies a typed array', () => {
    const data = new Float32Array([1, 2]);
    const x = tensor(data);
    data[0] = 9;
    expect(x.tolist()).toEqual([1, 2]);
  });

  test('converts to a given dtype, with or without a shape before it', () => {
    expect(tensor(new Float64Array([1.5]), { dtype: 'float32' }).dtype).toBe('float32');
    expect(tensor([1.5, 2], [2], { dtype: 'int32' }).tolist()).toEqual([1, 2]);
    expect(tensor([1.5, 2], undefined, { dtype: 'float64' }).dtype).toBe('float64');
  });

  test('reads lists of typed arrays', () => {
    expect(tensor([new Float64Array([1, 2]), new Float64Array([3, 4])]).shape).toEqual([2, 2]);
  });

  test('keeps NaN and infinities as data', () => {
    expect(tensor([NaN, Infinity, -Infinity]).tolist()).toEqual([NaN, Infinity, -Infinity]);
  });

  test('makes booleans uint8, and numbers where they are mixed with numbers', () => {
    expect(tensor([[true], [false]]).dtype).toBe('uint8');
    expect(tensor([[true], [false]]).tolist()).toEqual([[1], [0]]);
    expect(tensor([true, 0.5]).dtype).toBe('float32');
  });

  test('makes empty axes of empty lists', () => {
    expect(tensor([]).shape).toEqual([0]);
    expect(tensor([]).dtype).toBe('float32');
    expect(tensor([[], []]).shape).toEqual([2, 0]);
  });

  const ragged: [data: NestedData, where: string][] = [
    [
      [
        [1, 2, 3],
        [4, 5],
      ],
      'data[1] is a list of 2 where its first neighbour is a list of 3 (axis 1)',
    ],
    [[[1, 2], 3], 'data[1] is a single value where its first neighbour is a list of 2 (axis 1)'],
    [[1, [2]], 'data[1] is a list of 1 where its first neighbour is a single value (axis 1)'],
    [
      [
        [[1], [2]],
        [[3], [4, 5]],
      ],
      'data[1][1] is a list of 2 where its first neighbour is a list of 1 (axis 2)',
    ],
    [[[], [1]], 'data[1] is a list of 1 where its first neighbour is a list of 0 (axis 1)'],
  ];
  for (const [data, where] of ragged) {
    test(`refuses ${JSON.stringify(data)} and names where it is ragged`, () => {
      expect(codeOf(() => tensor(data))).toBe('tensor/ragged');
      expect(messageOf(() => tensor(data))).toContain(where);
    });
  }

  test('refuses a list that contains itself', () => {
    const loop: NestedData[] = [];
    loop.push(loop);
    expect(codeOf(() => tensor(loop))).toBe('tensor/too-deep');
  });

  const unusable: [what: string, data: unknown, where: string][] = [
    ['a string', [1, '2'], 'data[1] is "2"'],
    ['null', [[null]], 'data[0][0] is null'],
    ['undefined', undefined, 'data is undefined'],
    ['an object', [{}], 'data[0] is an object'],
    ['a function', [Math.abs], 'data[0] is a function'],
    ['a bigint', new BigInt64Array(1), 'data[0] is 0'],
    ['a DataView', new DataView(new ArrayBuffer(4)), 'data is an object (DataView)'],
    ['a tensor', tensor([1]), 'use clone()'],
  ];
  for (const [what, data, where] of unusable) {
    test(`refuses ${what} as an element`, () => {
      expect(codeOf(() => tensor(data as NestedData))).toBe('tensor/element');
      expect(messageOf(() => tensor(data as NestedData))).toContain(where);
    });
  }

  test('refuses a shape of another size with both numbers', () => {
    expect(codeOf(() => tensor([1, 2, 3], [2, 2]))).toBe('tensor/size');
    expect(messageOf(() => tensor([1, 2, 3], [2, 2]))).toContain('[2, 2] has 4 elements, the data has 3');
  });

  for (const value of [NaN, Infinity, 256, 255.5, -1]) {
    test(`refuses ${value} in uint8`, () => {
      expect(codeOf(() => tensor([0, value], { dtype: 'uint8' }))).toBe('dtype/out-of-range');
    });
  }

  test('refuses an unknown dtype, an unknown option and options that are none', () => {
    expect(codeOf(() => tensor([1], { dtype: 'float16' as 'float32' }))).toBe('dtype/unknown');
    expect(codeOf(() => tensor([1], { type: 'float32' } as object))).toBe('options/unknown');
    expect(messageOf(() => tensor([1], { type: 'float32' } as object))).toContain('unknown option type');
    expect(codeOf(() => tensor([1], [1], { shape: [1] } as object))).toBe('options/unknown');
    expect(codeOf(() => tensor([1], 4 as unknown as number[]))).toBe('options/not-an-object');
    expect(messageOf(() => zeros([1], [2] as object))).toContain('got a list of 1');
  });
});

describe('filled tensors', () => {
  test('hold their value in float32 or the dtype asked for', () => {
    expect(zeros([2, 2]).tolist()).toEqual([
      [0, 0],
      [0, 0],
    ]);
    expect(ones([2]).tolist()).toEqual([1, 1]);
    expect(full([2], 2.5).tolist()).toEqual([2.5, 2.5]);
    expect(full([2], 7).dtype).toBe('float32');
    expect(full([1], NaN).tolist()).toEqual([NaN]);
    expect(ones([1], { dtype: 'int32' }).dtype).toBe('int32');
  });

  test('take shape and dtype after another tensor', () => {
    const like = tensor([[1], [2]], { dtype: 'int32' });
    expect(zerosLike(like).tolist()).toEqual([[0], [0]]);
    expect(onesLike(like).dtype).toBe('int32');
    expect(onesLike(like, { dtype: 'float64' }).dtype).toBe('float64');
  });

  test('refuse broken shapes, values and dtypes', () => {
    expect(codeOf(() => zeros([2, -1]))).toBe('shape/invalid');
    expect(codeOf(() => zeros([1.5]))).toBe('shape/invalid');
    expect(codeOf(() => ones([NaN]))).toBe('shape/invalid');
    expect(codeOf(() => ones(3 as unknown as number[]))).toBe('shape/invalid');
    expect(codeOf(() => full([1], '1' as unknown as number))).toBe('argument/number');
    expect(codeOf(() => full([1], NaN, { dtype: 'int32' }))).toBe('dtype/out-of-range');
    expect(codeOf(() => zeros([1], { dtype: 5 as unknown as 'int32' }))).toBe('dtype/unknown');
  });
});

describe('random tensors', () => {
  test('are those of seed 0 when no seed is given', () => {
    expect(rand([4]).tolist()).toEqual(rand([4], { seed: 0 }).tolist());
    expect(randn([4]).tolist()).toEqual(randn([4], { seed: 0 }).tolist());
  });

  test('differ from seed to seed', () => {
    expect(rand([4], { seed: 1 }).tolist()).not.toEqual(rand([4], { seed: 2 }).tolist());
  });

  test('are spread as their distribution says', () => {
    // For n = 10,000 the mean of rand has a standard error of 0.0029, that of randn 0.01; 4 of them are allowed.
    expect(Math.abs(mean(rand([10_000], { seed: 8 })).item() - 0.5)).toBeLessThan(0.0116);
    expect(Math.abs(mean(randn([10_000], { seed: 8 })).item())).toBeLessThan(0.04);
    expect(Math.abs(std(randn([10_000], { seed: 8 })).item() - 1)).toBeLessThan(0.03);
  });

  test('refuse integer dtypes and seeds that are no whole number of 32 bits', () => {
    expect(codeOf(() => rand([1], { dtype: 'int32' }))).toBe('random/dtype');
    for (const seed of [NaN, 1.5, -1, 2 ** 32]) {
      expect(codeOf(() => randn([1], { seed }))).toBe('argument/integer');
    }
    expect(codeOf(() => rand([1], { sed: 1 } as object))).toBe('options/unknown');
  });
});

test('linspace meets its end exactly where start + i * step does not', () => {
  expect(-1 + 49 * (2 / 49)).not.toBe(1);
  expect(linspace(-1, 1, 50, { dtype: 'float64' }).at(49)).toBe(1);
});

test('arange takes its options after one, two or three numbers', () => {
  expect(arange(3, { dtype: 'int32' }).dtype).toBe('int32');
  expect(arange(1, 3, { dtype: 'int32' }).tolist()).toEqual([1, 2]);
  expect(arange(1, 6, 2, { dtype: 'uint8' }).tolist()).toEqual([1, 3, 5]);
});
