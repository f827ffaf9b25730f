import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  bytesText,
  cellFormat,
  countText,
  exactText,
  percentText,
  ratioText,
  shortText,
  timeText,
} from '../../../src/view';

test('counts have thousands separators', () => {
  expect([0, 999, 1000, 86400, 1234567890].map(countText)).toEqual([
    '0',
    '999',
    '1,000',
    '86,400',
    '1,234,567,890',
  ]);
});

test('bytes come in the largest binary unit that keeps them at one or more', () => {
  expect([0, 1023, 1024, 1536, 12800, 5 * 2 ** 20, 1.25 * 2 ** 30].map(bytesText)).toEqual([
    '0 B',
    '1023 B',
    '1 KiB',
    '1.5 KiB',
    '12.5 KiB',
    '5 MiB',
    '1.3 GiB',
  ]);
});

test('times come in the unit that suits them, to three significant digits', () => {
  expect([0, 0.00012, 0.25, 0.99951, 1.2345, 999.4, 999.5, 61_234].map(timeText)).toEqual([
    '0 ms',
    '0.12 µs',
    '250 µs',
    '1 ms',
    '1.23 ms',
    '999 ms',
    '1 s',
    '61.2 s',
  ]);
});

test('short numbers have five significant digits', () => {
  expect([1 / 3, -12, 1e-7, 123456.789, NaN, -Infinity].map(shortText)).toEqual([
    '0.33333',
    '-12',
    '1e-7',
    '123460',
    'NaN',
    '-inf',
  ]);
});

test('ratios have three significant digits and a sign', () => {
  expect([1, 0.118923, 12.345, 123456].map(ratioText)).toEqual(['1×', '0.119×', '12.3×', '123,456×']);
});

test('shares are percent with one decimal', () => expect(percentText(0.8937)).toBe('89.4%'));

describe('an exact value', () => {
  test('of float32 has the fewest digits that give it back', () => {
    expect(exactText(Math.fround(0.1), 'float32')).toBe('0.1');
    expect(exactText(Math.fround(1 / 3), 'float32')).toBe('0.33333334');
  });

  test('gives the same element back for every float32', () => {
    fc.assert(
      fc.property(fc.float({ noNaN: true, noDefaultInfinity: true }), value => {
        expect(Math.fround(Number(exactText(value, 'float32')))).toBe(value === 0 ? 0 : value);
      }),
    );
  });
});

describe('the values in cells', () => {
  const written = (values: number[]) => values.map(cellFormat(values));

  test('are whole where all are', () => expect(written([1, -20, NaN])).toEqual(['1', '-20', 'NaN']));

  test('have two decimals up to ten, fewer above', () => {
    expect(written([0.5, -1.25])).toEqual(['0.50', '-1.25']);
    expect(written([0.5, 12.25])).toEqual(['0.5', '12.3']);
    expect(written([0.5, 123.4])).toEqual(['1', '123']);
  });

  test('have exponents where they are tiny or huge', () => {
    expect(written([1.5e-7, 0])).toEqual(['1.5e-7', '0']);
    expect(written([1.5e12, 0.5])).toEqual(['1.5e12', '5.0e-1']);
  });

  test('never say minus zero', () => expect(written([-0.001, 1.5])).toEqual(['0.00', '1.50']));
});
