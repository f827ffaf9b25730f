import fc from 'fast-check';
import { expect, test } from 'vitest';
import { blockStructure, channelCorrelation, randn, tensor, zeros } from '../../../../src/engine';
import { codeOf } from '../tensor/failure';

test('channels that go up together correlate with 1, against each other with -1, and a still one with 0', () => {
  const a = tensor([1, 2, 4, 5, 5, 5], [1, 2, 3]);
  const b = tensor([10, 20, 40, -1, -2, -4], [1, 2, 3]);
  const correlation = channelCorrelation(a, b);
  [1, -1, 0, 0].forEach((expected, i) => expect(correlation.data[i]).toBeCloseTo(expected, 12));
});

test('the correlation is that of numpy.corrcoef', () => {
  // numpy 1.24: a = [[1, 3, 2, 5], [0, 1, 4, 2]]; b = [[2, 2, 1, 7]]; np.corrcoef(np.vstack([a, b]))[:2, 2]
  const a = tensor([1, 3, 0, 1, 2, 5, 4, 2], [2, 2, 2]);
  const b = tensor([2, 2, 1, 7], [2, 1, 2]);
  const correlation = channelCorrelation(a, b);
  expect(correlation.data[0]).toBeCloseTo(0.8648999641877367, 12);
  expect(correlation.data[1]).toBeCloseTo(-0.07207499701564472, 12);
});

test('correlations lie between -1 and 1, and those with itself on the diagonal are 1', () => {
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 1e6 }), seed => {
      const x = randn([2, 3, 4], { seed, dtype: 'float64' });
      const correlation = channelCorrelation(x, x);
      expect(correlation.data.every(value => Math.abs(value) <= 1 + 1e-12)).toBe(true);
      for (let i = 0; i < 3; i++) expect(correlation.at(i, i)).toBeCloseTo(1, 12);
    }),
    { seed: 5, numRuns: 50 },
  );
});

test('a block diagonal matrix has all its size inside', () => {
  const matrix = tensor([
    [1, -1, 0, 0],
    [1, 1, 0, 0],
    [0, 0, 2, 2],
    [0, 0, 2, -2],
  ]);
  expect(blockStructure(matrix, 2)).toEqual({ groups: 2, inside: 1.5, outside: 0, contrast: Infinity });
});

test('one group has no outside and no contrast, blocks need not be square', () => {
  expect(blockStructure(tensor([[1, 3]]), 1)).toEqual({ groups: 1, inside: 2, outside: 0, contrast: 1 });
  const wide = tensor([
    [4, 4, 1, 1],
    [1, 1, 4, 4],
  ]);
  expect(blockStructure(wide, 2)).toEqual({ groups: 2, inside: 4, outside: 1, contrast: 4 });
});

const x = zeros([1, 2, 3]);
const refused: [what: string, make: () => unknown, code: string][] = [
  ['another number of images', () => channelCorrelation(x, zeros([2, 2, 3])), 'statistics/shapes'],
  ['another number of axes', () => channelCorrelation(x, zeros([1, 2])), 'statistics/shapes'],
  ['a vector', () => channelCorrelation(zeros([3]), x), 'statistics/shapes'],
  ['no images', () => channelCorrelation(zeros([0, 2]), zeros([0, 2])), 'statistics/shapes'],
  ['a number', () => channelCorrelation(1 as never, x), 'tensor/expected'],
  ['groups that do not divide the rows', () => blockStructure(zeros([3, 4]), 2), 'statistics/blocks'],
  ['a tensor that is no matrix', () => blockStructure(x, 1), 'statistics/blocks'],
  ['no groups', () => blockStructure(zeros([2, 2]), 0), 'argument/integer'],
];
for (const [what, make, code] of refused) {
  test(`a correlation refuses ${what}`, () => expect(codeOf(make)).toBe(code));
}
