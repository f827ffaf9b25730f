import { record } from '../autograd/record';
import { Tensor } from '../tensor/tensor';
import { layOut, sumChannels, type Direction, type Operands } from './channels';
import type { ResolvedConv } from './geometry';
import { biasGradient, inputGradient, weightGradient } from './gradients';
import { observed } from './observe';
import { checkDTypes } from './operands';

/**
 * Runs a settled convolution: every output is summed in float64 (bias, then input channels, then taps in
 * row-major order) and rounded to the tensors' dtype once. Gradients flow to all operands that require them.
 *
 * @throws ArgumentError `conv/dtype` for integer tensors and for different dtypes
 */
export function runConv(conv: ResolvedConv, operands: Operands, direction: Direction): Tensor {
  const { input, weight, bias } = operands;
  checkDTypes(conv.operation, bias ? { input, weight, bias } : { input, weight });
  const { kind } = direction;
  const result = observed({ pass: 'forward', kind, conv, operands, algorithm: 'reference' }, () =>
    run(conv, operands, direction),
  );
  return record(result, {
    operation: conv.operation,
    inputs: bias ? [input, weight, bias] : [input, weight],
    backward: gradient => [
      input.requiresGrad ? inputGradient(conv, operands, gradient, direction) : null,
      weight.requiresGrad ? weightGradient(conv, operands, gradient, direction) : null,
      ...(bias ? [bias.requiresGrad ? biasGradient(conv, gradient) : null] : []),
    ],
  });
}

function run(conv: ResolvedConv, { input, weight, bias }: Operands, direction: Direction): Tensor {
  const result = Tensor.allocate(input.dtype, conv.outputShape);
  const sides = layOut(conv, direction);
  sumChannels({
    plan: sides.plan,
    loop: direction.kind,
    batch: conv.batch,
    groups: conv.groups,
    source: { ...sides.input, data: input.data },
    target: { ...sides.output, data: result.data },
    weight: weight.data,
    filterIndex: (channelOut, channelIn) => direction.filterIndex(conv, channelOut, channelIn),
    start: bias?.data,
  });
  return result;
}
