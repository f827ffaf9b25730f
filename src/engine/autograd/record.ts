import type { GradNode, Tensor } from '../tensor/tensor';

/**
 * Notes on a result how it was made, if one of its inputs requires gradients. Every differentiable operation
 * ends with it:
 *
 *     return record(result, { operation: 'relu', inputs: [x], backward: gradient => [...] });
 *
 * What `backward` computes is not recorded itself: second derivatives are not offered.
 */
export function record(result: Tensor, node: GradNode): Tensor {
  if (node.inputs.some(input => input.requiresGrad)) result.node = node;
  return result;
}
