import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
  ones,
  overlapCounts,
  unevenness,
  type OverlapOptions,
} from '../../../../src/engine';
import type { Packed } from '../conv/support';
import { readMatrixCases } from '../linalg/fixture';
import { codeOf, messageOf } from '../tensor/failure';

const untyped = (value: unknown): never => value as never;

describe('section 6.1 of the article: 6 inputs', () => {
  const rows: [kernel: number, stride: number, counts: string][] = [
    [2, 1, '1222221'],
    [3, 1, '12333321'],
    [2, 2, '111111111111'],
    [3, 2, '1121212121211'],
    [4, 2, '11222222222211'],
    [5, 2, '112232323232211'],
    [4, 3, '1112112112112112111'],
    [6, 3, '111222222222222222111'],
  ];
  for (const [kernel, stride, counts] of rows) {
    test(`kernel ${kernel}, stride ${stride}: ${counts}`, () => {
      expect(overlapCounts(6, { kernel, stride }).data.join('')).toBe(counts);
    });
  }

  test('in the plane the counts are the outer product of those along the axes', () => {
    const line = Array.from(overlapCounts(6, { kernel: 3, stride: 2 }).data);
    const plane = overlapCounts([6, 6], { kernel: 3, stride: 2 });
    expect(plane.tolist()).toEqual(line.map(row => line.map(column => row * column)));
    expect(plane.dtype).toBe('int32');
  });

  const verdicts: [kernel: number, stride: number, even: boolean][] = [
    [2, 1, true],
    [3, 1, true],
    [2, 2, true],
    [3, 2, false],
    [4, 2, true],
    [5, 2, false],
    [4, 3, false],
    [6, 3, true],
  ];
  for (const [kernel, stride, even] of verdicts) {
    test(`kernel ${kernel}, stride ${stride} is ${even ? 'even' : 'uneven'}`, () => {
      expect(unevenness(6, { kernel, stride }).even).toBe(even);
    });
  }
});

const { origin, cases } = readMatrixCases<{ input: number[]; options: OverlapOptions; expected: Packed }>(
  'overlap',
);
describe(`as ${origin}`, () => {
  for (const { input, options, expected } of cases) {
    test(`${JSON.stringify(input)} ${JSON.stringify(options)}`, () => {
      const counts = overlapCounts(input, options);
      expect(counts.shape).toEqual(expected.shape);
      expect(Array.from(counts.data)).toEqual(expected.data);
    });
  }
});

const TRANSPOSED = [convTranspose1d, convTranspose2d, convTranspose3d] as const;

test('the counts are a transposed convolution of ones with a filter of ones', () => {
  const anyAxis = fc.record({
    input: fc.integer({ min: 1, max: 5 }),
    kernel: fc.integer({ min: 1, max: 5 }),
    stride: fc.integer({ min: 1, max: 4 }),
    dilation: fc.integer({ min: 1, max: 3 }),
    before: fc.nat(4),
    after: fc.nat(4),
    extra: fc.nat(3),
  });
  const fits = ({ input, kernel, stride, dilation, before, after, extra }: Axis): boolean =>
    extra < Math.max(stride, dilation) &&
    stride * (input - 1) + extra + dilation * (kernel - 1) + 1 > before + after;
  type Axis = Record<'input' | 'kernel' | 'stride' | 'dilation' | 'before' | 'after' | 'extra', number>;
  const axes = fc.array(anyAxis.filter(fits), { minLength: 1, maxLength: 3 });
  fc.assert(
    fc.property(axes, axes => {
      const of = (key: keyof Axis): number[] => axes.map(axis => axis[key]);
      const options = {
        ...{ stride: of('stride'), dilation: of('dilation'), outputPadding: of('extra') },
        padding: axes.map(({ before, after }) => [before, after] as const),
      };
      const counts = overlapCounts(of('input'), { kernel: of('kernel'), ...options });
      const run = TRANSPOSED[axes.length - 1]!;
      const sums = run(ones([1, ...of('input')]), ones([1, 1, ...of('kernel')]), options);
      expect([1, ...counts.shape]).toEqual(sums.shape);
      expect(Array.from(counts.data)).toEqual(Array.from(sums.data));
    }),
    { seed: 20, numRuns: 200 },
  );
});

describe('unevenness', () => {
  test('is (max - min) / max of the counts of one period, away from the borders', () => {
    const anyStep = fc.record({
      kernel: fc.integer({ min: 1, max: 9 }),
      stride: fc.integer({ min: 1, max: 6 }),
      dilation: fc.integer({ min: 1, max: 5 }),
    });
    fc.assert(
      fc.property(anyStep, step => {
        const reach = step.dilation * step.kernel;
        const input = 2 * reach + 2; // so long that one period lies where all taps reach
        const period = Array.from(overlapCounts(input, step).data.slice(reach, reach + step.stride));
        const [most, least] = [Math.max(...period), Math.min(...period)];
        expect(unevenness(input, step).score).toBe((most - least) / most);
        expect(unevenness(input, step).even).toBe(new Set(period).size === 1);
      }),
      { seed: 20, numRuns: 200 },
    );
  });

  test('is 0 whenever the stride divides the kernel', () => {
    for (let stride = 1; stride <= 6; stride++) {
      for (let factor = 1; factor <= 3; factor++) {
        expect(unevenness(1, { kernel: factor * stride, stride }).score).toBe(0);
      }
    }
  });

  test('of known layers', () => {
    expect(unevenness(6, { kernel: 3, stride: 2 })).toMatchObject({ score: 0.5, phases: [[2, 1]] });
    expect(unevenness([6, 6], { kernel: 3, stride: 2 }).score).toBe(0.75);
    expect(unevenness([6, 6, 6], { kernel: 3, stride: 2 }).score).toBe(0.875);
    expect(unevenness([6, 6], { kernel: [3, 4], stride: 2 })).toMatchObject({ score: 0.5, phases: [[2, 1], [2, 2]] }); // prettier-ignore
  });

  test('is 1 where the stride leaves gaps, and where a dilation shares a factor with it', () => {
    expect(unevenness(6, { kernel: 2, stride: 3 }).score).toBe(1);
    expect(unevenness(6, { kernel: 4, stride: 4, dilation: 2 }).score).toBe(1);
  });

  test('does not change with padding, output padding or the length', () => {
    const plain = unevenness(6, { kernel: 5, stride: 3 });
    expect(unevenness(20, { kernel: 5, stride: 3, padding: 2, outputPadding: 1 })).toEqual(plain);
  });

  test('lists remedies whose scores are 0', () => {
    const { remedies } = unevenness([6, 6], { kernel: [3, 5], stride: [2, 3] });
    expect(remedies).toEqual([
      {
        what: 'a kernel divisible by the stride',
        kernel: [4, 6],
        stride: [2, 3],
        dilation: [1, 1],
        score: 0,
      },
      { what: 'stride 1', kernel: [3, 5], stride: [1, 1], dilation: [1, 1], score: 0 },
      { what: 'resize by 2 x 3, then convolve', kernel: [3, 5], stride: [1, 1], dilation: [1, 1], score: 0 },
    ]);
  });

  test('drops a dilation that no kernel could make even', () => {
    const [first] = unevenness(6, { kernel: 3, stride: 4, dilation: 6 }).remedies;
    expect(first).toMatchObject({ what: 'a kernel divisible by the stride, without dilation', kernel: [4], dilation: [1], score: 0 }); // prettier-ignore
    expect(unevenness(6, { kernel: 3, stride: 4, dilation: 3 }).remedies[0]).toMatchObject({ kernel: [4], dilation: [3], score: 0 }); // prettier-ignore
  });
});

describe('refusals', () => {
  const refusals: Record<string, { code: string; run: () => unknown }> = {
    'an input of no axes': { code: 'overlap/input', run: () => overlapCounts([], { kernel: 3 }) },
    'an input of four axes': { code: 'overlap/input', run: () => unevenness([1, 1, 1, 1], { kernel: 3 }) },
    'a broken length': { code: 'conv/option-value', run: () => overlapCounts(2.5, { kernel: 3 }) },
    'no kernel': { code: 'conv/option-value', run: () => overlapCounts(6, untyped({ stride: 2 })) },
    'no options': { code: 'options/not-an-object', run: () => overlapCounts(6, untyped(undefined)) },
    'an unknown option': {
      code: 'options/unknown',
      run: () => overlapCounts(6, untyped({ kernel: 3, groups: 2 })),
    },
    'a kernel for another number of axes': {
      code: 'conv/option-count',
      run: () => overlapCounts([6, 6], { kernel: [3] }),
    },
    'padding that crops everything': {
      code: 'conv/output-empty',
      run: () => overlapCounts(2, { kernel: 3, padding: 2 }),
    },
    'an output too large to count': {
      code: 'overlap/too-large',
      run: () => overlapCounts([5000, 5000], { kernel: 3 }),
    },
    'too many pairs': {
      code: 'overlap/too-large',
      run: () => overlapCounts(2 ** 20, { kernel: 2 ** 20 }),
    },
    'a stride too long to look at': {
      code: 'overlap/too-large',
      run: () => unevenness(1, { kernel: 3, stride: 1e9 }),
    },
  };
  for (const [what, { code, run }] of Object.entries(refusals)) {
    test(`${what}: ${code}`, () => expect(codeOf(run)).toBe(code));
  }

  test('a message names the axis', () => {
    expect(messageOf(() => overlapCounts([1, 1], { kernel: 1, stride: [1, 2 ** 17] }))).toContain(
      'axis W: stride',
    );
  });
});
