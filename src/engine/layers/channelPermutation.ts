import { record } from '../autograd/record';
import { ArgumentError, ShapeError } from '../errors';
import { checkOptions } from '../options';
import { checkInteger, checkTensor, describeValue } from '../tensor/check';
import { checkShape, resolveDim, shapeText, sizeOf, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { SingleLayer, type Settings, type Work } from './layer';

export interface ChannelPermutationOptions {
  /** Which input channel each output channel is: every channel once. */
  order: readonly number[];
  /** The axis of the channels, counted from the end when negative. Default 1; -3 suits [N, C, H, W] and [C, H, W]. */
  dim?: number;
}

/** Channels of the order that the settings show. */
const SHOWN = 12;

/**
 * The channels in another order: output channel i is input channel order[i]. x [N, C, ...] to the same shape.
 *
 *     new ChannelPermutation({ order: [2, 0, 1] })
 *
 * @throws ArgumentError `options/unknown`, `layers/permutation`, `argument/integer`; `forward` `shape/axis`
 * @throws ShapeError `forward` `layers/channels` for another number of channels
 */
export class ChannelPermutation extends SingleLayer {
  readonly order: readonly number[];
  readonly dim: number;

  constructor(options: ChannelPermutationOptions) {
    super();
    checkOptions(this.kind, options, ['order', 'dim']);
    this.order = readOrder(this.kind, options.order);
    this.dim = checkInteger(`${this.kind}: dim`, options.dim ?? 1);
  }

  override get kind(): string {
    return 'ChannelPermutation';
  }

  override get settings(): Settings {
    const shown = this.order.slice(0, SHOWN).join(' ');
    const order = { order: this.order.length > SHOWN ? `${shown} ...` : shown };
    return this.dim === 1 ? order : { ...order, dim: String(this.dim) };
  }

  override forward(x: Tensor): Tensor {
    const { outputShape } = this.work(checkTensor(this.kind, 'the input', x).shape);
    const dim = resolveDim(this.kind, this.dim, outputShape.length);
    return record(permuted(x, dim, this.order), {
      operation: 'channelPermutation',
      inputs: [x],
      backward: gradient => [permuted(gradient, dim, inverseOrder(this.order))],
    });
  }

  override work(inputShape: Shape): Work {
    const shape = checkShape(this.kind, inputShape);
    const channels = shape[resolveDim(this.kind, this.dim, shape.length)]!;
    if (channels !== this.order.length) {
      throw new ShapeError(
        'layers/channels',
        `${this.kind}: the input has ${channels} channels (axis ${this.dim} of ${shapeText(shape)}), the order is of ` +
          `${this.order.length}; make the two equal`,
      );
    }
    return { kind: 'free', outputShape: shape };
  }
}

/** The order that undoes another: where each channel went. */
export function inverseOrder(order: readonly number[]): number[] {
  const inverse = new Array<number>(order.length);
  order.forEach((from, to) => {
    inverse[from] = to;
  });
  return inverse;
}

function permuted(x: Tensor, dim: number, order: readonly number[]): Tensor {
  const result = Tensor.allocate(x.dtype, x.shape);
  const size = sizeOf(x.shape.slice(dim + 1));
  const rows = sizeOf(x.shape.slice(0, dim));
  for (let row = 0; row < rows; row++) {
    order.forEach((source, channel) => {
      const from = (row * order.length + source) * size;
      result.data.set(x.data.subarray(from, from + size), (row * order.length + channel) * size);
    });
  }
  return result;
}

function readOrder(kind: string, order: unknown): number[] {
  const isOrder =
    Array.isArray(order) &&
    order.length > 0 &&
    new Set(order).size === order.length &&
    order.every(channel => Number.isInteger(channel) && channel >= 0 && channel < order.length);
  if (!isOrder) {
    const given = Array.isArray(order) ? `[${order.slice(0, SHOWN).join(', ')}]` : describeValue(order);
    throw new ArgumentError(
      'layers/permutation',
      `${kind}: order is a list that holds every channel 0, 1, ... once, such as [2, 0, 1], got ${given}`,
    );
  }
  return [...(order as number[])]; // every entry is an integer
}
