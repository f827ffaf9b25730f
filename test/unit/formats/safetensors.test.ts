import { describe, expect, test } from 'vitest';
import { Conv2d, tensor, type Tensor } from '../../../src/engine';
import { decode, encode } from '../../../src/formats';
import { codeOf, messageOf } from '../engine/tensor/failure';
import { decodeFixture, expectedFiles, patched, readFixture, written } from './fixture';

/** A file with this header, as an object or as text, and so many bytes of data. */
function file(header: unknown, dataBytes = 0): Uint8Array {
  const text = new TextEncoder().encode(typeof header === 'string' ? header : JSON.stringify(header));
  const bytes = new Uint8Array(8 + text.length + dataBytes);
  new DataView(bytes.buffer).setBigUint64(0, BigInt(text.length), true);
  bytes.set(text, 8);
  return bytes;
}

const read = (header: unknown, dataBytes?: number): Record<string, Tensor> =>
  decode(file(header, dataBytes), 'x.safetensors');
const bytes4 = (begin: number, end: number) => ({
  dtype: 'U8',
  shape: [end - begin],
  data_offsets: [begin, end],
});

describe('a .safetensors file', () => {
  test('gives every dtype the one of ours that holds it', () => {
    const tensors = decodeFixture('numpy.safetensors') as Record<string, Tensor>;
    expect(Object.fromEntries(Object.entries(tensors).map(([name, { dtype }]) => [name, dtype]))).toEqual({
      ...{ weight: 'float32', bias: 'float64', half: 'float32', none: 'float32', uint: 'float64' },
      ...{
        mask: 'uint8',
        bytes: 'uint8',
        count: 'int32',
        tiny: 'int32',
        short: 'int32',
        ushort: 'int32',
        int: 'int32',
      },
    });
  });

  test('has its tensors in the order of its bytes', () => {
    expect(Object.keys(decodeFixture('plain.safetensors'))).toEqual(['a', 'b', 'e', 'd', 'c']);
  });

  test('is written byte by byte as by its own library', () => {
    const { a, b, c, d, e } = decodeFixture('plain.safetensors') as Record<string, Tensor>;
    const bytes = encode({ e: e!, d: d!, c: c!, b: b!, a: a! }, 'x.safetensors', {
      metadata: { 'made by': 'Größe' },
    });
    expect(bytes).toEqual(readFixture('plain.safetensors'));
  });

  test("brings PyTorch's weights into a layer", () => {
    const layer = new Conv2d({ in: 2, out: 3, kernel: 3 });
    const { weight: w, bias } = decodeFixture('torch.safetensors') as Record<string, Tensor>;
    layer.loadStateDict({ weight: w!, bias: bias! });
    const { weight } = expectedFiles['torch.safetensors'] as Record<string, unknown>;
    expect(written(layer.weight)).toEqual(weight);
  });

  test('keeps names that objects inherit', () => {
    const header = '{"__proto__":{"dtype":"U8","shape":[],"data_offsets":[0,1]}}';
    expect(Object.keys(read(header, 1))).toEqual(['__proto__']);
    expect(Object.keys(decode(encode(read(header, 1), 'y.safetensors'), 'y.safetensors'))).toEqual([
      '__proto__',
    ]);
  });

  test('may be without tensors, and padded', () => {
    expect(read('{}     ')).toEqual({});
    expect(decode(encode({}, 'x.safetensors'), 'x.safetensors')).toEqual({});
  });

  test('may have several empty tensors in one place', () => {
    expect(Object.keys(read({ a: bytes4(0, 0), b: bytes4(0, 2), c: bytes4(2, 2) }, 2))).toEqual([
      'a',
      'b',
      'c',
    ]);
  });

  for (const [what, header, data, code, problem] of [
    ['a header that is no JSON', '{"a":', 0, 'header', 'byte 8: the header cannot be read: it is no JSON'],
    ['a header that is a list', '[]', 0, 'header', 'it must be a JSON object'],
    [
      'a tensor twice',
      '{"a":{"dtype":"U8","shape":[0],"data_offsets":[0,0]},"\\u0061":{}}',
      0,
      'duplicate',
      'has "a" twice',
    ],
    [
      'a field twice',
      '{"a":{"dtype":"U8","dtype":"I8","shape":[0],"data_offsets":[0,0]}}',
      0,
      'duplicate',
      'has "dtype" twice',
    ],
    [
      'metadata that are no texts',
      { __metadata__: { a: 1 } },
      0,
      'header',
      '__metadata__ must be an object of texts',
    ],
    [
      'metadata that are no object',
      { __metadata__: 'a' },
      0,
      'header',
      '__metadata__ must be an object of texts',
    ],
    ['an entry that is no object', { a: 1 }, 0, 'header', '"a" must have dtype, shape and two data_offsets'],
    ['an entry with more fields', { a: { ...bytes4(0, 1), b: 1 } }, 1, 'header', 'and nothing else'],
    [
      'an unknown dtype',
      { a: { ...bytes4(0, 1), dtype: 'F8_E4M3' } },
      1,
      'dtype',
      '"a" has the dtype "F8_E4M3"',
    ],
    ['a dtype that is no text', { a: { ...bytes4(0, 1), dtype: 8 } }, 1, 'dtype', 'has the dtype 8'],
    [
      'a shape of fractions',
      { a: { ...bytes4(0, 1), shape: [0.5] } },
      1,
      'header',
      'axis 0 of the shape must be',
    ],
    [
      'fewer bytes than the shape',
      { a: { ...bytes4(0, 1), shape: [2] } },
      1,
      'offsets',
      '"a" takes 2 bytes, its data_offsets are [0,1]',
    ],
    ['offsets beyond the file', { a: bytes4(0, 3) }, 2, 'offsets', 'byte 61: "a" takes 3 bytes'],
    ['negative offsets', { a: bytes4(-1, 0) }, 2, 'offsets', '"a" takes 1 bytes'],
    [
      'offsets that are no numbers',
      { a: { ...bytes4(0, 1), data_offsets: ['0', '1'] } },
      2,
      'offsets',
      'are ["0","1"]',
    ],
    [
      'tensors over each other',
      { a: bytes4(0, 2), b: bytes4(1, 3) },
      3,
      'offsets',
      '"b" overlaps the tensor before it',
    ],
    ['a hole', { a: bytes4(0, 1), b: bytes4(2, 3) }, 3, 'offsets', '"b" leaves a hole from byte '],
    [
      'bytes that belong to no tensor',
      { a: bytes4(0, 1) },
      2,
      'offsets',
      'the end of the file leaves a hole',
    ],
  ] as const) {
    test(`with ${what} is refused`, () => {
      expect(codeOf(() => read(header, data))).toBe(`safetensors/${code}`);
      expect(messageOf(() => read(header, data))).toContain(problem);
    });
  }

  test('whose header is longer than the file is refused before it is read', () => {
    const bytes = patched(readFixture('plain.safetensors'), 4, 255);
    expect(codeOf(() => decode(bytes, 'x.safetensors'))).toBe('safetensors/header');
    expect(messageOf(() => decode(new Uint8Array(3), 'x.safetensors'))).toContain('byte 0: ');
  });

  test('is refused with metadata that are no texts, or a tensor of their name', () => {
    const x = tensor(1);
    expect(codeOf(() => encode({ x }, 'x.safetensors', { metadata: { a: 1 } as never }))).toBe(
      'safetensors/metadata',
    );
    expect(codeOf(() => encode({ x }, 'x.safetensors', { metadata: 'a' as never }))).toBe(
      'safetensors/metadata',
    );
    expect(codeOf(() => encode({ __metadata__: x }, 'x.safetensors'))).toBe('formats/name');
  });
});
