import { checkOptions } from '../options';
import { checkTensor } from '../tensor/check';
import { checkShape, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { SingleLayer, type Work } from './layer';

/** Zero for every negative element, the element itself otherwise; NaN stays NaN. Any shape. */
export class ReLU extends SingleLayer {
  override readonly settings = {};

  /** @throws ArgumentError `options/unknown`: there are none */
  constructor(options: Readonly<Record<string, never>> = {}) {
    super();
    checkOptions(this.kind, options, []);
  }

  override get kind(): string {
    return 'ReLU';
  }

  override forward(x: Tensor): Tensor {
    const result = checkTensor(this.kind, 'the input', x).clone();
    const { data } = result;
    for (let i = 0; i < data.length; i++) {
      if (data[i]! < 0) data[i] = 0;
    }
    return result;
  }

  override work(inputShape: Shape): Work {
    return { kind: 'free', outputShape: checkShape(this.kind, inputShape) };
  }
}
