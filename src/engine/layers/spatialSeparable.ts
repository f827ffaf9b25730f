import { wholeNumbers } from '../conv/fields';
import { splitLines } from '../kinds/lines';
import { checkOptions } from '../options';
import type { Tensor } from '../tensor/tensor';
import { Conv2d } from './conv';
import { CONV_LAYER_OPTIONS, type ConvLayerOptions } from './convSettings';
import { CompositeLayer } from './layer';
import { definedOptions, drawOptions } from './parts';

export interface SpatialSeparableConv2dOptions extends Omit<ConvLayerOptions, 'weight'> {
  /** Channels between the two filters. Default `out`. */
  middle?: number;
  /** [middle, in/groups, kH, 1]; drawn at random when left out. */
  columnWeight?: Tensor;
  /** [out, middle/groups, 1, kW]; drawn at random when left out. */
  rowWeight?: Tensor;
}

const OPTIONS = [
  ...CONV_LAYER_OPTIONS.filter(name => name !== 'weight'),
  'middle',
  'columnWeight',
  'rowWeight',
];

/**
 * Spatially separable convolution: a kH x 1 convolution without bias to `middle` channels, then a 1 x kW one
 * with the bias, as `spatialSeparable` runs them. x [N, in, H, W] or [in, H, W] to `out` channels.
 *
 *     cost(new SpatialSeparableConv2d({ in: 1, out: 1, kernel: 3 }), [1, 1, 5, 5]).totals.multiplications   // 72
 *
 * @throws ShapeError, ArgumentError as `Conv2d`
 */
export class SpatialSeparableConv2d extends CompositeLayer {
  override readonly parts: { readonly column: Conv2d; readonly row: Conv2d };

  constructor(options: SpatialSeparableConv2dOptions) {
    super();
    checkOptions(this.kind, options, OPTIONS);
    const { in: channels, out, middle = out, groups, bias, columnWeight, rowWeight, ...rest } = options;
    const { kernel, seed, dtype, ...plane } = rest;
    const [height, width] = wholeNumbers(`${this.kind}: kernel`, kernel, { spatial: 2, least: 1 });
    const { vertical, horizontal } = splitLines(this.kind, plane);
    const column = new Conv2d({
      ...vertical,
      ...definedOptions({ groups, weight: columnWeight }),
      ...drawOptions(this.kind, { seed, dtype }, 0),
      in: channels,
      out: middle,
      kernel: [height!, 1],
      bias: false,
    });
    const row = new Conv2d({
      ...horizontal,
      ...definedOptions({ groups, bias, weight: rowWeight }),
      ...drawOptions(this.kind, { seed, dtype }, 1),
      in: middle,
      out,
      kernel: [1, width!],
    });
    this.parts = { column, row };
  }

  override get kind(): string {
    return 'SpatialSeparableConv2d';
  }
}
