import { wholeNumbers } from '../conv/fields';
import { splitLines } from '../kinds/lines';
import { checkOptions } from '../options';
import type { Tensor } from '../tensor/tensor';
import { DepthwiseConv2d, PointwiseConv2d } from './conv2dKinds';
import { CONV_LAYER_OPTIONS, type ConvLayerOptions } from './convSettings';
import { CompositeLayer } from './layer';
import { definedOptions, drawOptions } from './parts';

export interface FlattenedConv2dOptions extends Omit<ConvLayerOptions, 'groups' | 'weight'> {
  /** [out, in, 1, 1]; drawn at random when left out. */
  channelWeight?: Tensor;
  /** [out, 1, kH, 1]; drawn at random when left out. */
  verticalWeight?: Tensor;
  /** [out, 1, 1, kW]; drawn at random when left out. */
  horizontalWeight?: Tensor;
}

const OPTIONS = [
  ...CONV_LAYER_OPTIONS.filter(name => name !== 'groups' && name !== 'weight'),
  'channelWeight',
  'verticalWeight',
  'horizontalWeight',
];

/**
 * Flattened convolution: each filter as three one-dimensional ones, across the channels, down the height and
 * along the width. Only the last part has a bias. x [N, in, H, W] or [in, H, W] to `out` channels.
 *
 *     Object.keys(new FlattenedConv2d({ in: 3, out: 8, kernel: 3 }).parts)   // channel, vertical, horizontal
 *
 * @throws ShapeError, ArgumentError as `Conv2d`
 * @source Jin, Dundar & Culurciello, arXiv:1412.5474, section 3
 */
export class FlattenedConv2d extends CompositeLayer {
  override readonly parts: {
    readonly channel: PointwiseConv2d;
    readonly vertical: DepthwiseConv2d;
    readonly horizontal: DepthwiseConv2d;
  };

  constructor(options: FlattenedConv2dOptions) {
    super();
    checkOptions(this.kind, options, OPTIONS);
    const { in: channels, out, bias, channelWeight, verticalWeight, horizontalWeight, ...rest } = options;
    const { kernel, seed, dtype, ...plane } = rest;
    const [height, width] = wholeNumbers(`${this.kind}: kernel`, kernel, { spatial: 2, least: 1 });
    const { vertical, horizontal } = splitLines(this.kind, plane);
    const draw = (part: number) => drawOptions(this.kind, { seed, dtype }, part);
    this.parts = {
      channel: new PointwiseConv2d({
        ...definedOptions({ weight: channelWeight }),
        ...draw(0),
        in: channels,
        out,
        bias: false,
      }),
      vertical: new DepthwiseConv2d({
        ...vertical,
        ...definedOptions({ weight: verticalWeight }),
        ...draw(1),
        in: out,
        kernel: [height!, 1],
        bias: false,
      }),
      horizontal: new DepthwiseConv2d({
        ...horizontal,
        ...definedOptions({ bias, weight: horizontalWeight }),
        ...draw(2),
        in: out,
        kernel: [1, width!],
      }),
    };
  }

  override get kind(): string {
    return 'FlattenedConv2d';
  }
}
