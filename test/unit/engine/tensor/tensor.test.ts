import { describe, expect, test } from 'vitest';
import { runInNewContext } from 'node:vm';
import {
  dtypeOf,
  equal,
  isDType,
  reshape,
  shapeText,
  sizeOf,
  stridesOf,
  tensor,
} from '../../../../src/engine';
import { bytesPerElement, flatten, squeeze, Tensor, to, unsqueeze } from '../../../../src/engine';
import { allocate } from '../../../../src/engine/tensor/storage';
import { codeOf, messageOf } from './failure';

const x = tensor([
  [1, 2, 3],
  [4, 5, 6],
]);

describe('a tensor', () => {
  test('gives the element at an index', () => {
    expect(x.at(1, 0)).toBe(4);
    expect(x.at(0, 2)).toBe(3);
  });

  test('refuses an index of the wrong length or out of range', () => {
    expect(codeOf(() => x.at(1))).toBe('tensor/index');
    expect(messageOf(() => x.at(1))).toContain('1 indices for the 2 axes');
    for (const index of [3, -1, 0.5, NaN]) expect(codeOf(() => x.at(0, index))).toBe('tensor/index');
  });

  test('knows its rank, size and bytes', () => {
    expect([x.rank, x.size, x.byteLength]).toEqual([2, 6, 24]);
    expect(to(x, 'float64').byteLength).toBe(48);
  });

  test('gives its only element, and refuses when there are more', () => {
    expect(tensor([[5]]).item()).toBe(5);
    expect(codeOf(() => x.item())).toBe('tensor/item');
  });

  test('has a shape that cannot be changed', () => {
    expect(() => ((x.shape as number[])[0] = 9)).toThrow(TypeError);
  });

  test('refuses a storage of another size', () => {
    expect(codeOf(() => new Tensor(allocate('int32', 3), [2, 2]))).toBe('tensor/size');
    expect(codeOf(() => x.withShape([7]))).toBe('tensor/size');
  });

  test('has a clone with elements of its own', () => {
    const copy = x.clone();
    copy.data[0] = 100;
    expect(x.at(0, 0)).toBe(1);
    expect(copy.at(0, 0)).toBe(100);
  });

  test('shares its elements with tensors that differ in shape alone', () => {
    const original = tensor([[1], [2]]);
    const views = [reshape(original, [2]), flatten(original), squeeze(original), unsqueeze(original, 0)];
    original.data[0] = 8;
    for (const view of views) expect(view.data[0]).toBe(8);
  });

  test('says so when it is used after it was disposed, as do tensors that share its elements', () => {
    const gone = tensor([1, 2]);
    const view = reshape(gone, [2, 1]);
    expect(gone.disposed).toBe(false);
    gone.dispose();
    expect(gone.disposed).toBe(true);
    expect(codeOf(() => gone.data)).toBe('tensor/disposed');
    expect(codeOf(() => view.tolist())).toBe('tensor/disposed');
    expect(gone.shape).toEqual([2]);
  });
});

describe('equal', () => {
  test('compares shape and elements, not dtype', () => {
    expect(equal(x, x.clone())).toBe(true);
    expect(equal(x, to(x, 'int32'))).toBe(true);
    expect(equal(x, reshape(x, [3, 2]))).toBe(false);
    expect(equal(x, reshape(x, [6]))).toBe(false);
    expect(equal(tensor([1, 2]), tensor([1, 3]))).toBe(false);
    expect(equal(tensor([NaN]), tensor([NaN]))).toBe(false);
  });
});

describe('dtypes and shapes', () => {
  test('a typed array of another realm has its dtype', () => {
    expect(dtypeOf(runInNewContext('new Float64Array(2)') as Float64Array)).toBe('float64');
    expect(dtypeOf(new Float32Array(1))).toBe('float32');
    expect(dtypeOf(new Int16Array(1))).toBeUndefined();
    expect(dtypeOf(new DataView(new ArrayBuffer(1)))).toBeUndefined();
  });

  test('dtype names are told from other values', () => {
    expect(isDType('uint8')).toBe(true);
    for (const other of ['toString', 'int64', 8, undefined]) expect(isDType(other)).toBe(false);
    expect(bytesPerElement('uint8')).toBe(1);
  });

  test('shapes have a text, a size and strides', () => {
    expect(shapeText([2, 3])).toBe('[2, 3]');
    expect(sizeOf([])).toBe(1);
    expect(stridesOf([2, 3, 4])).toEqual([12, 4, 1]);
  });
});
