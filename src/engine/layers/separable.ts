import { checkOptions } from '../options';
import type { Tensor } from '../tensor/tensor';
import { DepthwiseConv2d, PointwiseConv2d } from './conv2dKinds';
import { CONV_LAYER_OPTIONS, type ConvLayerOptions } from './convSettings';
import { CompositeLayer } from './layer';
import { definedOptions, drawOptions } from './parts';

export interface SeparableConv2dOptions extends Omit<ConvLayerOptions, 'groups' | 'weight'> {
  /** Filters per input channel. Default 1. */
  multiplier?: number;
  /** [in·multiplier, 1, kH, kW]; drawn at random when left out. */
  depthwiseWeight?: Tensor;
  /** [out, in·multiplier, 1, 1]; drawn at random when left out. */
  pointwiseWeight?: Tensor;
}

const OPTIONS = [
  ...CONV_LAYER_OPTIONS.filter(name => name !== 'groups' && name !== 'weight'),
  'multiplier',
  'depthwiseWeight',
  'pointwiseWeight',
];

/**
 * Depthwise separable convolution: a depthwise part, which takes kernel, stride, padding and dilation and has
 * no bias, then a 1x1 part, which has the bias. x [N, in, H, W] or [in, H, W] to `out` channels.
 *
 *     cost(new SeparableConv2d({ in: 3, out: 128, kernel: 3, bias: false }), [1, 3, 7, 7]).totals.macs   // 10275
 *
 * @throws ShapeError, ArgumentError as `Conv2d`
 * @source Howard et al., MobileNets, arXiv:1704.04861, section 3.1
 */
export class SeparableConv2d extends CompositeLayer {
  override readonly parts: { readonly depthwise: DepthwiseConv2d; readonly pointwise: PointwiseConv2d };

  constructor(options: SeparableConv2dOptions) {
    super();
    checkOptions(this.kind, options, OPTIONS);
    const { in: channels, out, bias, depthwiseWeight, pointwiseWeight, seed, dtype, ...spatial } = options;
    const depthwise = new DepthwiseConv2d({
      ...spatial,
      in: channels,
      bias: false,
      ...definedOptions({ weight: depthwiseWeight }),
      ...drawOptions(this.kind, { seed, dtype }, 0),
    });
    const pointwise = new PointwiseConv2d({
      in: depthwise.geometry.out,
      out,
      ...definedOptions({ bias, weight: pointwiseWeight }),
      ...drawOptions(this.kind, { seed, dtype }, 1),
    });
    this.parts = { depthwise, pointwise };
  }

  override get kind(): string {
    return 'SeparableConv2d';
  }

  /** [out], of the 1x1 part, or null without one. */
  get bias(): Tensor | null {
    return this.parts.pointwise.bias;
  }
}
