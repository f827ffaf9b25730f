import { record } from '../autograd/record';
import { ShapeError } from '../errors';
import { checkTensor } from '../tensor/check';
import { shapeText, sizeOf } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { checkFloats, checkPerChannel } from './operands';

/**
 * A fully connected layer: every output is a weighted sum of all inputs of the last axis, y = x · weightᵀ + bias.
 *
 *     linear(ones([4, 3]), ones([2, 3]), ones([2]))   // [4, 2], all 4
 *
 * - `x` [..., in], `weight` [out, in], `bias` [out] or none, all float32 or all float64
 * - result [..., out]; summed in float64, rounded once
 *
 * @throws ShapeError `nn/weight-shape` when the weight is no matrix or takes another number of inputs,
 *   `nn/parameter-shape` for a bias of another shape
 * @throws ArgumentError `tensor/expected`, `nn/dtype`
 */
export function linear(x: Tensor, weight: Tensor, bias: Tensor | null = null): Tensor {
  checkTensor('linear', 'x', x);
  checkTensor('linear', 'weight', weight);
  checkFloats('linear', { x, weight, bias });
  const [outputs, inputs] = checkWeight(x, weight);
  checkPerChannel('linear', 'bias', bias, { count: outputs, of: weight.shape });
  const rows = sizeOf(x.shape.slice(0, -1));
  const result = Tensor.allocate(x.dtype, [...x.shape.slice(0, -1), outputs]);
  const [source, factors, start, target] = [x.data, weight.data, bias?.data, result.data];
  for (let row = 0, at = 0; row < rows; row++) {
    for (let output = 0; output < outputs; output++) {
      let sum = start ? start[output]! : 0;
      for (let i = 0; i < inputs; i++) sum += source[row * inputs + i]! * factors[output * inputs + i]!;
      target[at++] = sum;
    }
  }
  return record(result, {
    operation: 'linear',
    inputs: bias ? [x, weight, bias] : [x, weight],
    backward: gradient => [
      x.requiresGrad ? inputGradient(x, weight, gradient) : null,
      weight.requiresGrad ? weightGradient(x, weight, gradient) : null,
      ...(bias ? [bias.requiresGrad ? biasGradient(bias, gradient) : null] : []),
    ],
  });
}

/** The weight's shape, [out, in]. */
function checkWeight(x: Tensor, weight: Tensor): [outputs: number, inputs: number] {
  const given = `the weight has shape ${shapeText(weight.shape)}`;
  if (weight.rank !== 2) {
    throw new ShapeError('nn/weight-shape', `linear: ${given}, expected [out, in]; reshape it`);
  }
  const [outputs, inputs] = weight.shape as [number, number]; // its rank is 2
  if (x.shape.at(-1) !== inputs) {
    throw new ShapeError(
      'nn/weight-shape',
      `linear: x has shape ${shapeText(x.shape)} and ${given}, which takes ${inputs} inputs: expected x as ` +
        `[..., ${inputs}]; flatten(x, 1) makes one axis of channels and pixels`,
    );
  }
  return [outputs, inputs];
}

/** gradient · weight */
function inputGradient(x: Tensor, weight: Tensor, gradient: Tensor): Tensor {
  const result = Tensor.allocate(x.dtype, x.shape);
  const [outputs, inputs] = weight.shape as [number, number]; // checked above
  const [given, factors] = [gradient.data, weight.data];
  const sums = new Float64Array(inputs);
  for (let from = 0, to = 0; from < given.length; from += outputs, to += inputs) {
    sums.fill(0);
    for (let output = 0; output < outputs; output++) {
      const factor = given[from + output]!;
      for (let i = 0; i < inputs; i++) sums[i]! += factor * factors[output * inputs + i]!;
    }
    result.data.set(sums, to);
  }
  return result;
}

/** gradientᵀ · x, over all rows */
function weightGradient(x: Tensor, weight: Tensor, gradient: Tensor): Tensor {
  const result = Tensor.allocate(weight.dtype, weight.shape);
  const [outputs, inputs] = weight.shape as [number, number]; // checked above
  const [given, source] = [gradient.data, x.data];
  const sums = new Float64Array(weight.size);
  for (let from = 0, row = 0; from < given.length; from += outputs, row += inputs) {
    for (let output = 0, to = 0; output < outputs; output++, to += inputs) {
      const factor = given[from + output]!;
      for (let i = 0; i < inputs; i++) sums[to + i]! += factor * source[row + i]!;
    }
  }
  result.data.set(sums);
  return result;
}

function biasGradient(bias: Tensor, gradient: Tensor): Tensor {
  const result = Tensor.allocate(bias.dtype, bias.shape);
  const sums = new Float64Array(bias.size);
  gradient.data.forEach((value, i) => (sums[i % sums.length]! += value));
  result.data.set(sums);
  return result;
}
