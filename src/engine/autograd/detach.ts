import { checkTensor } from '../tensor/check';
import type { Tensor } from '../tensor/tensor';

/**
 * `x` without its past: the same elements (the storage is shared), but it requires no gradients and `backward`
 * goes no further than here.
 *
 *     const target = detach(teacher.forward(x)); // is not learned
 *
 * @throws ArgumentError `tensor/expected`
 */
export function detach(x: Tensor): Tensor {
  checkTensor('detach', 'x', x);
  const view = x.withShape(x.shape);
  view.node = null;
  return view;
}
