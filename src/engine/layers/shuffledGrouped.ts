import { ChannelShuffle } from './channelShuffle';
import { GroupedConv2d, type GroupedConv2dOptions } from './conv2dKinds';
import { CompositeLayer } from './layer';

/**
 * A grouped convolution, then a channel shuffle of its output by the same groups, so that the groups of a
 * next layer each read all of these. x [N, in, H, W] or [in, H, W] to `out` channels.
 *
 *     new ShuffledGroupedConv2d({ in: 12, out: 12, kernel: 3, groups: 3 }).outputShape([1, 12, 8, 8])   // [1, 12, 6, 6]
 *
 * @throws ShapeError, ArgumentError as `GroupedConv2d`
 * @source Zhang et al., ShuffleNet, arXiv:1707.01083, section 3.1
 */
export class ShuffledGroupedConv2d extends CompositeLayer {
  override readonly parts: { readonly grouped: GroupedConv2d; readonly shuffle: ChannelShuffle };

  constructor(options: GroupedConv2dOptions) {
    super();
    const grouped = new GroupedConv2d(options);
    this.parts = { grouped, shuffle: new ChannelShuffle({ groups: grouped.geometry.groups, dim: -3 }) };
  }

  override get kind(): string {
    return 'ShuffledGroupedConv2d';
  }
}
