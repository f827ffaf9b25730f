import { unzipSync, zipSync, type Zippable } from 'fflate';
import { describe, expect, test } from 'vitest';
import { tensor, type Tensor } from '../../../src/engine';
import { decode, encode } from '../../../src/formats';
import { codeOf, messageOf } from '../engine/tensor/failure';
import { ascii, patched, readFixture } from './fixture';

const stored = readFixture('stored.npz');
const deflated = readFixture('deflated.npz');
const read = (bytes: Uint8Array): Record<string, Tensor> => decode(bytes, 'x.npz');

/** The byte where `text` begins for the `count`th time, from the end if negative. */
function placeOf(bytes: Uint8Array, text: string, count = 0): number {
  const whole = String.fromCharCode(...bytes);
  const places = [...whole.matchAll(new RegExp(text, 'g'))].map(match => match.index);
  return places.at(count)!;
}

/** An archive of one member, and where its entry in the directory and the directory's end are. */
function archive(members: Zippable) {
  const bytes = zipSync(members);
  return { bytes, entry: placeOf(bytes, 'PK\x01\x02'), end: placeOf(bytes, 'PK\x05\x06') };
}

const one = archive({ 'a.npy': [readFixture('scalar.npy'), { level: 9 }] });
const plain = archive({ 'a.npy': [readFixture('scalar.npy'), { level: 0 }] });

describe('an .npz file', () => {
  test('keeps the order, the paths and the names of its members', () => {
    expect(Object.keys(read(deflated))).toEqual(['weight', 'bias', 'folder/mask', 'größe']);
  });

  test('may have a comment, folders, and names that objects inherit', () => {
    const { bytes, end } = archive({ 'toString.npy': readFixture('scalar.npy'), 'f/': new Uint8Array(0) });
    const commented = Uint8Array.from([...patched(bytes, end + 20, 3), ...ascii('PK!')]);
    expect(Object.keys(read(commented))).toEqual(['toString']);
  });

  test('is written stored as by savez, or deflated on request; fflate reads both', () => {
    const tensors = { 'layer/weight': tensor([[1, 2]]), größe: tensor(new Uint8Array(5000)) };
    const [loose, packed] = [encode(tensors, 'x.npz'), encode(tensors, 'x.npz', { compress: true })];
    expect(Object.keys(unzipSync(packed))).toEqual(['layer/weight.npy', 'größe.npy']);
    expect(unzipSync(packed)).toEqual(unzipSync(loose));
    expect(packed.length).toBeLessThan(1000);
    expect(loose.length).toBeGreaterThan(5000);
  });

  test('is the same for the same tensors', () => {
    expect(encode({ x: tensor(1) }, 'x.npz')).toEqual(encode({ x: tensor(1) }, 'x.npz'));
  });

  test('gives each of its tensors the dtype that is asked for', () => {
    const { weight, bias } = decode(stored, 'x.npz', { dtype: 'float64' });
    expect([weight!.dtype, bias!.dtype]).toEqual(['float64', 'float64']);
  });

  test('without members is an object without tensors', () => {
    expect(read(encode({}, 'x.npz'))).toEqual({});
  });

  test('with a member that is no .npy file is refused', () => {
    expect(codeOf(() => read(zipSync({ 'readme.txt': ascii('hello') })))).toBe('npz/member');
  });

  test('with a damaged array names the member and the byte in it', () => {
    expect(messageOf(() => read(zipSync({ 'a.npy': ascii('hello') })))).toMatch(
      /^x\.npz\/a\.npy, byte 0: this is no \.npy/,
    );
  });

  test('that is no archive or cut off is refused', () => {
    expect(codeOf(() => read(ascii('PK')))).toBe('zip/directory');
    expect(messageOf(() => read(stored.slice(0, -1)))).toContain(
      `byte ${stored.length - 1}: this is no zip archive`,
    );
  });

  for (const [what, bytes, code, byte] of [
    ['a directory beyond its end', patched(one.bytes, one.end + 16, 255), 'zip/directory', one.end + 12],
    ['a directory that is none', patched(one.bytes, one.entry, 0), 'zip/directory', one.entry],
    [
      'an entry longer than the directory',
      patched(one.bytes, one.entry + 28, 255),
      'zip/directory',
      one.entry,
    ],
    ['fewer entries than it counts', patched(one.bytes, one.end + 10, 2), 'zip/directory', one.end],
    ['a count in zip64 form', patched(one.bytes, one.end + 10, 255, 255), 'zip/zip64', one.end],
    ['a size in zip64 form', patched(one.bytes, one.entry + 24, 255, 255, 255, 255), 'zip/zip64', one.entry],
    ['encrypted members', patched(one.bytes, one.entry + 8, 1), 'zip/encrypted', one.entry + 8],
    ['another compression', patched(one.bytes, one.entry + 10, 12), 'zip/method', one.entry + 10],
    ['an offset to no member', patched(one.bytes, one.entry + 42, 1), 'zip/member', 1],
    ['an offset beyond the directory', patched(one.bytes, one.entry + 45, 9), 'zip/member', 0x9000000],
    ['a member that reaches into the directory', patched(one.bytes, one.entry + 21, 9), 'zip/member', 35],
    ['a stored member of two sizes', patched(plain.bytes, plain.entry + 24, 1), 'zip/member', 35],
    ['a checksum that differs', patched(plain.bytes, 100, 7), 'zip/checksum', 35],
    ['deflated data that is damaged', patched(one.bytes, 35, 255), 'zip/member', 35],
    ['less data than it says', patched(one.bytes, one.entry + 24, 255, 1), 'zip/member', 35],
    ['more data than it says', patched(one.bytes, one.entry + 24, 10), 'zip/member', 35],
    ['a size that deflate cannot reach', patched(one.bytes, one.entry + 24, 0, 0, 0, 1), 'zip/member', 35],
  ] as const) {
    test(`with ${what} is refused at byte ${byte}`, () => {
      expect(codeOf(() => read(bytes))).toBe(code);
      expect(messageOf(() => read(bytes))).toContain(`x.npz, byte ${byte}: `);
    });
  }

  test('with a name twice, or with members over each other, is refused', () => {
    const twice = archive({ 'a.npy': new Uint8Array(9), 'b.npy': new Uint8Array(9) });
    const second = placeOf(twice.bytes, 'PK\x01\x02', -1);
    expect(codeOf(() => read(patched(twice.bytes, second + 46, 'a'.charCodeAt(0))))).toBe('zip/duplicate');
    const overlapping = patched(twice.bytes, second + 42, 0, 0, 0, 0);
    expect(codeOf(() => read(overlapping))).toBe('zip/overlap');
  });

  test('that inflates to more than 1 GiB is refused before it is inflated', () => {
    const bomb = patched(one.bytes, one.entry + 24, 1, 0, 0, 0x40);
    expect(codeOf(() => read(bomb))).toBe('zip/too-large');
    expect(messageOf(() => read(bomb))).toContain('at most 1073741824 are inflated');
  });

  test('that lies about a bomb costs no more than it claims', () => {
    const { bytes, entry } = archive({ 'a.npy': [new Uint8Array(2 ** 26), { level: 9 }] });
    const lie = patched(bytes, entry + 24, 100, 0, 0, 0);
    expect(messageOf(() => read(lie))).toContain('there is more of it than 100 bytes');
  });
});
