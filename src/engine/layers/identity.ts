import type { Tensor } from '../tensor/tensor';
import { ElementwiseLayer } from './elementwise';

/**
 * Its input, unchanged: the branch that skips. Any shape and dtype.
 *
 *     new Branches({ skip: new Identity(), deep: new Conv2d({ in: 8, out: 8, kernel: 3, padding: 1 }) })
 *
 * @throws ArgumentError `options/unknown`: there are no options; `forward` `tensor/expected`
 */
export class Identity extends ElementwiseLayer {
  override get kind(): string {
    return 'Identity';
  }

  protected override apply(x: Tensor): Tensor {
    return x;
  }
}
