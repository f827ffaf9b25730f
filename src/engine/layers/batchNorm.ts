import { wholeNumber } from '../conv/fields';
import { checkDTypes } from '../conv/operands';
import { ArgumentError, ShapeError } from '../errors';
import { batchNorm } from '../nn';
import { checkOptions } from '../options';
import { checkBoolean, checkFinite, checkTensor } from '../tensor/check';
import { full } from '../tensor/create';
import type { DType } from '../tensor/dtype';
import { checkShape, shapeText, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { SingleLayer, type Settings, type Work } from './layer';
import { checkShapeOf, readDType } from './weights';

export interface BatchNormLayerOptions {
  /** Channels of the input. */
  features: number;
  /** Added to the variance, so that nothing is divided by zero. Default 1e-5. */
  eps?: number;
  /**
   * Share of the newest batch in the running statistics, from 0 to 1; null weighs all batches alike. Default 0.1.
   */
  momentum?: number | null;
  /** Whether there are a weight and a bias. Default true. */
  affine?: boolean;
  /** [features]; default ones. */
  weight?: Tensor;
  /** [features]; default zeros. */
  bias?: Tensor;
  /** [features], and the layer's own from now on: training writes to it. Default zeros. */
  runningMean?: Tensor;
  /** [features], and the layer's own from now on: training writes to it. Default ones. */
  runningVar?: Tensor;
  /** Type of the tensors that are made: 'float32' (the default) or 'float64'. */
  dtype?: DType;
}

const OPTIONS = [
  'features',
  'eps',
  'momentum',
  'affine',
  'weight',
  'bias',
  'runningMean',
  'runningVar',
  'dtype',
];

type Owned = 'weight' | 'bias' | 'runningMean' | 'runningVar';

/** Batch norm over the channels, axis 1, of inputs with any of some numbers of axes. */
abstract class BatchNormNd extends SingleLayer {
  readonly features: number;
  readonly eps: number;
  readonly momentum: number | null;
  /** [features], or null without `affine`. */
  readonly weight: Tensor | null;
  /** [features], or null without `affine`. */
  readonly bias: Tensor | null;
  /** [features]: the mean of each channel that `eval()` normalises by. Training moves it. */
  readonly runningMean: Tensor;
  /** [features]: the variance of each channel that `eval()` normalises by. Training moves it. */
  readonly runningVar: Tensor;
  /** [], int32: batches that `runningMean` and `runningVar` have seen in training. */
  readonly numBatchesTracked = Tensor.allocate('int32', []);

  constructor(options: BatchNormLayerOptions) {
    super();
    const { kind } = new.target.prototype; // this.kind, which TypeScript does not let this constructor read
    checkOptions(kind, options, OPTIONS);
    this.features = wholeNumber(`${kind}: features`, options.features, 1);
    const { eps, momentum, affine } = readRule(kind, options);
    this.eps = eps;
    this.momentum = momentum;
    const own = ownTensors(kind, this.features, options);
    this.weight = affine ? own.weight : null;
    this.bias = affine ? own.bias : null;
    this.runningMean = own.runningMean;
    this.runningVar = own.runningVar;
  }

  /** The shapes that the layer takes, as messages show them, by their number of axes. */
  protected abstract get layouts(): Readonly<Record<number, string>>;

  override get settings(): Settings {
    const settings: Record<string, string> = { features: String(this.features) };
    if (this.eps !== 1e-5) settings.eps = String(this.eps);
    if (this.momentum !== 0.1) settings.momentum = String(this.momentum);
    if (!this.weight) settings.affine = 'no';
    return settings;
  }

  override parameters(): Record<string, Tensor> {
    return this.weight && this.bias ? { weight: this.weight, bias: this.bias } : {};
  }

  override buffers(): Record<string, Tensor> {
    const { runningMean, runningVar, numBatchesTracked } = this;
    return { running_mean: runningMean, running_var: runningVar, num_batches_tracked: numBatchesTracked };
  }

  override forward(x: Tensor): Tensor {
    this.work(checkTensor(this.kind, 'the input', x).shape);
    const { runningMean, runningVar, weight, bias, training, eps } = this;
    const batches = this.numBatchesTracked.item() + 1;
    const momentum = this.momentum ?? 1 / batches;
    const y = batchNorm(x, { runningMean, runningVar, weight, bias, training, momentum, eps });
    if (training) this.numBatchesTracked.data[0] = batches;
    return y;
  }

  override work(inputShape: Shape): Work {
    const shape = checkShape(this.kind, inputShape);
    if (!(shape.length in this.layouts)) {
      throw new ShapeError(
        'layers/rank',
        `${this.kind}: the input has ${shape.length} axes (shape ${shapeText(shape)}), expected ` +
          `${Object.values(this.layouts).join(' or ')}; reshape it`,
      );
    }
    if (shape[1] !== this.features) {
      throw new ShapeError(
        'layers/features',
        `${this.kind}: the input has ${shape[1]} channels (axis 1 of ${shapeText(shape)}), expected features = ` +
          `${this.features}; make the two equal`,
      );
    }
    return { kind: 'scale', outputShape: shape };
  }
}

function readRule(
  kind: string,
  { eps = 1e-5, momentum = 0.1, affine = true, weight, bias }: BatchNormLayerOptions,
): { eps: number; momentum: number | null; affine: boolean } {
  if (checkFinite(`${kind}: eps`, eps) < 0) {
    throw new ArgumentError('nn/eps', `${kind}: eps must be 0 or more, got ${eps}; the default is 1e-5`);
  }
  if (momentum !== null) {
    checkFinite(`${kind}: momentum`, momentum);
    if (momentum < 0 || momentum > 1) {
      throw new ArgumentError(
        'layers/momentum',
        `${kind}: momentum must be a number from 0 to 1, or null to weigh all batches alike, got ${momentum}`,
      );
    }
  }
  if (!checkBoolean(`${kind}: affine`, affine) && (weight ?? bias)) {
    throw new ArgumentError(
      'layers/affine',
      `${kind}: affine is false, so there is no weight or bias, but one was given; leave it or affine out`,
    );
  }
  return { eps, momentum, affine };
}

/** The tensors that were given, and those that PyTorch begins with for the others. */
function ownTensors(kind: string, features: number, options: BatchNormLayerOptions): Record<Owned, Tensor> {
  const { weight, bias, runningMean, runningVar } = options;
  const given = Object.entries({ weight, bias, runningMean, runningVar }) as [Owned, Tensor | undefined][]; // its keys
  for (const [name, value] of given) {
    if (value !== undefined) checkShapeOf(kind, name, value, [features]);
  }
  const dtype = readDType(kind, options.dtype, weight ?? bias ?? runningMean ?? runningVar);
  const own = {
    weight: weight ?? full([features], 1, { dtype }),
    bias: bias ?? full([features], 0, { dtype }),
    runningMean: runningMean ?? full([features], 0, { dtype }),
    runningVar: runningVar ?? full([features], 1, { dtype }),
  };
  checkDTypes(kind, own, 'nn/dtype');
  return own;
}

/**
 * Batch norm of each channel: (x - mean) / sqrt(variance + eps) · weight + bias, x [N, features] or
 * [N, features, L] to the same shape. In training, which is how a layer begins, mean and variance are those of
 * the batch, and the running statistics move towards them; after `eval()` the running statistics are used.
 *
 *     const norm = new BatchNorm1d({ features: 8 });
 *     norm.forward(randn([32, 8]))          // by the statistics of these 32
 *     norm.eval().forward(randn([1, 8]))    // by norm.runningMean and norm.runningVar
 *
 * @throws ShapeError `layers/weight-shape`, `layers/bias-shape`, `layers/statistics-shape`; `forward` `layers/rank`,
 *   `layers/features`, `nn/batch-too-small` for one element per channel in training, `nn/dtype`
 * @throws ArgumentError `options/unknown`, `conv/option-value`, `argument/number`, `nn/eps`, `layers/momentum`,
 *   `layers/affine`, `argument/boolean`, `layers/dtype`, `nn/dtype`
 * @source Ioffe & Szegedy, "Batch Normalization", arXiv:1502.03167, algorithm 1
 */
export class BatchNorm1d extends BatchNormNd {
  override get kind(): string {
    return 'BatchNorm1d';
  }

  protected override get layouts(): Readonly<Record<number, string>> {
    return { 2: '[N, C]', 3: '[N, C, L]' };
  }
}

/**
 * Batch norm of each channel, as `BatchNorm1d`, of images: x [N, features, H, W] to the same shape.
 *
 *     new Sequential(new Conv2d({ in: 3, out: 8, kernel: 3, bias: false }), new BatchNorm2d({ features: 8 }))
 *
 * @throws ShapeError, ArgumentError as `BatchNorm1d`
 * @source Ioffe & Szegedy, "Batch Normalization", arXiv:1502.03167, section 3.2
 */
export class BatchNorm2d extends BatchNormNd {
  override get kind(): string {
    return 'BatchNorm2d';
  }

  protected override get layouts(): Readonly<Record<number, string>> {
    return { 4: '[N, C, H, W]' };
  }
}

/**
 * Batch norm of each channel, as `BatchNorm1d`, of volumes: x [N, features, D, H, W] to the same shape.
 *
 *     new BatchNorm3d({ features: 4 }).eval()
 *
 * @throws ShapeError, ArgumentError as `BatchNorm1d`
 * @source Ioffe & Szegedy, "Batch Normalization", arXiv:1502.03167, section 3.2
 */
export class BatchNorm3d extends BatchNormNd {
  override get kind(): string {
    return 'BatchNorm3d';
  }

  protected override get layouts(): Readonly<Record<number, string>> {
    return { 5: '[N, C, D, H, W]' };
  }
}
