import { wholeNumber } from '../conv/fields';
import { channelShuffle, resolveShuffle } from '../kinds/channelShuffle';
import { checkOptions } from '../options';
import { checkInteger, checkTensor } from '../tensor/check';
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
 *     new ChannelShuffle({ groups: 3 })   // 12 channels come out as 0 4 8 1 5 9 2 6 10 3 7 11
 *
 * @throws ArgumentError `options/unknown`, `conv/option-value`, `argument/integer`; `forward` as `channelShuffle`
 * @throws ShapeError `forward` `kinds/shuffle-groups` when groups does not divide C
 */
export class ChannelShuffle extends SingleLayer {
  readonly groups: number;
  readonly dim: number;

  constructor(options: ChannelShuffleLayerOptions) {
    super();
    checkOptions(this.kind, options, ['groups', 'dim']);
    this.groups = wholeNumber(`${this.kind}: groups`, options.groups, 1);
    this.dim = checkInteger(`${this.kind}: dim`, options.dim ?? 1);
  }

  override get kind(): string {
    return 'ChannelShuffle';
  }

  override get settings(): Settings {
    const groups = { groups: String(this.groups) };
    return this.dim === 1 ? groups : { ...groups, dim: String(this.dim) };
  }

  override forward(x: Tensor): Tensor {
    this.work(checkTensor(this.kind, 'the input', x).shape);
    return channelShuffle(x, this.groups, { dim: this.dim });
  }

  override work(inputShape: Shape): Work {
    const outputShape = checkShape(this.kind, inputShape);
    resolveShuffle(this.kind, outputShape, this.groups, { dim: this.dim });
    return { kind: 'free', outputShape };
  }
}
