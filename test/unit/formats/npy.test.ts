import { describe, expect, test } from 'vitest';
import type { Tensor } from '../../../src/engine';
import { tensor } from '../../../src/engine';
import { decode, encode } from '../../../src/formats';
import { codeOf, messageOf } from '../engine/tensor/failure';
import { ascii, expectedNumbers, patched, readFixture, tensorOf } from './fixture';

/** An .npy file of version 1 with this header and data, not aligned as NumPy does it. */
function npy(header: string, data: readonly number[] = []): Uint8Array {
  const start = ascii(
    `\x93NUMPY\x01\x00${String.fromCharCode(header.length & 255, header.length >> 8)}${header}`,
  );
  return Uint8Array.from([...start, ...data]);
}

const read = (header: string, data?: readonly number[]): Tensor => decode(npy(header, data), 'x.npy');
const plain = "{'descr': '|u1', 'fortran_order': False, 'shape': (2,), }";

describe('the dtype of an .npy file', () => {
  for (const [file, dtype] of [
    ['little-b1', 'uint8'],
    ['little-u1', 'uint8'],
    ['little-i1', 'int32'],
    ['big-i2', 'int32'],
    ['big-u2', 'int32'],
    ['little-i4', 'int32'],
    ['big-u4', 'float64'],
    ['little-i8-small', 'int32'],
    ['big-u8-small', 'int32'],
    ['big-i8-large', 'float64'],
    ['little-u8-large', 'float64'],
    ['little-f2', 'float32'],
    ['big-f4', 'float32'],
    ['little-f8', 'float64'],
  ] as const) {
    test(`${file} becomes ${dtype}`, () => expect(tensorOf(`${file}.npy`).dtype).toBe(dtype));
  }

  test('is the one asked for, with float64 rounded to float32', () => {
    const x = tensorOf('little-f8.npy', { dtype: 'float32' });
    expect(x.dtype).toBe('float32');
    expect(x.data.at(-1)).toBe(Math.fround(0.1));
  });

  test('may be an integer type that holds every number', () => {
    expect(tensorOf('c-order.npy', { dtype: 'int32' }).dtype).toBe('int32');
  });

  test('is refused where it does not hold a number, with the byte', () => {
    const run = () => tensorOf('little-i2.npy', { dtype: 'uint8' });
    expect(codeOf(run)).toBe('dtype/out-of-range');
    expect(messageOf(run)).toMatch(
      /^little-i2\.npy, byte 128: element 0 is -32768, which uint8 does not hold \(0 to 255\)/,
    );
  });

  test('is refused where a number is not finite and the type whole', () => {
    expect(messageOf(() => tensorOf('column.csv', { dtype: 'int32' }))).toContain('NaN does not fit int32');
    expect(codeOf(() => tensorOf('little-f4.npy', { dtype: 'int32' }))).toBe('dtype/out-of-range');
  });

  test('64-bit integers that float64 does not hold are refused, and rounded on request', () => {
    const run = () => tensorOf('big-i8-huge.npy');
    expect(codeOf(run)).toBe('formats/precision');
    expect(messageOf(run)).toContain('byte 136: element 1 is 9007199254740993');
    const { data } = expectedNumbers('big-i8-huge.npy');
    expect(Array.from(tensorOf('big-i8-huge.npy', { dtype: 'float64' }).data)).toEqual(data);
    expect(codeOf(() => tensorOf('little-u8-huge.npy'))).toBe('formats/precision');
  });
});

describe('the header of an .npy file', () => {
  test('may have its keys in any order and quotes, and trailing commas', () => {
    const x = read('{"shape": (2L, 1,), "descr": "<u1", \'fortran_order\': True}  \n', [4, 5]);
    expect([x.shape, x.tolist()]).toEqual([
      [2, 1],
      [[4], [5]],
    ]);
  });

  for (const [what, change, byte, problem] of [
    [
      'a missing key',
      plain.replace("'shape': (2,), ", ''),
      52,
      "must have 'descr', 'fortran_order' and 'shape'",
    ],
    [
      'a key that is there twice',
      plain.replace('}', "'shape': (2,)}"),
      66,
      "'shape' is unknown or there twice",
    ],
    ['an unknown key', plain.replace('descr', 'dtype'), 11, "'dtype' is unknown or there twice"],
    ['no dictionary', '[1]', 10, 'expected {, found "["'],
    ['a dictionary without an end', plain.replace(', }', ''), 64, 'expected }, but the header ends'],
    ['something after the dictionary', `${plain}#`, 67, 'something follows the dictionary'],
    ['a key without quotes', plain.replace("'descr'", 'descr'), 11, 'expected a text in quotes, found "d"'],
    ['a text without an end', "{'descr", 11, 'a text without its closing quote'],
    ['an order that is no boolean', plain.replace('False', 'None'), 44, 'expected True or False, found "N"'],
    ['a negative size', plain.replace('2,', '-2,'), 61, 'expected a whole number of 0 or more, found "-"'],
    ['a missing colon', plain.replace(':', ' '), 20, 'expected :, found "\'"'],
    [
      'a shape without an end',
      plain.replace('2,)', '2'),
      64,
      'expected a whole number of 0 or more, found "}"',
    ],
    [
      'a shape with too many elements',
      plain.replace('2,', `${'9999999,'.repeat(9)}`),
      60,
      'more elements than can be counted',
    ],
    [
      'a size beyond exact integers',
      plain.replace('2,', '9007199254740993,'),
      60,
      'axis 0 of the shape must be',
    ],
    [
      'a shape of too many axes',
      plain.replace('2,', '1,'.repeat(65)),
      60,
      'the shape has 65 axes, at most 64',
    ],
  ] as const) {
    test(`with ${what} is refused at byte ${byte}`, () => {
      expect(codeOf(() => read(change))).toBe('npy/header');
      expect(messageOf(() => read(change))).toContain(`x.npy, byte ${byte}: `);
      expect(messageOf(() => read(change))).toContain(problem);
    });
  }

  for (const [what, descr, problem] of [
    ['complex numbers', "'<c16'", "'<c16', complex numbers"],
    ['Python objects', "'|O'", "'|O', Python objects"],
    ['long doubles', "'<f16'", "'<f16', floats of another size"],
    ['dates', "'<M8[ns]'", "'<M8[ns]', dates"],
    ['no byte order', "'f4'", "'f4'"],
    ['an order of bytes that one byte does not have', "'|f4'", "'|f4'"],
    ['an empty name', "''", "''"],
    ['a name of Object.prototype', "'<toString'", "'<toString'"],
    ['records', "[('a', '<i4')]", 'records of several fields'],
  ] as const) {
    test(`with elements of ${what} is refused by name`, () => {
      const run = () => read(plain.replace("'|u1'", descr));
      expect(codeOf(run)).toBe('npy/dtype');
      expect(messageOf(run)).toContain(`x.npy, byte 20: elements of type ${problem}`);
    });
  }

  test('of files that NumPy made of other types are refused', () => {
    for (const name of ['complex.npy', 'record.npy', 'text.npy']) {
      expect(codeOf(() => tensorOf(name))).toBe('npy/dtype');
    }
  });

  test('may be longer than 255 bytes', () => {
    expect(read(plain.padEnd(1000), [1, 2]).tolist()).toEqual([1, 2]);
  });
});

describe('an .npy file', () => {
  const bytes = readFixture('version-2.npy');

  test('that is something else is refused', () => {
    expect(codeOf(() => decode(ascii('GIF89a'), 'x.npy'))).toBe('npy/magic');
    expect(codeOf(() => decode(new Uint8Array(0), 'x.npy'))).toBe('npy/magic');
  });

  test('of an unknown version is refused', () => {
    expect(messageOf(() => decode(patched(bytes, 6, 4), 'x.npy'))).toContain('byte 6: unknown version 4');
    expect(codeOf(() => decode(bytes.slice(0, 6), 'x.npy'))).toBe('npy/version');
  });

  test('that ends in its header is refused', () => {
    expect(messageOf(() => decode(bytes.slice(0, 9), 'x.npy'))).toContain(
      "byte 9: the file ends before the header's length",
    );
    expect(messageOf(() => decode(bytes.slice(0, 50), 'x.npy'))).toContain(
      'byte 8: a header of 116 bytes, at most 38',
    );
  });

  test('with a header that is longer than any is refused', () => {
    const huge = patched(new Uint8Array(70_000), 0, ...bytes.slice(0, 8), 0, 0, 1, 0);
    expect(messageOf(() => decode(huge, 'x.npy'))).toContain('a header of 65536 bytes, at most 65535');
  });

  test('that is cut off or too long is refused, with the byte where it should end', () => {
    const short = () => decode(bytes.slice(0, -1), 'x.npy');
    expect(codeOf(short)).toBe('npy/length');
    expect(messageOf(short)).toContain(
      'x.npy, byte 139: int16 elements of shape [2, 3] take 12 bytes from byte 128, the file has 11',
    );
    expect(messageOf(() => decode(Uint8Array.from([...bytes, 0]), 'x.npy'))).toContain('byte 140');
  });

  test('claiming more than there is is refused before memory is taken', () => {
    expect(codeOf(() => read(plain.replace('2,', '4000000000000,')))).toBe('npy/length');
  });

  test('may be empty in one axis while another is huge', () => {
    expect(read(plain.replace('2,', '0, 9007199254740991')).size).toBe(0);
  });

  for (const name of [
    'c-order.npy',
    'scalar.npy',
    'empty.npy',
    'little-f4.npy',
    'little-f8.npy',
    'little-i4.npy',
    'little-u1.npy',
  ]) {
    test(`is written byte by byte as NumPy writes ${name}`, () => {
      expect(encode(tensorOf(name), name)).toEqual(readFixture(name));
    });
  }

  test('that would be larger than 4 GiB is refused', () => {
    const huge = Object.defineProperty(tensor([1]), 'byteLength', { value: 2 ** 32 });
    expect(codeOf(() => encode(huge, 'x.npy'))).toBe('formats/too-large');
    expect(codeOf(() => encode({ huge }, 'x.npz'))).toBe('formats/too-large');
    expect(codeOf(() => encode({ huge }, 'x.safetensors'))).toBe('formats/too-large');
  });
});
