import { decode as decodeFastPng } from 'fast-png';
import fc from 'fast-check';
import { zlibSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { reshape, tensor, zeros, type Tensor } from '../../../src/engine';
import { decode, encode, encodePng, type DecodeOptions } from '../../../src/formats';
import { codeOf, messageOf } from '../engine/tensor/failure';
import { ascii, patched, readFixture, tensorOf } from './fixture';
import { chunksOf, pngOf, withChunk, withLines } from './pngFile';

test('encodePng keeps every pixel, alpha included', () => {
  const sides = fc.integer({ min: 1, max: 9 });
  const bytes = fc.uint8Array({ minLength: 4 * 81, maxLength: 4 * 81 });
  fc.assert(
    fc.property(sides, sides, bytes, (width, height, all) => {
      const data = all.slice(0, 4 * width * height);
      const decoded = decodeFastPng(encodePng({ width, height, data }));
      expect([decoded.width, decoded.height, decoded.channels, decoded.depth]).toEqual([width, height, 4, 8]);
      expect(new Uint8Array(decoded.data)).toEqual(data);
    }),
  );
});

test('encodePng writes the signature of a PNG file', () => {
  const bytes = encodePng({ width: 1, height: 1, data: new Uint8Array(4) });
  expect([...bytes.slice(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
});

const read = (bytes: Uint8Array, options?: DecodeOptions): Tensor => decode(bytes, 'x.png', options);

describe('a .png file', () => {
  test('is by default a batch of one picture, from 0 to 1, ready for conv2d', () => {
    const x = tensorOf('rgb.png');
    const raw = tensorOf('rgb.png', { layout: 'HWC' });
    expect([x.dtype, x.shape, raw.dtype, raw.shape]).toEqual(['float32', [1, 3, 5, 11], 'uint8', [5, 11, 3]]);
    const scaled = x.data.map((_, i) => raw.at(Math.floor((i % 55) / 11), i % 11, Math.floor(i / 55)) / 255);
    expect(x.data).toEqual(scaled);
  });

  test('of 16 bits has the whole numbers of the file, or 0 to 1', () => {
    const raw = tensorOf('grey16.png', { layout: 'HWC' });
    expect(raw.dtype).toBe('int32');
    expect(Array.from(tensorOf('grey16.png').data)).toEqual(
      Array.from(raw.data, value => Math.fround(value / 65535)),
    );
  });

  test('is read without the chunks that are not its picture', () => {
    const chunks = chunksOf(readFixture('rgb.png'));
    const bomb = {
      type: 'iCCP',
      data: Uint8Array.from([...ascii('x\0\0'), ...zlibSync(new Uint8Array(2 ** 24))]),
    };
    const more = pngOf([chunks[0]!, bomb, { type: 'tEXt', data: new Uint8Array(3) }, ...chunks.slice(1)]);
    expect(read(more).data).toEqual(tensorOf('rgb.png').data);
  });

  test('may have its picture in several chunks', () => {
    const chunks = chunksOf(readFixture('rgb.png')).flatMap(({ type, data }) =>
      type === 'IDAT' ? [...data].map(byte => ({ type, data: Uint8Array.of(byte) })) : [{ type, data }],
    );
    expect(read(pngOf(chunks)).data).toEqual(tensorOf('rgb.png').data);
  });

  const rgb = readFixture('rgb.png');
  const header = (at: number, ...values: number[]) =>
    withChunk('rgb.png', 'IHDR', data => patched(data, at, ...values));
  for (const [what, bytes, code, byte, problem] of [
    ['another signature', patched(rgb, 1, 0), 'png/signature', 0, 'this is no PNG file'],
    ['no chunks', rgb.slice(0, 8), 'png/chunk', 8, 'here a whole chunk was expected'],
    ['a chunk that is cut off', rgb.slice(0, -1), 'png/chunk', rgb.length - 12, 'the file is cut off'],
    ['a damaged chunk', patched(rgb, 60, 0xfe), 'png/checksum', 181, 'the IDAT chunk is damaged'],
    ['a chunk of an unknown type', withType('IDAT', 'CgBI'), 'png/chunk', 37, 'of the unknown type "CgBI"'],
    ['no header', withType('IHDR', 'teXt'), 'png/header', 8, 'the first chunk must be an IHDR'],
    ['a short header', withChunk('rgb.png', 'IHDR', data => data.slice(1)), 'png/header', 8, 'of 13 bytes'],
    [
      'two headers',
      pngOf([...chunksOf(rgb).slice(0, 1), ...chunksOf(rgb)]),
      'png/chunk',
      33,
      'a second IHDR chunk',
    ],
    ['no picture', withType('IDAT', 'iDAT'), 'png/chunk', rgb.length, 'there is no IDAT chunk'],
    ['an impossible depth', header(8, 4), 'png/header', 24, '4 bits are impossible with colour type 2'],
    ['an unknown colour type', header(9, 5), 'png/header', 24, '8 bits are impossible with colour type 5'],
    ['an unknown compression', header(10, 1), 'png/header', 26, 'compression 1, filter 0 and interlacing 0'],
    ['an unknown filter method', header(11, 1), 'png/header', 26, 'filter 1'],
    ['an unknown interlacing', header(12, 2), 'png/header', 26, 'interlacing 2'],
    ['no width', header(3, 0), 'image/too-large', 16, 'a picture of 0 x 5 pixels'],
    [
      'too many pixels',
      header(0, 0, 0, 0x27, 0x11, 0, 0, 0x27, 0x10),
      'image/too-large',
      16,
      '10001 x 10000 pixels',
    ],
    ['fewer lines than it says', header(7, 6), 'png/data', 41, 'there are only 170 of its 204 bytes'],
    ['more lines than it says', header(7, 4), 'png/data', 41, 'there is more of it than 136 bytes'],
    ['a size that its data cannot have', header(4, 0, 1), 'png/data', 41, 'bytes cannot hold 2228394'],
    [
      'an unknown filter',
      withLines('rgb.png', lines => patched(lines, 0, 9)),
      'png/data',
      41,
      'Unsupported filter: 9',
    ],
    [
      'interlacing of few bits',
      readFixture('interlaced4.png'),
      'png/header',
      28,
      'interlaced pictures of 4 bits are not read',
    ],
    [
      'no palette',
      pngOf(chunksOf(readFixture('palette8.png')).filter(({ type }) => type !== 'PLTE')),
      'png/data',
      41,
      'it has no palette',
    ],
    [
      'a colour beyond its palette',
      withChunk('palette8.png', 'PLTE', data => data.slice(0, 3)),
      'png/data',
      undefined,
      'Incorrect index of palette color',
    ],
  ] as const) {
    test(`with ${what} is refused`, () => {
      expect(codeOf(() => read(bytes))).toBe(code);
      expect(messageOf(() => read(bytes))).toContain(problem);
      if (byte !== undefined) expect(messageOf(() => read(bytes))).toContain(`x.png, byte ${byte}: `);
    });
  }

  test('whose picture would inflate without end is refused at once', () => {
    const bomb = withChunk('rgb.png', 'IDAT', () => zlibSync(new Uint8Array(2 ** 26)));
    expect(messageOf(() => read(bomb))).toContain('there is more of it than 170 bytes');
  });
});

function withType(type: string, other: string): Uint8Array {
  return pngOf(
    chunksOf(readFixture('rgb.png')).map(chunk => (chunk.type === type ? { ...chunk, type: other } : chunk)),
  );
}

describe('a tensor as .png', () => {
  test('may be [H, W], [C, H, W], [1, C, H, W] or, as HWC, [H, W, C]', () => {
    const grey = tensor([[0, 1]]);
    const file = encode(grey, 'x.png');
    for (const [x, options] of [
      [reshape(grey, [1, 1, 2]), {}],
      [reshape(grey, [1, 1, 1, 2]), {}],
      [grey, { layout: 'HWC' }],
      [reshape(grey, [1, 2, 1]), { layout: 'HWC' }],
    ] as const) {
      expect(encode(x, 'x.png', options)).toEqual(file);
    }
    expect(read(file, { layout: 'HWC' }).tolist()).toEqual([[[0], [255]]]);
  });

  test('is rounded to the nearest of its numbers', () => {
    const x = tensor([[0.4 / 255, 0.6 / 255, 1.001, -0.001]]);
    expect(read(encode(x, 'x.png'), { layout: 'HWC' }).tolist()).toEqual([[[0], [1], [255], [0]]]);
  });

  test('has the numbers of integers as they are', () => {
    const x = tensor(
      [
        [
          [1, 2],
          [254, 255],
        ],
      ],
      { dtype: 'int32' },
    );
    expect(read(encode(x, 'x.png', { layout: 'HWC' }), { layout: 'HWC' }).tolist()).toEqual(x.tolist());
  });

  for (const [what, x, problem] of [
    ['a float above 1', tensor([[0, 1.01]]), 'element 1 is 1.00999999'],
    [
      'NaN',
      tensor([[NaN]]),
      'element 0 is NaN; the numbers of a float32 picture go from 0 to 1, so use clamp(x, 0, 1)',
    ],
    ['a negative integer', tensor([[-1]], { dtype: 'int32' }), 'of an int32 picture go from 0 to 255'],
    ['an integer above 255', tensor([[256]], { dtype: 'int32' }), 'save it as .png with { depth: 16 }'],
  ] as const) {
    test(`with ${what} is refused`, () => {
      expect(codeOf(() => encode(x, 'x.png'))).toBe('image/range');
      expect(messageOf(() => encode(x, 'x.png'))).toContain(problem);
    });
  }

  test('of 16 bits has room to 65535', () => {
    const x = tensor([[65535]], { dtype: 'int32' });
    expect(read(encode(x, 'x.png', { depth: 16 }), { layout: 'HWC' }).item()).toBe(65535);
    const run = () => encode(tensor([[65536]], { dtype: 'int32' }), 'x.png', { depth: 16 });
    expect(messageOf(run)).not.toContain('depth: 16');
  });

  for (const [what, shape, layout] of [
    ['a vector', [4], 'NCHW'],
    ['a batch', [2, 3, 4, 4], 'NCHW'],
    ['five channels', [5, 4, 4], 'NCHW'],
    ['channels last but not said so', [8, 8, 3], 'NCHW'],
    ['channels first though said to be last', [3, 8, 8], 'HWC'],
    ['a batch of one with channels last', [1, 8, 8, 3], 'HWC'],
    ['no rows', [0, 4], 'NCHW'],
  ] as const) {
    test(`with ${what} is refused`, () => {
      const run = () => encode(zeros(shape), 'x.png', { layout });
      expect(codeOf(run)).toBe('image/shape');
      expect(messageOf(run)).toContain(`{ layout: '${layout === 'HWC' ? 'NCHW' : 'HWC'}' }`);
    });
  }

  test('of more than 100 million pixels is refused', () => {
    const x = zeros([10_001, 10_000], { dtype: 'uint8' });
    expect(codeOf(() => encode(x, 'x.png'))).toBe('image/too-large');
  });

  test('is refused with unknown values of its options', () => {
    expect(codeOf(() => encode(zeros([2, 2]), 'x.png', { depth: 4 as 8 }))).toBe('image/depth');
    expect(codeOf(() => encode(zeros([2, 2]), 'x.png', { layout: 'CHW' as 'HWC' }))).toBe('image/layout');
    expect(codeOf(() => tensorOf('rgb.png', { layout: 'NHWC' as 'HWC' }))).toBe('image/layout');
  });
});
