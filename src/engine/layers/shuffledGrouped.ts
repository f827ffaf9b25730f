import { ChannelShuffle } from './channelShuffle';
import { GroupedConv2d, type GroupedConv2dOptions } from './conv2dKinds';
import { CompositeLayer } from './layer';

/**
 * A grouped convolution, then a channel shuffle of its output by the same groups.
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
