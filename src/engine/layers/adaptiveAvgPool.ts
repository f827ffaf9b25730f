import { wholeNumbers } from '../conv/fields';
import { adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d } from '../nn';
import { resolveAdaptivePool } from '../nn/poolGeometry';
import { checkOptions } from '../options';
import { checkTensor } from '../tensor/check';
import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { SingleLayer, type Settings, type Work } from './layer';

export interface AdaptiveAvgPoolLayerOptions {
  /** Elements of the output: one number for all spatial axes, or one per axis. */
  output: number | readonly number[];
}

/** Means of as many windows as the output is to have elements, over any number of spatial axes. */
abstract class AdaptiveAvgPoolNd extends SingleLayer {
  /** One entry per spatial axis. */
  readonly output: readonly number[];

  protected constructor(options: AdaptiveAvgPoolLayerOptions, spatial: number) {
    super();
    const { kind } = new.target.prototype; // this.kind, which TypeScript does not let a constructor read
    checkOptions(kind, options, ['output']);
    this.output = wholeNumbers(`${kind}: output`, options.output, { spatial, least: 1 });
  }

  override get settings(): Settings {
    return { output: this.output.join(' x ') };
  }

  override forward(x: Tensor): Tensor {
    this.work(checkTensor(this.kind, 'the input', x).shape);
    return this.run(x);
  }

  /** Windows of one size, one stride apart, where the output divides the input; elsewhere they are uneven. */
  override work(inputShape: Shape): Work {
    const { output } = this;
    const { axes, outputShape } = resolveAdaptivePool(this.kind, inputShape, {
      spatial: output.length,
      output,
    });
    const even = axes.every(axis => axis.input % axis.output === 0);
    return even ? { kind: 'window', outputShape, axes, reduce: 'mean' } : { kind: 'whole', outputShape };
  }

  protected abstract run(x: Tensor): Tensor;
}

/**
 * The means of `output` windows that cover one axis: x [N, C, L] or [C, L] to [N, C, output] or [C, output],
 * whatever L is.
 *
 *     new AdaptiveAvgPool1d({ output: 2 }).forward(tensor([[1, 4, 2, 3]]))   // [[2.5, 2.5]]
 *
 * @throws ShapeError `forward` as `adaptiveAvgPool1d`
 * @throws ArgumentError `options/unknown`, `conv/option-value`, `conv/option-count`
 */
export class AdaptiveAvgPool1d extends AdaptiveAvgPoolNd {
  constructor(options: AdaptiveAvgPoolLayerOptions) {
    super(options, 1);
  }

  override get kind(): string {
    return 'AdaptiveAvgPool1d';
  }

  protected override run(x: Tensor): Tensor {
    return adaptiveAvgPool1d(x, this.output);
  }
}

/**
 * The means of windows that cover height and width: x [N, C, H, W] or [C, H, W] to [N, C, ...output] or
 * [C, ...output]. With `output: 1` it is global average pooling, which lets a classifier take images of any size.
 *
 *     new Sequential(new AdaptiveAvgPool2d({ output: 1 }), new Flatten(), new Linear({ in: 64, out: 10 }))
 *
 * @throws ShapeError, ArgumentError as `AdaptiveAvgPool1d`; `forward` as `adaptiveAvgPool2d`
 * @source Lin, Chen & Yan, "Network In Network", arXiv:1312.4400, section 3.2
 */
export class AdaptiveAvgPool2d extends AdaptiveAvgPoolNd {
  constructor(options: AdaptiveAvgPoolLayerOptions) {
    super(options, 2);
  }

  override get kind(): string {
    return 'AdaptiveAvgPool2d';
  }

  protected override run(x: Tensor): Tensor {
    return adaptiveAvgPool2d(x, this.output);
  }
}

/**
 * The means of windows that cover depth, height and width: x [N, C, D, H, W] or [C, D, H, W] to [N, C, ...output]
 * or [C, ...output].
 *
 *     new AdaptiveAvgPool3d({ output: [1, 4, 4] }).outputShape([2, 8, 5, 16, 12])   // [2, 8, 1, 4, 4]
 *
 * @throws ShapeError, ArgumentError as `AdaptiveAvgPool1d`; `forward` as `adaptiveAvgPool3d`
 */
export class AdaptiveAvgPool3d extends AdaptiveAvgPoolNd {
  constructor(options: AdaptiveAvgPoolLayerOptions) {
    super(options, 3);
  }

  override get kind(): string {
    return 'AdaptiveAvgPool3d';
  }

  protected override run(x: Tensor): Tensor {
    return adaptiveAvgPool3d(x, this.output);
  }
}
