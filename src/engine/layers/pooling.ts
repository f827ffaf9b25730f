import { filterSpan } from '../conv/axis';
import { wholeNumbers } from '../conv/fields';
import { resolvePool } from '../nn/poolGeometry';
import { checkOptions } from '../options';
import { checkTensor } from '../tensor/check';
import type { Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { axesText } from './convSettings';
import { SingleLayer, type Settings, type Work } from './layer';

/** Options of a pooling layer; one number stands for all spatial axes. */
export interface PoolLayerOptions {
  /** Size of the windows. */
  kernel: number | readonly number[];
  /** Default the kernel, so that windows neither overlap nor leave gaps. */
  stride?: number | readonly number[];
  /** Elements added on both ends of each axis, at most half the kernel. Default 0. */
  padding?: number | readonly number[];
}

export interface MaxPoolLayerOptions extends PoolLayerOptions {
  /** Elements from one entry of a window to the next. Default 1. */
  dilation?: number | readonly number[];
}

interface PoolKind {
  spatial: number;
  known: readonly string[];
}

/** A layer that makes one element of each window of a channel. */
export abstract class PoolLayer extends SingleLayer {
  /** One entry per spatial axis, as in the other three. */
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: readonly number[];
  readonly dilation: readonly number[];

  protected constructor(options: MaxPoolLayerOptions, { spatial, known }: PoolKind) {
    super();
    const { kind } = new.target.prototype; // this.kind, which TypeScript does not let a constructor read
    checkOptions(kind, options, known);
    const { kernel, stride = kernel, padding = 0, dilation = 1 } = options;
    const list = (name: string, value: unknown, least = 1) =>
      wholeNumbers(`${kind}: ${name}`, value, { spatial, least });
    this.kernel = list('kernel', kernel);
    this.stride = list('stride', stride);
    this.padding = list('padding', padding, 0);
    this.dilation = list('dilation', dilation);
    this.work(this.exampleShape()); // options that fit no input are refused here, not when the layer runs
  }

  override get settings(): Settings {
    const { kernel, stride, padding, dilation } = this;
    const settings: Record<string, string> = { kernel: kernel.join(' x ') };
    if (stride.some((step, axis) => step !== kernel[axis])) settings.stride = axesText(stride);
    if (padding.some(pad => pad !== 0)) settings.padding = axesText(padding);
    if (dilation.some(step => step !== 1)) settings.dilation = axesText(dilation);
    return settings;
  }

  override forward(x: Tensor): Tensor {
    this.work(checkTensor(this.kind, 'the input', x).shape);
    return this.run(x);
  }

  override work(inputShape: Shape): Work {
    const { kernel, stride, padding, dilation } = this;
    const geometry = { spatial: kernel.length, kernel, stride, padding, dilation };
    const { axes, outputShape } = resolvePool(this.kind, inputShape, geometry);
    return { kind: 'window', outputShape, axes, reduce: this.reduce };
  }

  /** The shape of an input that holds one window. */
  private exampleShape(): Shape {
    return [
      1,
      1,
      ...this.kernel.map((filter, axis) => filterSpan({ filter, dilation: this.dilation[axis]! })),
    ];
  }

  /** What is made of a window. */
  protected abstract get reduce(): 'max' | 'mean';
  protected abstract run(x: Tensor): Tensor;
}
