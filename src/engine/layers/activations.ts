import { relu, sigmoid, tanh } from '../tensor/unary';
import type { Tensor } from '../tensor/tensor';
import { ElementwiseLayer } from './elementwise';

/**
 * x where it is positive, else 0; NaN stays NaN. Any shape and dtype.
 *
 *     new ReLU().forward(tensor([-1, 2]))   // [0, 2]
 *
 * @throws ArgumentError `options/unknown`: there are no options; `forward` `tensor/expected`
 */
export class ReLU extends ElementwiseLayer {
  override get kind(): string {
    return 'ReLU';
  }

  protected override apply(x: Tensor): Tensor {
    return relu(x);
  }
}

/**
 * 1 / (1 + e^-x) of each element, from 0 to 1. Any shape; integers give float32.
 *
 *     new Sigmoid().forward(tensor([0]))   // [0.5]
 *
 * @throws ArgumentError `options/unknown`: there are no options; `forward` `tensor/expected`
 */
export class Sigmoid extends ElementwiseLayer {
  override get kind(): string {
    return 'Sigmoid';
  }

  protected override apply(x: Tensor): Tensor {
    return sigmoid(x);
  }
}

/**
 * The hyperbolic tangent of each element, from -1 to 1. Any shape; integers give float32.
 *
 *     new Tanh().forward(tensor([0]))   // [0]
 *
 * @throws ArgumentError `options/unknown`: there are no options; `forward` `tensor/expected`
 */
export class Tanh extends ElementwiseLayer {
  override get kind(): string {
    return 'Tanh';
  }

  protected override apply(x: Tensor): Tensor {
    return tanh(x);
  }
}
