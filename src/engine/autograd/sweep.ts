import { ShapeError } from '../errors';
import { checkOptions } from '../options';
import { checkTensor } from '../tensor/check';
import { shapeText } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { detach } from './detach';

export interface BackwardOptions {
  /**
   * The gradient of some loss by the output, in its shape and dtype: with which weights the elements of the output
   * are added up. Only an output of one element can do without; it is 1 then.
   */
  gradOutput?: Tensor;
}

/**
 * The gradient that the output starts from.
 *
 * @throws ShapeError `autograd/scalar` for an output of several elements without gradOutput,
 *   `autograd/grad-output` for one of another shape or dtype
 * @throws ArgumentError `tensor/expected`, `options/unknown`
 */
export function startOf(
  operation: string,
  output: Tensor,
  options: BackwardOptions,
  known: readonly string[] = [],
): Tensor {
  checkOptions(operation, options, ['gradOutput', ...known]);
  const { shape, dtype, size } = output;
  if (options.gradOutput === undefined) {
    if (size !== 1) {
      throw new ShapeError(
        'autograd/scalar',
        `${operation}: the output has shape ${shapeText(shape)}, gradients need an output of one element; reduce it ` +
          'with sum(x) or mean(x), or give { gradOutput }, a tensor of that shape',
      );
    }
    const one = Tensor.allocate(dtype, shape);
    one.data[0] = 1;
    return one;
  }
  const given = checkTensor(operation, 'gradOutput', options.gradOutput);
  if (!isLike(given, output)) {
    throw new ShapeError(
      'autograd/grad-output',
      `${operation}: gradOutput is ${shapeText(given.shape)} ${given.dtype}, the output is ` +
        `${shapeText(shape)} ${dtype}; both must agree in shape and dtype`,
    );
  }
  return detach(given);
}

/** A gradient on its way, and whether it is a fresh tensor that may be added to and given away. */
interface Pending {
  gradient: Tensor;
  fresh: boolean;
}

/**
 * Carries the gradient of a graph's output back to the tensors `wanted`. Every tensor of `order` (see `graphOf`)
 * is visited once, after all that were made of it, so that its gradient is complete; those that lead to no wanted
 * tensor are left out. The gradients of the result are fresh tensors; a wanted one that none reaches is missing.
 */
export function sweep(
  order: readonly Tensor[],
  start: Tensor,
  wanted: ReadonlySet<Tensor>,
): Map<Tensor, Tensor> {
  const needed = new Set<Tensor>();
  for (const tensor of order) {
    if (wanted.has(tensor) || tensor.node?.inputs.some(input => needed.has(input))) needed.add(tensor);
  }
  const found = new Map<Tensor, Tensor>();
  const pending = new Map<Tensor, Pending>([[order.at(-1)!, { gradient: start, fresh: false }]]);
  for (let i = order.length - 1; i >= 0; i--) {
    const tensor = order[i]!;
    const complete = pending.get(tensor);
    if (!complete) continue;
    pending.delete(tensor);
    const { gradient, fresh } = complete;
    if (wanted.has(tensor)) found.set(tensor, fresh ? gradient : gradient.clone());
    passOn(tensor, gradient, needed, pending);
  }
  return found;
}

/** Adds to the gradients of a tensor's inputs what flows back through the operation that made it. */
function passOn(
  { node }: Tensor,
  gradient: Tensor,
  needed: ReadonlySet<Tensor>,
  pending: Map<Tensor, Pending>,
): void {
  if (!node?.inputs.some(input => needed.has(input))) return;
  const parts = node.backward(gradient);
  node.inputs.forEach((input, position) => {
    if (!needed.has(input)) return;
    const part = parts[position];
    if (!part || !isLike(part, input)) {
      const gave = part ? `one of ${shapeText(part.shape)} ${part.dtype}` : 'none';
      throw new ShapeError(
        'autograd/gradient',
        `${node.operation}: the gradient of input ${position}, which is ${shapeText(input.shape)} ${input.dtype}, must ` +
          `have that shape and dtype; the backward function gave ${gave}`,
      );
    }
    // Operations inside `backward` may have been recorded; a gradient has no past.
    const contribution = part.requiresGrad ? detach(part) : part;
    const sofar = pending.get(input);
    if (!sofar) pending.set(input, { gradient: contribution, fresh: false });
    else if (sofar.fresh) addInto(sofar.gradient, contribution);
    else pending.set(input, { gradient: addInto(sofar.gradient.clone(), contribution), fresh: true });
  });
}

/** Adds `other` to `target`, which is changed, and returns it. */
export function addInto(target: Tensor, other: Tensor): Tensor {
  const [sums, added] = [target.data, other.data];
  for (let i = 0; i < sums.length; i++) sums[i]! += added[i]!;
  return target;
}

/** Whether a gradient has the shape and dtype of its tensor. */
export function isLike(gradient: Tensor, tensor: Tensor): boolean {
  return (
    gradient.dtype === tensor.dtype &&
    gradient.rank === tensor.rank &&
    gradient.shape.every((size, axis) => size === tensor.shape[axis])
  );
}
