import { runInNewContext } from 'node:vm';
import { describe, expect, test } from 'vitest';
import { Conv2d, tensor, type Tensor } from '../../../src/engine';
import { decode, encode, FILE_FORMATS, formatOf } from '../../../src/formats';
import { codeOf, messageOf } from '../engine/tensor/failure';
import { readFixture } from './fixture';

const x = tensor([[1, 2]]);

describe('the format of a file', () => {
  test('is told by the ending of its name, in any case', () => {
    expect(formatOf('a/b.tar.NPZ').name).toBe('NumPy archive');
    expect(formatOf('.jpeg').name).toBe('JPEG image');
  });

  for (const name of ['weights.pt', 'npy', 'x.npy.gz', '']) {
    test(`is unknown for ${JSON.stringify(name)}, and the endings are listed`, () => {
      expect(codeOf(() => decode(new Uint8Array(0), name))).toBe('formats/ending');
      expect(messageOf(() => encode(x, name))).toContain(
        '.npy, .npz, .safetensors, .png, .jpg, .jpeg, .csv, .json',
      );
    });
  }
});

describe('decode', () => {
  test('takes bytes of another realm, and nothing else', () => {
    const bytes = runInNewContext('Uint8Array.from(list)', {
      list: [...readFixture('scalar.npy')],
    }) as Uint8Array;
    expect(decode(bytes, 'x.npy').item()).toBe(2.5);
    for (const wrong of [new Uint16Array(2), new DataView(new ArrayBuffer(2)), 'abc', undefined, [1, 2]]) {
      expect(codeOf(() => decode(wrong as unknown as Uint8Array, 'x.npy'))).toBe('formats/bytes');
    }
  });

  test('refuses an option of another format, and a dtype that no tensor has', () => {
    expect(messageOf(() => decode(new Uint8Array(0), 'x.npy', { header: true }))).toContain(
      'x.npy: unknown option header; the options are dtype',
    );
    expect(codeOf(() => decode(new Uint8Array(0), 'x.npy', { dtype: 'int64' as 'int32' }))).toBe(
      'dtype/unknown',
    );
  });

  test('gives tensors with memory of their own', () => {
    for (const name of ['little-u1.npy', 'stored.npz', 'plain.safetensors', 'grey.png', 'grey.jpg']) {
      const bytes = readFixture(name);
      const decoded = decode(bytes, name, /png|jpg/.test(name) ? { layout: 'HWC' } : {});
      const tensors =
        formatOf(name).holds === 'tensor' ? [decoded as Tensor] : Object.values(decoded as object);
      for (const one of tensors as Tensor[]) expect(one.data.buffer).not.toBe(bytes.buffer);
    }
  });
});

describe('encode', () => {
  for (const { endings, holds } of FILE_FORMATS) {
    const name = `x${endings[0]}`;
    test(`refuses for ${endings[0]} what it cannot hold`, () => {
      const wrong =
        holds === 'tensor' ? [{ x }, [x], new Conv2d({ in: 1, out: 1, kernel: 1 })] : [x, [x], { x: 1 }, 'x'];
      for (const value of [...wrong, null, undefined]) {
        expect(codeOf(() => encode(value as Tensor, name))).toBe('formats/value');
      }
    });

    test(`refuses for ${endings[0]} an option that it does not know`, () => {
      const options = { unknown: 1 } as object;
      expect(codeOf(() => encode(holds === 'tensor' ? x : { x }, name, options))).toBe('options/unknown');
    });
  }

  test('says how a layer is saved', () => {
    const layer = new Conv2d({ in: 1, out: 1, kernel: 1 });
    const run = () => encode(layer as unknown as Record<string, Tensor>, 'x.safetensors');
    expect(messageOf(run)).toContain('got a layer; use layer.stateDict()');
    expect(Object.keys(decode(encode(layer.stateDict(), 'x.safetensors'), 'x.safetensors'))).toEqual([
      'bias',
      'weight',
    ]);
  });
});
