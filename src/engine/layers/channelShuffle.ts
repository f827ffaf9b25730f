import { wholeNumber } from '../conv/fields';
import { channelShuffle, resolveShuffle } from '../kinds/channelShuffle';
import { checkOptions } from '../options';
import { checkShape, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { SingleLayer, type Settings, type Work } from './layer';

export interface ChannelShuffleLayerOptions {
  groups: number;
  /** The axis of the channels. Default 1. */
  dim?: number;
}

/**
 * Deals the channels out over the groups, as `channelShuffle` does: x [N, C, ...] to the same shape.
 *
 * @throws ArgumentError `options/unknown`, `conv/option-value`
 */
export class ChannelShuffle extends SingleLayer {
  readonly groups: number;
  readonly dim: number;

  constructor(options: ChannelShuffleLayerOptions) {
    super();
    checkOptions(this.kind, options, ['groups', 'dim']);
    this.groups = wholeNumber(`${this.kind}: groups`, options.groups, 1);
    this.dim = options.dim ?? 1;
  }

  override get kind(): string {
    return 'ChannelShuffle';
  }

  override get settings(): Settings {
    return { groups: String(this.groups) };
  }

  override forward(x: Tensor): Tensor {
    return channelShuffle(x, this.groups, { dim: this.dim });
  }

  override work(inputShape: Shape): Work {
    const outputShape = checkShape(this.kind, inputShape);
    resolveShuffle(this.kind, outputShape, this.groups, { dim: this.dim });
    return { kind: 'free', outputShape };
  }
}
