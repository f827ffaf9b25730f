import { checkOptions } from '../options';
import { checkTensor } from '../tensor/check';
import { checkShape, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { SingleLayer, type Settings, type Work } from './layer';

/** A layer without options or parameters, each of whose outputs is made of the one element at its place. */
export abstract class ElementwiseLayer extends SingleLayer {
  override readonly settings: Settings = {};

  /** @throws ArgumentError `options/unknown`: there are none */
  constructor(options: Readonly<Record<string, never>> = {}) {
    super();
    const { kind } = new.target.prototype; // this.kind, which TypeScript does not let this constructor read
    checkOptions(kind, options, []);
  }

  override forward(x: Tensor): Tensor {
    return this.apply(checkTensor(this.kind, 'the input', x));
  }

  override work(inputShape: Shape): Work {
    return { kind: 'free', outputShape: checkShape(this.kind, inputShape) };
  }

  protected abstract apply(x: Tensor): Tensor;
}
