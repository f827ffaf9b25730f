import { wholeNumber } from '../conv/fields';
import { ShapeError } from '../errors';
import { linear } from '../nn';
import { checkOptions } from '../options';
import { checkTensor } from '../tensor/check';
import type { DType } from '../tensor/dtype';
import { checkShape, shapeText, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { SingleLayer, type Settings, type Work } from './layer';
import { makeWeights } from './weights';

export interface LinearOptions {
  /** Features of the input: the size of its last axis. */
  in: number;
  /** Features of the output. */
  out: number;
  /** Whether there is one, or the bias itself, [out]. Default true. */
  bias?: boolean | Tensor | null;
  /** [out, in]; drawn at random when left out. */
  weight?: Tensor;
  /** Which random weights: those torch.nn draws after `torch.manual_seed(seed)`. Default 0. */
  seed?: number;
  /** Type of the weights that are drawn: 'float32' (the default) or 'float64'. */
  dtype?: DType;
}

/**
 * A fully connected layer: every output is a weighted sum of all inputs, x·weightᵀ + bias. x [..., in] to
 * [..., out], weight [out, in].
 *
 *     new Linear({ in: 64, out: 10 }).forward(randn([8, 64])).shape   // [8, 10]
 *
 * @throws ShapeError `layers/weight-shape`, `layers/bias-shape`; `forward` `layers/features`, `nn/dtype`
 * @throws ArgumentError `options/unknown`, `conv/option-value`, `layers/dtype`, `layers/bias`, `argument/integer`
 */
export class Linear extends SingleLayer {
  readonly in: number;
  readonly out: number;
  /** [out, in] */
  readonly weight: Tensor;
  /** [out], or null without one. */
  readonly bias: Tensor | null;

  constructor(options: LinearOptions) {
    super();
    checkOptions(this.kind, options, ['in', 'out', 'bias', 'weight', 'seed', 'dtype']);
    this.in = wholeNumber(`${this.kind}: in`, options.in, 1);
    this.out = wholeNumber(`${this.kind}: out`, options.out, 1);
    const shapes = { weightShape: [this.out, this.in], out: this.out };
    const { weight, bias } = makeWeights(this.kind, shapes, options);
    this.weight = weight;
    this.bias = bias;
  }

  override get kind(): string {
    return 'Linear';
  }

  override get settings(): Settings {
    const sizes = { in: String(this.in), out: String(this.out) };
    return this.bias ? sizes : { ...sizes, bias: 'none' };
  }

  override parameters(): Record<string, Tensor> {
    return this.bias ? { weight: this.weight, bias: this.bias } : { weight: this.weight };
  }

  override forward(x: Tensor): Tensor {
    this.work(checkTensor(this.kind, 'the input', x).shape);
    return linear(x, this.weight, this.bias);
  }

  override work(inputShape: Shape): Work {
    const shape = checkShape(this.kind, inputShape);
    const features = shape.at(-1);
    if (features !== this.in) {
      throw new ShapeError(
        'layers/features',
        `${this.kind}: the input has ${features ?? 'no'} features (the last axis of ${shapeText(shape)}), expected ` +
          `in = ${this.in}; change in, or put a Flatten before the layer`,
      );
    }
    return { kind: 'dense', outputShape: [...shape.slice(0, -1), this.out], in: this.in, out: this.out };
  }
}
