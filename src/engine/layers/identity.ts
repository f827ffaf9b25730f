import { checkOptions } from '../options';
import { checkTensor } from '../tensor/check';
import { checkShape, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { SingleLayer, type Work } from './layer';

/** Its input, unchanged: the branch that skips. Any shape. */
export class Identity extends SingleLayer {
  override readonly settings = {};

  /** @throws ArgumentError `options/unknown`: there are none */
  constructor(options: Readonly<Record<string, never>> = {}) {
    super();
    checkOptions(this.kind, options, []);
  }

  override get kind(): string {
    return 'Identity';
  }

  override forward(x: Tensor): Tensor {
    return checkTensor(this.kind, 'the input', x);
  }

  override work(inputShape: Shape): Work {
    return { kind: 'free', outputShape: checkShape(this.kind, inputShape) };
  }
}
