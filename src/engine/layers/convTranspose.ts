import { convTranspose1d, convTranspose2d, convTranspose3d } from '../conv/convTranspose';
import { resolveConvTranspose, type ConvTransposeOptions, type ResolvedConv } from '../conv/geometry';
import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { CONV_TRANSPOSE_LAYER_OPTIONS, type ConvTransposeLayerOptions } from './convSettings';
import { ConvolutionLayer } from './convolution';

/** A transposed convolution layer over any number of spatial axes. */
abstract class ConvTransposeNd extends ConvolutionLayer {
  protected constructor(options: ConvTransposeLayerOptions, spatial: number) {
    super(options, { spatial, known: CONV_TRANSPOSE_LAYER_OPTIONS });
  }

  protected override get direction(): 'scatter' {
    return 'scatter';
  }

  protected override weightShape(): Shape {
    const { in: channelsIn, out, groups, kernel } = this.geometry;
    return [channelsIn, out / groups, ...kernel];
  }

  protected override resolve(inputShape: Shape): ResolvedConv {
    return resolveConvTranspose(this.kind, inputShape, this.weightShape(), this.geometryOptions);
  }

  /** The options of the function that this layer calls. */
  protected get options(): ConvTransposeOptions {
    return { ...this.geometryOptions, bias: this.bias };
  }

  private get geometryOptions(): ConvTransposeOptions {
    const { stride, padding, dilation, groups, outputPadding } = this.geometry;
    return { stride, padding, dilation, groups, outputPadding };
  }
}

/**
 * Transposed convolution along one axis: x [N, in, L] or [in, L] to [N, out, L'] or [out, L'],
 * weight [in, out/groups, kL].
 *
 *     new ConvTranspose1d({ in: 4, out: 2, kernel: 4, stride: 2, padding: 1 }).outputShape([1, 4, 50])   // [1, 2, 100]
 *
 * @throws ShapeError `conv/groups`, `conv/padding-same`, `layers/weight-shape`, `layers/bias-shape`; `forward` as
 *   `convTranspose1d`
 * @throws ArgumentError `options/unknown`, `conv/option-value`, `conv/option-count`, `conv/padding`,
 *   `conv/padding-full`, `conv/output-padding`, `layers/dtype`, `layers/bias`
 */
export class ConvTranspose1d extends ConvTransposeNd {
  constructor(options: ConvTransposeLayerOptions) {
    super(options, 1);
  }

  override get kind(): string {
    return 'ConvTranspose1d';
  }

  protected override run(x: Tensor): Tensor {
    return convTranspose1d(x, this.weight, this.options);
  }
}

/**
 * Transposed convolution along height and width: x [N, in, H, W] or [in, H, W] to [N, out, H', W'] or
 * [out, H', W'], weight [in, out/groups, kH, kW].
 *
 *     new ConvTranspose2d({ in: 8, out: 3, kernel: 4, stride: 2, padding: 1 }).outputShape([1, 8, 16, 16])   // [1, 3, 32, 32]
 *
 * @throws ShapeError, ArgumentError as `ConvTranspose1d`; `forward` as `convTranspose2d`
 */
export class ConvTranspose2d extends ConvTransposeNd {
  constructor(options: ConvTransposeLayerOptions) {
    super(options, 2);
  }

  override get kind(): string {
    return 'ConvTranspose2d';
  }

  protected override run(x: Tensor): Tensor {
    return convTranspose2d(x, this.weight, this.options);
  }
}

/**
 * Transposed convolution along depth, height and width: x [N, in, D, H, W] or [in, D, H, W] to
 * [N, out, D', H', W'] or [out, D', H', W'], weight [in, out/groups, kD, kH, kW].
 *
 *     new ConvTranspose3d({ in: 2, out: 1, kernel: 2, stride: 2 }).outputShape([1, 2, 4, 4, 4])   // [1, 1, 8, 8, 8]
 *
 * @throws ShapeError, ArgumentError as `ConvTranspose1d`; `forward` as `convTranspose3d`
 */
export class ConvTranspose3d extends ConvTransposeNd {
  constructor(options: ConvTransposeLayerOptions) {
    super(options, 3);
  }

  override get kind(): string {
    return 'ConvTranspose3d';
  }

  protected override run(x: Tensor): Tensor {
    return convTranspose3d(x, this.weight, this.options);
  }
}
