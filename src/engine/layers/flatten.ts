import { ArgumentError } from '../errors';
import { checkOptions } from '../options';
import { checkInteger, checkTensor } from '../tensor/check';
import { reshape } from '../tensor/reshape';
import { checkShape, resolveDim, shapeText, sizeOf, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { SingleLayer, type Settings, type Work } from './layer';

export interface FlattenOptions {
  /** The first axis that is merged, counted from the end when negative. Default 1: the batch stays. */
  startDim?: number;
  /** The last axis that is merged. Default -1. */
  endDim?: number;
}

/**
 * The axes from `startDim` to `endDim`, both included, as one: x [N, C, H, W] to [N, C·H·W], as a Linear takes it.
 *
 *     new Sequential(new Conv2d({ in: 1, out: 8, kernel: 3 }), new Flatten(), new Linear({ in: 8 * 26 * 26, out: 10 }))
 *
 * @throws ArgumentError `options/unknown`, `argument/integer`; `forward` `shape/axis` for an axis that the input
 *   does not have, `flatten/order` when start comes after end
 */
export class Flatten extends SingleLayer {
  readonly startDim: number;
  readonly endDim: number;

  constructor(options: FlattenOptions = {}) {
    super();
    checkOptions(this.kind, options, ['startDim', 'endDim']);
    this.startDim = checkInteger(`${this.kind}: startDim`, options.startDim ?? 1);
    this.endDim = checkInteger(`${this.kind}: endDim`, options.endDim ?? -1);
  }

  override get kind(): string {
    return 'Flatten';
  }

  override get settings(): Settings {
    const settings: Record<string, string> = {};
    if (this.startDim !== 1) settings.startDim = String(this.startDim);
    if (this.endDim !== -1) settings.endDim = String(this.endDim);
    return settings;
  }

  override forward(x: Tensor): Tensor {
    return reshape(x, this.work(checkTensor(this.kind, 'the input', x).shape).outputShape);
  }

  override work(inputShape: Shape): Work {
    const shape = checkShape(this.kind, inputShape);
    const start = resolveDim(this.kind, this.startDim, shape.length);
    const end = resolveDim(this.kind, this.endDim, shape.length);
    if (start > end) {
      throw new ArgumentError(
        'flatten/order',
        `${this.kind}: startDim = ${this.startDim} comes after endDim = ${this.endDim} in ${shapeText(shape)}; give ` +
          'the outer axis first',
      );
    }
    const merged = sizeOf(shape.slice(start, end + 1));
    return { kind: 'whole', outputShape: [...shape.slice(0, start), merged, ...shape.slice(end + 1)] };
  }
}
