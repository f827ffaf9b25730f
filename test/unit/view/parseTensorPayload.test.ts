import { describe, expect, test } from 'vitest';
import { parseTensorPayload, tensorPayload, type TensorPayload } from '../../../src/view';
import { filled } from './build';

const good = tensorPayload(filled([2, 2], i => i));

describe('a tensor output is refused, naming the field,', () => {
  const cases: [what: string, value: unknown, code: string, message: string][] = [
    ['when it is null', null, 'view/payload', 'the whole of'],
    ['for a version that is not known', { ...good, version: 2 }, 'view/version', 'version 2'],
    ['for a missing version', { ...good, version: undefined }, 'view/payload', 'version of'],
    ['for an unknown dtype', { ...good, dtype: 'bfloat16' }, 'view/payload', 'dtype of'],
    ['for a negative size', { ...good, shape: [2, -2] }, 'view/payload', 'shape of'],
    [
      'for statistics without a count',
      { ...good, stats: { ...good.stats, nan: undefined } },
      'view/payload',
      'stats.nan of',
    ],
    [
      'for a part larger than the tensor',
      { ...good, view: { ...good.view, shape: [2, 3] } },
      'view/payload',
      'view.shape of',
    ],
    [
      'for a block of no elements',
      { ...good, view: { ...good.view, block: [0, 1] } },
      'view/payload',
      'view.block of',
    ],
    ['for too few elements', { ...good, data: 'AACAPw==' }, 'view/payload', 'base64 of 16 bytes'],
    ['for text that is not base64', { ...good, data: '!' }, 'view/payload', 'data of'],
    ['for data that is missing', { ...good, data: null }, 'view/payload', 'data of'],
    ['for a name that is no text', { ...good, name: 3 }, 'view/payload', 'name of'],
  ];
  for (const [what, value, code, message] of cases) {
    test(what, () => {
      const parse = () => parseTensorPayload(value);
      expect(parse).toThrow(message);
      expect(parse).toThrow(expect.objectContaining({ code }));
    });
  }
});

test('fields that are not known are left out', () => {
  const extended: TensorPayload & { later: boolean } = { ...good, later: true };
  expect(parseTensorPayload(extended)).toEqual(good);
});
