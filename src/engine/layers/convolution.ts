import { filterSpan } from '../conv/axis';
import type { ResolvedConv } from '../conv/geometry';
import { checkChannels } from '../conv/layout';
import { checkTensor } from '../tensor/check';
import { checkShape, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import {
  geometrySettings,
  readGeometry,
  type ConvGeometry,
  type ConvTransposeLayerOptions,
} from './convSettings';
import { SingleLayer, type Settings, type Work } from './layer';
import { makeWeights } from './weights';

/** Longer than any padding crops. Only shapes are made of it, never a tensor. */
const LONG = 2 ** 20;

/** What the layers that multiply filters with channels have in common, transposed or not. */
export abstract class ConvolutionLayer extends SingleLayer {
  readonly geometry: ConvGeometry;
  /** [out, in/groups, kernel...]; of a transposed layer [in, out/groups, kernel...]. */
  readonly weight: Tensor;
  /** [out], or null without one. */
  readonly bias: Tensor | null;

  protected constructor(
    options: ConvTransposeLayerOptions,
    limits: { spatial: number; known: readonly string[] },
  ) {
    super();
    const { kind } = new.target.prototype; // this.kind, which TypeScript does not let a constructor read
    this.geometry = readGeometry(kind, options, limits);
    this.work(this.exampleShape()); // options that fit no input are refused here, not when the layer runs
    const shapes = { weightShape: this.weightShape(), out: this.geometry.out };
    const { weight, bias } = makeWeights(kind, shapes, options);
    this.weight = weight;
    this.bias = bias;
  }

  override get settings(): Settings {
    return geometrySettings(this.geometry, this.bias);
  }

  override parameters(): Record<string, Tensor> {
    return this.bias ? { weight: this.weight, bias: this.bias } : { weight: this.weight };
  }

  override forward(x: Tensor): Tensor {
    checkTensor(this.kind, 'the input', x);
    this.work(x.shape); // so that a shape that cannot work is reported under the layer's name
    return this.run(x);
  }

  override work(inputShape: Shape): Work {
    this.checkInput(checkShape(this.kind, inputShape));
    const conv = this.resolve(inputShape);
    return { kind: this.direction, outputShape: conv.outputShape, conv };
  }

  /** Before the groups are looked at: they suit the layer, so a wrong input is a matter of its channels. */
  private checkInput(inputShape: Shape): void {
    const { in: taken, kernel, groups } = this.geometry;
    const axes = inputShape.length - kernel.length;
    if (axes === 1 || axes === 2) {
      const given = inputShape[axes - 1]!;
      checkChannels(this.kind, { given, taken, groups, inputShape, weightShape: this.weightShape() });
    }
  }

  /** The shape of an input that is long enough for the layer, whatever its filters and padding. */
  exampleShape(): Shape {
    const { in: channels, kernel, dilation } = this.geometry;
    return [1, channels, ...kernel.map((filter, i) => LONG + filterSpan({ filter, dilation: dilation[i]! }))];
  }

  /** Whether outputs gather from inputs or inputs scatter to outputs. */
  protected abstract get direction(): 'gather' | 'scatter';
  protected abstract weightShape(): Shape;
  protected abstract resolve(inputShape: Shape): ResolvedConv;
  protected abstract run(x: Tensor): Tensor;
}
