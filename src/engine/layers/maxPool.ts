import { maxPool1d, maxPool2d, maxPool3d } from '../nn';
import type { Tensor } from '../tensor/tensor';
import { PoolLayer, type MaxPoolLayerOptions } from './pooling';

/** The largest element of each window, over any number of spatial axes. */
abstract class MaxPoolNd extends PoolLayer {
  protected constructor(options: MaxPoolLayerOptions, spatial: number) {
    super(options, { spatial, known: ['kernel', 'stride', 'padding', 'dilation'] });
  }

  protected override get reduce(): 'max' {
    return 'max';
  }

  /** The options of the function that this layer calls. */
  protected get options(): Omit<MaxPoolLayerOptions, 'kernel'> {
    const { stride, padding, dilation } = this;
    return { stride, padding, dilation };
  }
}

/**
 * The largest element of each window along one axis: x [N, C, L] or [C, L] to [N, C, L'] or [C, L'].
 *
 *     new MaxPool1d({ kernel: 2 }).forward(tensor([[1, 4, 2, 3]]))   // [[4, 3]]
 *
 * @throws ShapeError `nn/pool-padding` for padding of more than half the kernel; `forward` as `maxPool1d`
 * @throws ArgumentError `options/unknown`, `conv/option-value`, `conv/option-count`
 */
export class MaxPool1d extends MaxPoolNd {
  constructor(options: MaxPoolLayerOptions) {
    super(options, 1);
  }

  override get kind(): string {
    return 'MaxPool1d';
  }

  protected override run(x: Tensor): Tensor {
    return maxPool1d(x, this.kernel, this.options);
  }
}

/**
 * The largest element of each window along height and width: x [N, C, H, W] or [C, H, W] to [N, C, H', W'] or
 * [C, H', W']. Padding never wins.
 *
 *     new MaxPool2d({ kernel: 2 }).outputShape([1, 8, 32, 32])                          // [1, 8, 16, 16]
 *     new MaxPool2d({ kernel: 3, stride: 2, padding: 1 }).outputShape([1, 8, 32, 32])   // [1, 8, 16, 16]
 *
 * @throws ShapeError, ArgumentError as `MaxPool1d`; `forward` as `maxPool2d`
 */
export class MaxPool2d extends MaxPoolNd {
  constructor(options: MaxPoolLayerOptions) {
    super(options, 2);
  }

  override get kind(): string {
    return 'MaxPool2d';
  }

  protected override run(x: Tensor): Tensor {
    return maxPool2d(x, this.kernel, this.options);
  }
}

/**
 * The largest element of each window along depth, height and width: x [N, C, D, H, W] or [C, D, H, W] to
 * [N, C, D', H', W'] or [C, D', H', W'].
 *
 *     new MaxPool3d({ kernel: [1, 2, 2] }).outputShape([1, 4, 8, 16, 16])   // [1, 4, 8, 8, 8]
 *
 * @throws ShapeError, ArgumentError as `MaxPool1d`; `forward` as `maxPool3d`
 */
export class MaxPool3d extends MaxPoolNd {
  constructor(options: MaxPoolLayerOptions) {
    super(options, 3);
  }

  override get kind(): string {
    return 'MaxPool3d';
  }

  protected override run(x: Tensor): Tensor {
    return maxPool3d(x, this.kernel, this.options);
  }
}
