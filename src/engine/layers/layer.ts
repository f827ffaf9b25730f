import type { ResolvedAxis } from '../conv/axis';
import type { ResolvedConv } from '../conv/geometry';
import { ArgumentError } from '../errors';
import { checkBoolean } from '../tensor/check';
import type { Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { loadState, type LoadOptions, type LoadReport } from './state';

/**
 * What a layer does to an input of one shape, as far as cost and receptive field need to know.
 *
 * - `gather`: a convolution; every output element sums over the taps that read it an input element
 * - `scatter`: a transposed convolution; every input element is spread over the taps that place it
 * - `window`: pooling; every output element is the largest or the mean of a window of its own channel, or with
 *   `none` the window's elements are put side by side
 * - `spread`: input elements are moved apart along the axes and zeros put between; no arithmetic
 * - `dense`: every output of the last axis sums over all `in` inputs of that axis
 * - `scale`: one multiplication and one addition per element, as batch norm does once its statistics are known
 * - `whole`: no arithmetic; an output element may come from any position of the input, as after a flatten
 * - `join`: several inputs become one, added or put behind each other along the channels
 * - `free`: no arithmetic, every output element of the one input element at its position
 */
export type Work =
  | { readonly kind: 'gather' | 'scatter'; readonly outputShape: Shape; readonly conv: ResolvedConv }
  | {
      readonly kind: 'window';
      readonly outputShape: Shape;
      readonly axes: readonly ResolvedAxis[];
      readonly reduce: 'max' | 'mean' | 'none';
    }
  | { readonly kind: 'spread'; readonly outputShape: Shape; readonly axes: readonly ResolvedAxis[] }
  | { readonly kind: 'dense'; readonly outputShape: Shape; readonly in: number; readonly out: number }
  | {
      readonly kind: 'join';
      readonly outputShape: Shape;
      readonly join: 'add' | 'concat';
      readonly inputs: number;
    }
  | { readonly kind: 'scale' | 'whole' | 'free'; readonly outputShape: Shape };

/** Settings of a layer in the order they are shown, such as `kernel` and `3 x 3`. */
export type Settings = Readonly<Record<string, string>>;

/**
 * A function with parameters of its own, after torch.nn.Module. Displayed by itself it is shown as a table of
 * what it is made of.
 *
 *     const layer = new Conv2d({ in: 3, out: 8, kernel: 3 });
 *     layer.forward(randn([1, 3, 32, 32])).shape   // [1, 8, 30, 30]
 *     layer.outputShape([1, 3, 32, 32])            // the same, without running it
 */
export abstract class Layer {
  /**
   * Whether the layer is being trained; true at first, as in PyTorch. It matters to batch norm alone, which in
   * training normalises by the batch at hand: call `eval()` before using a trained model.
   */
  training = true;

  /** Name of the class, as it is shown. A getter, because constructors already name it in their messages. */
  abstract get kind(): string;

  /** The layer applied to a tensor. */
  abstract forward(x: Tensor): Tensor;

  /**
   * Shape of the output for an input of a shape, without running the layer.
   *
   * @throws ShapeError where `forward` would throw one
   */
  abstract outputShape(inputShape: Shape): Shape;

  /** Layers that this one runs, in order; empty for one that does its own work. */
  abstract readonly parts: Readonly<Record<string, Layer>>;

  /** Learned tensors by name: `weight` and `bias`, with the part's name before them, `depthwise.weight`. */
  parameters(): Record<string, Tensor> {
    return this.ofParts(part => part.parameters());
  }

  /**
   * Tensors that are kept and not learned, by PyTorch's names: `running_mean`, `running_var` and
   * `num_batches_tracked` of a batch norm, with the part's name before them.
   */
  buffers(): Record<string, Tensor> {
    return this.ofParts(part => part.buffers());
  }

  /**
   * Parameters and buffers by PyTorch's names, such as `0.weight` and `1.running_mean`. They are the layer's
   * own tensors and change with it: `clone()` those that are to stay as they are.
   *
   *     await save('model.safetensors', model.stateDict())
   */
  stateDict(): Record<string, Tensor> {
    return this.ofParts(part => part.stateDict());
  }

  /**
   * Copies tensors into the parameters and buffers of their names, all of them or, when something does not
   * fit, none. float32 and float64 convert into each other. With `strict: false` entries that are missing or
   * not expected are passed over; the names of both are returned. `num_batches_tracked` may always be missing.
   *
   *     model.loadStateDict(await load('resnet.safetensors'))
   *
   * @throws ArgumentError `layers/state-dict` naming every entry that is missing, unexpected, or of another shape
   *   or dtype; `options/unknown`, `argument/boolean`
   */
  loadStateDict(dict: Readonly<Record<string, Tensor>>, options: LoadOptions = {}): LoadReport {
    return loadState(this.kind, this.stateDict(), { dict, options });
  }

  /**
   * Puts the layer and all its parts into training, or out of it, and returns the layer.
   *
   * @throws ArgumentError `argument/boolean` for anything but true or false
   */
  train(mode = true): this {
    this.training = checkBoolean(`${this.kind}: the mode of train`, mode);
    for (const part of Object.values(this.parts)) part.train(mode);
    return this;
  }

  /**
   * Ends training, `train(false)`: batch norm then uses its running statistics. Returns the layer.
   *
   *     model.eval().forward(x)
   */
  eval(): this {
    return this.train(false);
  }

  /**
   * Lets `backward` and `grad` reach all parameters, or none, and returns the layer. New layers start without;
   * an optimizer switches it on for what it is given.
   *
   * @throws ArgumentError `argument/boolean`; `autograd/not-a-leaf` for switching off a weight that is the result of an
   *   operation
   */
  requiresGrad(on = true): this {
    checkBoolean(`${this.kind}: the argument of requiresGrad`, on);
    for (const parameter of Object.values(this.parameters())) parameter.requiresGrad = on;
    return this;
  }

  /** What each part gives, under names that begin with the part's. */
  private ofParts(give: (part: Layer) => Record<string, Tensor>): Record<string, Tensor> {
    const named = Object.entries(this.parts).flatMap(([part, layer]) =>
      Object.entries(give(layer)).map(([name, tensor]) => [`${part}.${name}`, tensor] as const),
    );
    return Object.fromEntries(named);
  }
}

/** A layer that does its own work. */
export abstract class SingleLayer extends Layer {
  override readonly parts = {};

  /**
   * What the layer does to an input of a shape.
   *
   * @throws ShapeError where `forward` would throw one
   */
  abstract work(inputShape: Shape): Work;

  abstract readonly settings: Settings;

  override stateDict(): Record<string, Tensor> {
    return { ...this.parameters(), ...this.buffers() };
  }

  override outputShape(inputShape: Shape): Shape {
    return this.work(inputShape).outputShape;
  }
}

/** A layer that runs others, one after the other. */
export abstract class CompositeLayer extends Layer {
  override forward(x: Tensor): Tensor {
    return Object.values(this.parts).reduce((input, part) => part.forward(input), x);
  }

  override outputShape(inputShape: Shape): Shape {
    return Object.values(this.parts).reduce((shape, part) => part.outputShape(shape), inputShape);
  }
}

/**
 * Checks that a value is a layer.
 *
 * @throws ArgumentError `layers/not-a-layer`
 */
export function checkLayer(operation: string, value: unknown): Layer {
  if (!(value instanceof Layer)) {
    throw new ArgumentError(
      'layers/not-a-layer',
      `${operation}: expected a layer such as new Conv2d({ in: 3, out: 8, kernel: 3 }), got ${described(value)}`,
    );
  }
  return value;
}

function described(value: unknown): string {
  if (value instanceof Tensor) return 'a tensor';
  return typeof value === 'object' && value !== null ? 'another object' : String(value);
}
