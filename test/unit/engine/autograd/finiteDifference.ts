import { expect } from 'vitest';
import { grad } from '../../../../src/engine/autograd';
import { isFloat, randn, tensor, type Tensor } from '../../../../src/engine';

export interface DifferenceOptions {
  /** Distance by which each element is moved both ways; 1e-5 when not given. */
  step?: number;
  /** Largest difference, relative to the larger of 1 and the gradient; 1e-6 when not given. */
  tolerance?: number;
}

/**
 * Asserts that `grad` of sum(f(...inputs) * fixed random weights) agrees with central differences, both in
 * float64, for every element of every input. Float inputs are copied to float64 first; integer inputs are handed on
 * as they are. Keep inputs away from kinks (ties, zeros of relu) by more than the step.
 */
export function expectGradientsMatch(
  f: (...xs: Tensor[]) => Tensor,
  inputs: readonly Tensor[],
  { step = 1e-5, tolerance = 1e-6 }: DifferenceOptions = {},
): void {
  const leaves = inputs.map(input => copyOf(input, true));
  const output = f(...leaves);
  const weights = randn(output.shape, { seed: 7, dtype: 'float64' });
  const wanted = leaves.filter(leaf => leaf.requiresGrad);
  const gradients = grad(output, wanted, { gradOutput: weights });
  const moved = inputs.map(input => copyOf(input, false));
  const loss = (): number => {
    const { data } = f(...moved);
    let total = 0;
    for (let i = 0; i < data.length; i++) total += weights.data[i]! * data[i]!;
    return total;
  };
  moved
    .filter(input => isFloat(input.dtype))
    .forEach((input, position) => {
      const gradient = gradients[position]!;
      expect(gradient.shape).toEqual(input.shape);
      expect(gradient.dtype).toBe('float64');
      for (let i = 0; i < input.size; i++) {
        const slope = slopeAt(input, i, step, loss);
        const allowed = tolerance * Math.max(1, Math.abs(slope));
        const difference = Math.abs(gradient.data[i]! - slope);
        if (!(difference <= allowed)) {
          expect.fail(
            `input ${position}, element ${i}: gradient ${gradient.data[i]}, finite difference ${slope}`,
          );
        }
      }
    });
}

/** The central difference of `loss` by one element, which is put back afterwards. */
function slopeAt({ data }: Tensor, i: number, step: number, loss: () => number): number {
  const at = data[i]!;
  data[i] = at + step;
  const above = loss();
  data[i] = at - step;
  const below = loss();
  data[i] = at;
  return (above - below) / (2 * step);
}

function copyOf(x: Tensor, requiresGrad: boolean): Tensor {
  if (!isFloat(x.dtype)) return x;
  const copy = tensor(Float64Array.from(x.data), x.shape);
  copy.requiresGrad = requiresGrad;
  return copy;
}
