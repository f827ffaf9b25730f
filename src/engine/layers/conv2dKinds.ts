import { wholeNumber } from '../conv/fields';
import { requireOption } from '../kinds/named';
import { checkOptions } from '../options';
import { Conv2d } from './conv';
import { CONV_LAYER_OPTIONS, type ConvLayerOptions } from './convSettings';

export type GroupedConv2dOptions = ConvLayerOptions & { groups: number };
export type DilatedConv2dOptions = ConvLayerOptions & { dilation: number | readonly number[] };
export type PointwiseConv2dOptions = Pick<
  ConvLayerOptions,
  'in' | 'out' | 'bias' | 'weight' | 'seed' | 'dtype'
>;
export type PointwiseGroupedConv2dOptions = PointwiseConv2dOptions & { groups: number };

export interface DepthwiseConv2dOptions extends Omit<ConvLayerOptions, 'out' | 'groups'> {
  /** Filters per input channel. Default 1. */
  multiplier?: number;
}

const POINTWISE_OPTIONS = ['in', 'out', 'bias', 'weight', 'seed', 'dtype'] as const;

const DEPTHWISE_OPTIONS = [
  ...CONV_LAYER_OPTIONS.filter(name => name !== 'out' && name !== 'groups'),
  'multiplier',
] as const;

/**
 * A `Conv2d` in groups, `groups` being required: each group of output channels reads its own group of input
 * channels. x [N, in, H, W] or [in, H, W], weight [out, in/groups, kH, kW].
 *
 *     new GroupedConv2d({ in: 8, out: 16, kernel: 3, groups: 4 }).weight.shape   // [16, 2, 3, 3]
 *
 * @throws ArgumentError `options/missing` without `groups`; all else as `Conv2d`
 * @source Krizhevsky, Sutskever & Hinton, "ImageNet classification with deep convolutional neural networks", 2012
 */
export class GroupedConv2d extends Conv2d {
  constructor(options: GroupedConv2dOptions) {
    super(requireOption('GroupedConv2d', options, 'groups'));
  }

  override get kind(): string {
    return 'GroupedConv2d';
  }
}

/**
 * A `Conv2d` with gaps between its taps, `dilation` being required. x [N, in, H, W] or [in, H, W], weight
 * [out, in/groups, kH, kW].
 *
 *     new DilatedConv2d({ in: 1, out: 1, kernel: 3, dilation: 2 }).outputShape([1, 1, 9, 9])   // [1, 1, 5, 5]
 *
 * @throws ArgumentError `options/missing` without `dilation`; all else as `Conv2d`
 * @source Yu & Koltun, "Multi-scale context aggregation by dilated convolutions", arXiv:1511.07122
 */
export class DilatedConv2d extends Conv2d {
  constructor(options: DilatedConv2dOptions) {
    super(requireOption('DilatedConv2d', options, 'dilation'));
  }

  override get kind(): string {
    return 'DilatedConv2d';
  }
}

/**
 * A `Conv2d` that sums nothing across channels: `multiplier` filters for each. x [N, in, H, W] or [in, H, W] to
 * in·multiplier channels, weight [in·multiplier, 1, kH, kW].
 *
 *     new DepthwiseConv2d({ in: 3, kernel: 3, multiplier: 2 }).outputShape([1, 3, 7, 7])   // [1, 6, 5, 5]
 *
 * @throws ShapeError, ArgumentError as `Conv2d`
 * @source Howard et al., MobileNets, arXiv:1704.04861, section 3.1
 */
export class DepthwiseConv2d extends Conv2d {
  constructor(options: DepthwiseConv2dOptions) {
    checkOptions('DepthwiseConv2d', options, DEPTHWISE_OPTIONS);
    const { multiplier = 1, ...conv } = options;
    const channels = wholeNumber('DepthwiseConv2d: in', conv.in, 1);
    const out = channels * wholeNumber('DepthwiseConv2d: multiplier', multiplier, 1);
    super({ ...conv, out, groups: channels });
  }

  override get kind(): string {
    return 'DepthwiseConv2d';
  }
}

/**
 * A 1x1 `Conv2d`: one matrix for the channels of every position. x [N, in, H, W] or [in, H, W] to `out` channels,
 * weight [out, in, 1, 1].
 *
 *     new PointwiseConv2d({ in: 200, out: 1 }).outputShape([1, 200, 8, 8])   // [1, 1, 8, 8]
 *
 * @throws ShapeError, ArgumentError as `Conv2d`
 * @source Lin, Chen & Yan, "Network In Network", arXiv:1312.4400
 */
export class PointwiseConv2d extends Conv2d {
  constructor(options: PointwiseConv2dOptions) {
    checkOptions('PointwiseConv2d', options, POINTWISE_OPTIONS);
    super({ ...options, kernel: 1 });
  }

  override get kind(): string {
    return 'PointwiseConv2d';
  }
}

/**
 * A 1x1 `Conv2d` in groups, `groups` being required. x [N, in, H, W] or [in, H, W] to `out` channels, weight
 * [out, in/groups, 1, 1].
 *
 *     new PointwiseGroupedConv2d({ in: 12, out: 12, groups: 3 }).weight.shape   // [12, 4, 1, 1]
 *
 * @throws ArgumentError `options/missing` without `groups`; all else as `Conv2d`
 * @source Zhang et al., ShuffleNet, arXiv:1707.01083, section 3.1
 */
export class PointwiseGroupedConv2d extends Conv2d {
  constructor(options: PointwiseGroupedConv2dOptions) {
    checkOptions('PointwiseGroupedConv2d', options, [...POINTWISE_OPTIONS, 'groups']);
    super({ ...requireOption('PointwiseGroupedConv2d', options, 'groups'), kernel: 1 });
  }

  override get kind(): string {
    return 'PointwiseGroupedConv2d';
  }
}
