import { describe, expect, test } from 'vitest';
import {
  depthwise,
  dilated,
  flattened,
  grad,
  grouped,
  pointwise,
  pointwiseGrouped,
  separable,
  shuffledGrouped,
  spatialSeparable,
  type Tensor,
} from '../../../../src/engine';
import { expectGradientsMatch } from '../autograd/finiteDifference';
import { wholes } from '../conv/support';

type Kind = (...operands: Tensor[]) => Tensor;

const x = (channels: number): Tensor => wholes([1, channels, 4, 4], 1);

// The operands by which each is differentiated, its bias among them.
const kinds: Record<string, [Kind, ...Tensor[]]> = {
  depthwise: [
    (a, w, bias) => depthwise(a, w, { padding: 1, bias }),
    x(2),
    wholes([4, 1, 3, 2], 2),
    wholes([4], 3),
  ],
  'pointwise with a matrix': [
    (a, w, bias) => pointwise(a, w, { bias }),
    x(2),
    wholes([3, 2], 2),
    wholes([3], 3),
  ],
  'pointwiseGrouped with a matrix': [
    (a, w) => pointwiseGrouped(a, w, { groups: 2 }),
    x(4),
    wholes([2, 2], 2),
  ],
  'separable with a matrix': [
    (a, w, v, bias) => separable(a, w, v, { stride: 2, padding: 1, bias }),
    ...[x(2), wholes([2, 1, 3, 3], 2), wholes([3, 2], 3), wholes([3], 4)],
  ],
  'spatialSeparable with matrices': [
    (a, w, v) => spatialSeparable(a, w, v, { stride: [2, 1] }),
    ...[x(1), wholes([3, 1], 2), wholes([1, 2], 3)],
  ],
  'flattened with matrices': [
    (a, w, v, u) => flattened(a, w, v, u, { padding: 1 }),
    ...[x(3), wholes([2, 3], 2), wholes([2, 3], 3), wholes([2, 2], 4)],
  ],
  grouped: [(a, w) => grouped(a, w, { groups: 2 }), x(4), wholes([4, 2, 2, 2], 2)],
  shuffledGrouped: [(a, w) => shuffledGrouped(a, w, { groups: 2 }), x(4), wholes([4, 2, 2, 2], 2)],
  dilated: [(a, w) => dilated(a, w, { dilation: 2 }), x(2), wholes([1, 2, 2, 2], 2)],
};

describe('gradients agree with finite differences', () => {
  test.each(Object.entries(kinds))('of %s', (_, [kind, ...operands]) => {
    expectGradientsMatch(kind, operands);
  });
});

test('a weight written as a matrix gets a gradient of its own shape', () => {
  const w = wholes([3, 2], 2);
  w.requiresGrad = true;
  const y = pointwise(x(2), w);
  expect(grad(y, [w], { gradOutput: y })[0]!.shape).toEqual([3, 2]);
});
