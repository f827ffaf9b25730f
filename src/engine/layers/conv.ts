import { conv1d, conv2d, conv3d } from '../conv/conv';
import { resolveConv, type ConvOptions, type ResolvedConv } from '../conv/geometry';
import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { CONV_LAYER_OPTIONS, type ConvLayerOptions } from './convSettings';
import { ConvolutionLayer } from './convolution';

/** A convolution layer, which is to say a cross-correlation, over any number of spatial axes. */
abstract class ConvNd extends ConvolutionLayer {
  protected constructor(options: ConvLayerOptions, spatial: number) {
    super(options, { spatial, known: CONV_LAYER_OPTIONS });
  }

  protected override get direction(): 'gather' {
    return 'gather';
  }

  protected override weightShape(): Shape {
    const { in: channelsIn, out, groups, kernel } = this.geometry;
    return [out, channelsIn / groups, ...kernel];
  }

  protected override resolve(inputShape: Shape): ResolvedConv {
    return resolveConv(this.kind, inputShape, this.weightShape(), this.geometryOptions);
  }

  /** The options of the function that this layer calls. */
  protected get options(): ConvOptions {
    return { ...this.geometryOptions, bias: this.bias };
  }

  private get geometryOptions(): ConvOptions {
    const { stride, padding, dilation, groups } = this.geometry;
    return { stride, padding, dilation, groups };
  }
}

/**
 * Convolution along one axis: x [N, in, L] or [in, L] to [N, out, L'] or [out, L'], weight [out, in/groups, kL].
 *
 *     new Conv1d({ in: 2, out: 4, kernel: 3, padding: 'same' }).outputShape([1, 2, 100])   // [1, 4, 100]
 *
 * @throws ShapeError `conv/groups`, `layers/weight-shape`, `layers/bias-shape`; `forward` as `conv1d`
 * @throws ArgumentError `options/unknown`, `conv/option-value`, `conv/option-count`, `conv/padding`,
 *   `layers/dtype`, `layers/bias`
 */
export class Conv1d extends ConvNd {
  constructor(options: ConvLayerOptions) {
    super(options, 1);
  }

  override get kind(): string {
    return 'Conv1d';
  }

  protected override run(x: Tensor): Tensor {
    return conv1d(x, this.weight, this.options);
  }
}

/**
 * Convolution along height and width: x [N, in, H, W] or [in, H, W] to [N, out, H', W'] or [out, H', W'],
 * weight [out, in/groups, kH, kW].
 *
 *     const conv = new Conv2d({ in: 3, out: 8, kernel: 3, stride: 2, padding: 1 });
 *     conv.forward(randn([1, 3, 32, 32])).shape   // [1, 8, 16, 16]
 *
 * @throws ShapeError, ArgumentError as `Conv1d`; `forward` as `conv2d`
 */
export class Conv2d extends ConvNd {
  constructor(options: ConvLayerOptions) {
    super(options, 2);
  }

  override get kind(): string {
    return 'Conv2d';
  }

  protected override run(x: Tensor): Tensor {
    return conv2d(x, this.weight, this.options);
  }
}

/**
 * Convolution along depth, height and width: x [N, in, D, H, W] or [in, D, H, W] to [N, out, D', H', W'] or
 * [out, D', H', W'], weight [out, in/groups, kD, kH, kW].
 *
 *     new Conv3d({ in: 1, out: 4, kernel: [1, 3, 3] }).outputShape([1, 1, 8, 16, 16])   // [1, 4, 8, 14, 14]
 *
 * @throws ShapeError, ArgumentError as `Conv1d`; `forward` as `conv3d`
 */
export class Conv3d extends ConvNd {
  constructor(options: ConvLayerOptions) {
    super(options, 3);
  }

  override get kind(): string {
    return 'Conv3d';
  }

  protected override run(x: Tensor): Tensor {
    return conv3d(x, this.weight, this.options);
  }
}
