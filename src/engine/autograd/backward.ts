import { ArgumentError } from '../errors';
import { describeValue } from '../tensor/check';
import { shapeText } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { graphOf } from './graph';
import { addInto, isLike, startOf, sweep, type BackwardOptions } from './sweep';

/**
 * Finds the gradient of `loss` by every leaf it was made of (a tensor with `.requiresGrad = true` that no operation
 * made) and adds it to the leaf's `.grad`, in the leaf's shape and dtype.
 *
 *     const w = tensor([1, 2, 3], { requiresGrad: true });
 *     backward(sum(square(w)));
 *     w.grad                       // [2, 4, 6]
 *
 * Gradients add up over calls, as in PyTorch: set `w.grad = null`, or call an optimizer's `zeroGrad()`, between
 * steps. The graph stays with the loss and is freed with it, so that calling `backward` again on the same loss is
 * allowed (PyTorch refuses it); it sees the elements that the tensors have then. When anything is refused, no
 * `.grad` has been changed. Second derivatives are not offered: a gradient requires no gradients.
 *
 * @throws ArgumentError `autograd/no-graph` when the loss does not require gradients, `autograd/grad` when a leaf's
 *   `.grad` was set to something of another shape or dtype, `tensor/expected`, `options/unknown`
 * @throws ShapeError `autograd/scalar` for a loss of several elements without `gradOutput`,
 *   `autograd/grad-output` for a `gradOutput` of another shape or dtype
 * @throws DisposedError `autograd/disposed` when a tensor of the graph was disposed
 * @source Griewank & Walther, Evaluating Derivatives, 2nd edition (2008), section 3.2: reverse mode
 */
export function backward(loss: Tensor, options: BackwardOptions = {}): void {
  const order = graphOf('backward', loss);
  const start = startOf('backward', loss, options);
  const leaves = order.filter(({ node }) => node === null);
  leaves.forEach(checkGrad);
  for (const [leaf, gradient] of sweep(order, start, new Set(leaves))) {
    leaf.grad = leaf.grad ? addInto(gradient, leaf.grad) : gradient;
  }
}

/** `.grad` can be set by a cell, which is not type-checked. */
function checkGrad(leaf: Tensor): void {
  const grad: unknown = leaf.grad ?? null;
  if (grad === null || (grad instanceof Tensor && !grad.disposed && isLike(grad, leaf))) return;
  const got =
    grad instanceof Tensor
      ? `a tensor of ${shapeText(grad.shape)} ${grad.dtype}${grad.disposed ? ' that was disposed' : ''}`
      : describeValue(grad);
  throw new ArgumentError(
    'autograd/grad',
    `backward: the .grad of a tensor of ${shapeText(leaf.shape)} ${leaf.dtype} is ${got}, expected null or a tensor ` +
      'of that shape and dtype to add to; set .grad = null',
  );
}
