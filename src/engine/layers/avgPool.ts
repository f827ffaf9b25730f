import { avgPool1d, avgPool2d, avgPool3d } from '../nn';
import { checkBoolean } from '../tensor/check';
import type { Tensor } from '../tensor/tensor';
import type { Settings } from './layer';
import { PoolLayer, type PoolLayerOptions } from './pooling';

export interface AvgPoolLayerOptions extends PoolLayerOptions {
  /** Whether the zeros of the padding count among the elements that a mean is taken over. Default true. */
  countIncludePad?: boolean;
}

/** The mean of each window, over any number of spatial axes. */
abstract class AvgPoolNd extends PoolLayer {
  readonly countIncludePad: boolean;

  protected constructor(options: AvgPoolLayerOptions, spatial: number) {
    super(options, { spatial, known: ['kernel', 'stride', 'padding', 'countIncludePad'] });
    const { kind } = new.target.prototype; // this.kind, which TypeScript does not let a constructor read
    this.countIncludePad = checkBoolean(`${kind}: countIncludePad`, options.countIncludePad ?? true);
  }

  override get settings(): Settings {
    return this.countIncludePad ? super.settings : { ...super.settings, countIncludePad: 'no' };
  }

  protected override get reduce(): 'mean' {
    return 'mean';
  }

  /** The options of the function that this layer calls. */
  protected get options(): Omit<AvgPoolLayerOptions, 'kernel'> {
    const { stride, padding, countIncludePad } = this;
    return { stride, padding, countIncludePad };
  }
}

/**
 * The mean of each window along one axis: x [N, C, L] or [C, L] to [N, C, L'] or [C, L'].
 *
 *     new AvgPool1d({ kernel: 2 }).forward(tensor([[1, 4, 2, 3]]))   // [[2.5, 2.5]]
 *
 * @throws ShapeError `nn/pool-padding` for padding of more than half the kernel; `forward` as `avgPool1d`
 * @throws ArgumentError `options/unknown`, `conv/option-value`, `conv/option-count`, `argument/boolean`
 */
export class AvgPool1d extends AvgPoolNd {
  constructor(options: AvgPoolLayerOptions) {
    super(options, 1);
  }

  override get kind(): string {
    return 'AvgPool1d';
  }

  protected override run(x: Tensor): Tensor {
    return avgPool1d(x, this.kernel, this.options);
  }
}

/**
 * The mean of each window along height and width: x [N, C, H, W] or [C, H, W] to [N, C, H', W'] or [C, H', W'].
 *
 *     new AvgPool2d({ kernel: 2 }).outputShape([1, 8, 32, 32])   // [1, 8, 16, 16]
 *
 * @throws ShapeError, ArgumentError as `AvgPool1d`; `forward` as `avgPool2d`
 */
export class AvgPool2d extends AvgPoolNd {
  constructor(options: AvgPoolLayerOptions) {
    super(options, 2);
  }

  override get kind(): string {
    return 'AvgPool2d';
  }

  protected override run(x: Tensor): Tensor {
    return avgPool2d(x, this.kernel, this.options);
  }
}

/**
 * The mean of each window along depth, height and width: x [N, C, D, H, W] or [C, D, H, W] to [N, C, D', H', W'] or
 * [C, D', H', W'].
 *
 *     new AvgPool3d({ kernel: [1, 2, 2] }).outputShape([1, 4, 8, 16, 16])   // [1, 4, 8, 8, 8]
 *
 * @throws ShapeError, ArgumentError as `AvgPool1d`; `forward` as `avgPool3d`
 */
export class AvgPool3d extends AvgPoolNd {
  constructor(options: AvgPoolLayerOptions) {
    super(options, 3);
  }

  override get kind(): string {
    return 'AvgPool3d';
  }

  protected override run(x: Tensor): Tensor {
    return avgPool3d(x, this.kernel, this.options);
  }
}
