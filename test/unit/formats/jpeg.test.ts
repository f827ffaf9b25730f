import { describe, expect, test } from 'vitest';
import { linspace, reshape, tensor, zeros, type Tensor } from '../../../src/engine';
import { decode, encode } from '../../../src/formats';
import { codeOf, messageOf } from '../engine/tensor/failure';
import { ascii, patched, readFixture, tensorOf } from './fixture';

const read = (bytes: Uint8Array): Tensor => decode(bytes, 'x.jpg', { layout: 'HWC' });
const grey = readFixture('grey.jpg');

/** The byte after the marker FF `code`. */
function segment(bytes: Uint8Array, code: number): number {
  return bytes.findIndex((byte, i) => byte === 0xff && bytes[i + 1] === code) + 2;
}

const frame = segment(grey, 0xc0);
const scan = segment(grey, 0xda);

describe('a .jpg file', () => {
  test('is by default a batch of one picture, from 0 to 1', () => {
    const x = tensorOf('baseline.jpg');
    const raw = tensorOf('baseline.jpg', { layout: 'HWC' });
    expect([x.dtype, x.shape, raw.dtype, raw.shape]).toEqual([
      'float32',
      [1, 3, 24, 40],
      'uint8',
      [24, 40, 3],
    ]);
    expect(x.at(0, 2, 7, 9)).toBe(Math.fround(raw.at(7, 9, 2) / 255));
  });

  test('of colours for printing becomes RGB', () => {
    expect(tensorOf('cmyk.jpg').shape).toEqual([1, 3, 24, 40]);
  });

  test('may end with .jpeg, in capitals', () => {
    expect((decode(grey, 'X.JPEG') as Tensor).shape).toEqual([1, 1, 24, 40]);
  });

  test('may have fill bytes and restart markers, the last interval not full', () => {
    // Restart after each of the 15 blocks would need other data; an interval of 16 is one that never ends.
    const restart = Uint8Array.of(0xff, 0xff, 0xdd, 0, 4, 0, 16);
    const bytes = Uint8Array.from([...grey.slice(0, frame - 2), ...restart, ...grey.slice(frame - 2)]);
    expect(read(bytes).data).toEqual(read(grey).data);
  });

  for (const [what, bytes, code, byte, problem] of [
    ['another signature', ascii('\xff\xd7'), 'signature', 0, 'this is no JPEG file'],
    ['nothing else', grey.slice(0, 2), 'segment', 2, 'its end marker FF D9 is missing'],
    ['no end', grey.slice(0, -2), 'segment', grey.length - 2, 'its end marker FF D9 is missing'],
    ['a frame that is cut off', grey.slice(0, frame + 4), 'segment', frame, 'here a segment FF C0 begins'],
    ['a marker that is cut off', grey.slice(0, frame), 'segment', frame, 'here a segment FF C0 begins'],
    ['a segment of no length', patched(grey, frame, 0, 1), 'segment', frame, 'the file is cut off'],
    ['a short frame', patched(grey, frame, 0, 7), 'segment', frame, 'a frame of 7 bytes'],
    ['arithmetic coding', patched(grey, frame - 1, 0xc9), 'kind', frame - 2, 'a picture of kind FF C9'],
    ['12 bits', patched(grey, frame + 2, 12), 'kind', frame + 2, '1 components of 12 bits'],
    ['two components', patched(grey, frame + 7, 2), 'kind', frame + 2, '2 components of 8 bits'],
    ['two frames', doubled(grey, frame - 2, 13), 'kind', frame + 11, 'files of several pictures'],
    [
      'no scan',
      Uint8Array.from([...grey.slice(0, scan - 2), 0xff, 0xd9]),
      'segment',
      scan,
      'there is no scan',
    ],
    ['no frame', Uint8Array.of(0xff, 0xd8, 0xff, 0xd9), 'segment', 4, 'there is no frame'],
    [
      'an unfinished picture',
      Uint8Array.from([...grey.slice(0, scan + 20), 0xff, 0xd9]),
      'data',
      2,
      'the picture cannot be decoded',
    ],
    ['too many scans', manyScans(), 'scans', undefined, 'more than 500 scans'],
  ] as const) {
    test(`with ${what} is refused`, () => {
      expect(codeOf(() => read(bytes))).toBe(`jpeg/${code}`);
      expect(messageOf(() => read(bytes))).toContain(problem);
      if (byte !== undefined) expect(messageOf(() => read(bytes))).toContain(`x.jpg, byte ${byte}: `);
    });
  }

  test('of more pixels than its bytes can hold is refused before memory is taken', () => {
    const bytes = patched(grey, frame + 3, 255, 255, 255, 255);
    expect(codeOf(() => read(bytes))).toBe('image/too-large');
    expect(messageOf(() => read(bytes))).toContain(`byte ${frame + 3}: a picture of 65535 x 65535 pixels`);
    expect(codeOf(() => read(patched(grey, frame + 3, 0, 0)))).toBe('image/too-large');
    const large = Uint8Array.from([...bytes, ...new Uint8Array(300_000)]);
    expect(messageOf(() => read(large))).toContain('from 1 x 1 to 100000000 pixels');
  });
});

function doubled(bytes: Uint8Array, start: number, length: number): Uint8Array {
  return Uint8Array.from([...bytes.slice(0, start + length), ...bytes.slice(start)]);
}

function manyScans(): Uint8Array {
  const scans = Array.from({ length: 501 }, () => [0xff, 0xda, 0, 2]).flat();
  return Uint8Array.from([...grey.slice(0, scan - 2), ...scans, 0xff, 0xd9]);
}

describe('a tensor as .jpg', () => {
  const ramp = reshape(linspace(0, 1, 3 * 16 * 24), [3, 16, 24]);

  test('is nearly itself when it is read again, the more so with more quality', () => {
    const errors = [10, 60, 100].map(quality => {
      const again = decode(encode(ramp, 'x.jpg', { quality }), 'x.jpg');
      return Math.max(...ramp.data.map((value, i) => Math.abs(value - again.data[i]!)));
    });
    expect(errors[0]!).toBeLessThan(0.2);
    expect(errors[2]!).toBeLessThan(0.02);
    expect(errors[1]!).toBeLessThan(errors[0]!);
    expect(errors[2]!).toBeLessThan(errors[1]!);
  });

  test('has quality 90 when none is given', () => {
    expect(encode(ramp, 'x.jpg')).toEqual(encode(ramp, 'x.jpg', { quality: 90 }));
  });

  test('is a plain Uint8Array with memory of its own', () => {
    const bytes = encode(ramp, 'x.jpeg');
    expect([bytes.constructor, bytes.buffer.byteLength]).toEqual([Uint8Array, bytes.length]);
  });

  test('may be grey, and is then read as RGB with three equal channels', () => {
    const [r, g, b] = read(encode(tensor([[0.25]]), 'x.jpg')).data;
    expect([r, g, b]).toEqual([r, r, r]);
  });

  test('is refused with an alpha channel, or longer than its format can say', () => {
    expect(messageOf(() => encode(zeros([4, 2, 2]), 'x.jpg'))).toContain(
      'with C = 1, 3 and sides from 1 to 65535',
    );
    expect(codeOf(() => encode(zeros([1, 65_536]), 'x.jpg'))).toBe('image/shape');
  });

  test('is refused with an unknown quality', () => {
    for (const quality of [0, 101, 2.5, '90' as unknown as number]) {
      expect(codeOf(() => encode(ramp, 'x.jpg', { quality }))).toBe('image/quality');
    }
  });

  test('keeps colours apart', () => {
    const red = decode(encode(tensor([[[1]], [[0]], [[0]]]), 'x.jpg', { quality: 100 }), 'x.jpg');
    expect(red.at(0, 0, 0, 0)).toBeGreaterThan(0.97);
    expect(red.at(0, 1, 0, 0)).toBeLessThan(0.03);
  });
});
