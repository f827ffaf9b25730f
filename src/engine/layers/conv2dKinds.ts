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

/** A `Conv2d` in groups, `groups` being required. Weight [out, in/groups, kH, kW]. */
export class GroupedConv2d extends Conv2d {
  constructor(options: GroupedConv2dOptions) {
    super(requireOption('GroupedConv2d', options, 'groups'));
  }

  override get kind(): string {
    return 'GroupedConv2d';
  }
}

/** A `Conv2d` with gaps between its taps, `dilation` being required. Weight [out, in/groups, kH, kW]. */
export class DilatedConv2d extends Conv2d {
  constructor(options: DilatedConv2dOptions) {
    super(requireOption('DilatedConv2d', options, 'dilation'));
  }

  override get kind(): string {
    return 'DilatedConv2d';
  }
}

/** A `Conv2d` that sums nothing across channels: `multiplier` filters for each. Weight [in·multiplier, 1, kH, kW]. */
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

/** A 1x1 `Conv2d`: one matrix for the channels of every position. Weight [out, in, 1, 1]. */
export class PointwiseConv2d extends Conv2d {
  constructor(options: PointwiseConv2dOptions) {
    checkOptions('PointwiseConv2d', options, POINTWISE_OPTIONS);
    super({ ...options, kernel: 1 });
  }

  override get kind(): string {
    return 'PointwiseConv2d';
  }
}

/** A 1x1 `Conv2d` in groups. Weight [out, in/groups, 1, 1]. */
export class PointwiseGroupedConv2d extends Conv2d {
  constructor(options: PointwiseGroupedConv2dOptions) {
    checkOptions('PointwiseGroupedConv2d', options, [...POINTWISE_OPTIONS, 'groups']);
    super({ ...requireOption('PointwiseGroupedConv2d', options, 'groups'), kernel: 1 });
  }

  override get kind(): string {
    return 'PointwiseGroupedConv2d';
  }
}
