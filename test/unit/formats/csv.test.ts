import { describe, expect, test } from 'vitest';
import { tensor, zeros, type Tensor } from '../../../src/engine';
import { decode, encode, type DecodeOptions, type EncodeOptions } from '../../../src/formats';
import { codeOf, messageOf } from '../engine/tensor/failure';

const utf8 = (text: string): Uint8Array => new TextEncoder().encode(text);
const read = (text: string, options?: DecodeOptions): Tensor => decode(utf8(text), 'x.csv', options);
const write = (x: Tensor, options?: EncodeOptions): string =>
  new TextDecoder().decode(encode(x, 'x.csv', options));

describe('a .csv file', () => {
  test('of several columns is a matrix, of one a vector', () => {
    expect(read('1,2\n3,4\n').tolist()).toEqual([
      [1, 2],
      [3, 4],
    ]);
    expect(read('1,2').shape).toEqual([1, 2]);
    expect(read('1\n2\n').tolist()).toEqual([1, 2]);
  });

  test('is float32, or what is asked for', () => {
    expect(read('1').dtype).toBe('float32');
    expect(read('0.1', { dtype: 'float64' }).item()).toBe(0.1);
    expect(read('255', { dtype: 'uint8' }).dtype).toBe('uint8');
    expect(codeOf(() => read('256', { dtype: 'uint8' }))).toBe('dtype/out-of-range');
  });

  for (const [text, values] of [
    ['+1,-2.,.5,1e3,2.5E-1', [1, -2, 0.5, 1000, 0.25]],
    ['nan,NaN,inf,-Infinity,+INF', [NaN, NaN, Infinity, -Infinity, Infinity]],
    ['1;2;3', [1, 2, 3]],
    ['1\t2\t3', [1, 2, 3]],
    [' 1 , 2 ', [1, 2]],
    ['"1","2"', [1, 2]],
    ['1,,3', [1, NaN, 3]],
    [',', [NaN, NaN]],
    ['\uFEFF1,2', [1, 2]],
    ['\r\n\n1,2\r\r\n  \n', [1, 2]],
  ] as const) {
    test(`${JSON.stringify(text)} has the numbers ${values.join(', ')}`, () => {
      expect(read(text, { dtype: 'float64' }).tolist()).toEqual([values]);
    });
  }

  test('may have its lines end in every way', () => {
    expect(read('1,2\r\n3,4\r5,6\n7,8').shape).toEqual([4, 2]);
  });

  test('may begin with names, which are left out', () => {
    expect(read('a,b\n1,2').tolist()).toEqual([[1, 2]]);
    expect(read('"a;""b""\n";c\n1;2').tolist()).toEqual([[1, 2]]);
    expect(read('2020,2021\n1,2', { header: true }).tolist()).toEqual([[1, 2]]);
  });

  test('has the separator that is given', () => {
    expect(read('1;2\n3;4', { separator: ';' }).shape).toEqual([2, 2]);
    expect(codeOf(() => read('1,2\n3,4', { separator: ';' }))).toBe('csv/number');
    expect(codeOf(() => read('1', { separator: '|' as ',' }))).toBe('csv/separator');
    expect(codeOf(() => read('1', { header: 1 as never }))).toBe('argument/boolean');
  });

  for (const [what, text, code, problem] of [
    [
      'a line with too few cells',
      '1,2\n\n3',
      'csv/ragged',
      'x.csv, line 3, column 2: the line has 1 cells, line 1 has 2',
    ],
    [
      'a line with too many cells',
      '\n1,2\n3,4,5',
      'csv/ragged',
      'x.csv, line 3, column 3: the line has 3 cells, line 2 has 2',
    ],
    ['a word', '1,2\n3,four', 'csv/number', 'x.csv, line 2, column 2: "four" is no number'],
    ['hexadecimal numbers', '1\n0x10', 'csv/number', 'line 2, column 1: "0x10"'],
    ['a word after a cell of two lines', '"a\r\nb"\n1\nc', 'csv/number', 'x.csv, line 4, column 1: "c"'],
    ['a quote that is not closed', '1\n"2', 'csv/quote', 'x.csv, line 2: the quote of a cell is not closed'],
    ['something after a quote', '"1"2', 'csv/quote', 'x.csv, line 1: the quote of a cell is followed'],
    ['nothing', '', 'csv/empty', 'there are no numbers'],
    ['names only', 'a,b\n', 'csv/empty', 'there are no numbers'],
  ] as const) {
    test(`with ${what} is refused`, () => {
      expect(codeOf(() => read(text))).toBe(code);
      expect(messageOf(() => read(text))).toContain(problem);
    });
  }

  test('whose first line must be numbers is refused with names', () => {
    expect(messageOf(() => read('a,b\n1,2', { header: false }))).toContain(
      'line 1, column 1: "a" is no number',
    );
  });

  test('with a decimal comma says what it takes', () => {
    expect(messageOf(() => read('1,5;2,5\n3,5;4', { header: false }))).toContain(
      '"1,5" is no number; numbers have a decimal point',
    );
  });

  test('quotes no more than 40 characters of a cell', () => {
    expect(messageOf(() => read(`1\n${'x'.repeat(1000)}`)).length).toBeLessThan(200);
  });

  test('of more than 256 MiB is refused, as is such a .json', () => {
    const huge = new Uint8Array(2 ** 28 + 1);
    expect(codeOf(() => decode(huge, 'x.csv'))).toBe('formats/too-large');
    expect(codeOf(() => decode(huge, 'x.json'))).toBe('formats/too-large');
  });
});

describe('a tensor as .csv', () => {
  test('has a row a line, a vector an element a line', () => {
    expect(
      write(
        tensor([
          [1, 2],
          [3, 4],
        ]),
      ),
    ).toBe('1,2\n3,4\n');
    expect(write(tensor([1, 2]))).toBe('1\n2\n');
  });

  test('has numbers as short as they can be read again', () => {
    expect(write(tensor([0.1, 1 / 3, 16777216, NaN, -Infinity]))).toBe(
      '0.1\n0.33333334\n16777216\nNaN\n-Infinity\n',
    );
    expect(write(tensor([0.1, 1 / 3], { dtype: 'float64' }))).toBe('0.1\n0.3333333333333333\n');
  });

  test('has names above its columns, in quotes where they must be', () => {
    const header = ['a', 'b,c', 'say "d"', ' e'];
    expect(write(tensor([[1, 2, 3, 4]]), { header })).toBe('a,"b,c","say ""d"""," e"\n1,2,3,4\n');
    expect(write(tensor([[1, 2, 3, 4]]), { header, separator: '\t' })).toContain('a\tb,c\t');
  });

  test('is refused unless it is a vector or a matrix', () => {
    for (const x of [tensor(1), zeros([2, 2, 2]), zeros([0]), zeros([3, 0])]) {
      expect(codeOf(() => write(x))).toBe('csv/shape');
    }
    expect(messageOf(() => write(zeros([2, 2, 2])))).toContain(
      'use reshape(x, [rows, columns]), or save it as .npy',
    );
  });

  test('is refused with a header of other columns, or of no texts', () => {
    for (const header of [['a'], ['a', 1], 'ab']) {
      expect(codeOf(() => write(tensor([[1, 2]]), { header: header as string[] }))).toBe('csv/header');
    }
    expect(codeOf(() => write(tensor([1]), { separator: ' ' as ',' }))).toBe('csv/separator');
  });
});
