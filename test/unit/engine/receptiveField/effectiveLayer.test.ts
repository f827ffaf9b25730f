import { describe, expect, test } from 'vitest';
import {
  Branches,
  Conv1d,
  Conv2d,
  ConvTranspose1d,
  Identity,
  Linear,
  MaxPool2d,
  Residual,
  effectiveLayer,
  type Model,
} from '../../../../src/engine';
import { codeOf, messageOf } from '../tensor/failure';

const conv = (kernel: number, options: object = {}) => new Conv1d({ in: 1, out: 1, kernel, ...options });

describe('effectiveLayer', () => {
  test('makes one layer of two', () => {
    const layer = new Conv2d({ in: 1, out: 1, kernel: 3, stride: 2, padding: 1 });
    expect(effectiveLayer([layer, layer])).toEqual({
      kernel: [7, 7],
      stride: [4, 4],
      padding: [
        [3, 3],
        [3, 3],
      ],
    });
  });

  test('makes one layer of AlexNet’s first three, each axis by itself', () => {
    const first = new Conv2d({ in: 3, out: 96, kernel: 11, stride: 4, padding: [2, 0] });
    const pool = new MaxPool2d({ kernel: 3, stride: 2 });
    const second = new Conv2d({ in: 96, out: 256, kernel: 5, padding: 2 });
    expect(effectiveLayer([first, pool, second])).toEqual({
      kernel: [51, 51],
      stride: [8, 8],
      padding: [
        [18, 18],
        [16, 16],
      ],
    });
  });

  test('reaches around the widest branch', () => {
    const branches = new Branches([
      conv(3, { padding: [[2, 0]] }),
      conv(5, { padding: [[1, 3]] }),
      new Identity(),
    ]);
    expect(effectiveLayer(branches)).toEqual({ kernel: [6], stride: [1], padding: [[2, 3]] });
  });

  test('covers branches whose lengths agree because they round', () => {
    const block = new Residual(conv(3, { stride: 2, padding: 1 }), { shortcut: conv(1, { stride: 2 }) });
    expect(effectiveLayer(block, [1, 1, 8])).toEqual({ kernel: [3], stride: [2], padding: [[1, 1]] });
  });

  test.each<[string, Model, number[] | undefined]>([
    ['a transposed layer', new ConvTranspose1d({ in: 1, out: 1, kernel: 2, stride: 2 }), undefined],
    ['a linear layer', [conv(3), new Linear({ in: 4, out: 4 })], [1, 1, 6]],
    ['branches of different strides', new Branches([conv(2, { stride: 2 }), conv(6)]), [1, 1, 10]],
  ])('refuses %s, which no single convolution replaces', (_, model, inputShape) => {
    expect(codeOf(() => effectiveLayer(model, inputShape))).toBe('field/no-single-layer');
    expect(messageOf(() => effectiveLayer(model, inputShape))).toMatch(
      /^effectiveLayer: along axis L no convolution/,
    );
  });

  test('refuses what is no layer', () => {
    expect(codeOf(() => effectiveLayer({} as Model))).toBe('layers/not-a-layer');
  });
});
