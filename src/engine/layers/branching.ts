import { ArgumentError, ShapeError } from '../errors';
import { checkOptions } from '../options';
import { add } from '../tensor/arithmetic';
import { checkInteger, describeValue } from '../tensor/check';
import { concat } from '../tensor/join';
import { shapeText, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { Identity } from './identity';
import { checkLayer, Layer, type Settings, type Work } from './layer';
import { readParts } from './parts';

/** How branches become one output: added element by element, or put behind each other along the channels. */
export type JoinName = 'add' | 'concat';

/** The joining of branches: the one step of a model that reads several others. */
export class Join {
  constructor(
    readonly name: JoinName,
    /** The axis along which `concat` joins, counted from the end when negative. */
    readonly dim = 1,
  ) {}

  get kind(): string {
    return this.name === 'add' ? 'Add' : 'Concat';
  }

  get settings(): Settings {
    return this.name === 'add' || this.dim === 1 ? {} : { dim: String(this.dim) };
  }

  parameters(): Record<string, Tensor> {
    return {};
  }

  forward(outputs: readonly Tensor[]): Tensor {
    this.work(outputs.map(({ shape }) => shape));
    return this.name === 'concat'
      ? concat(outputs, this.dim)
      : outputs.reduce((sum, output) => add(sum, output));
  }

  /**
   * What joining outputs of these shapes does. `add` takes equal shapes, `concat` shapes that differ in their
   * channels alone.
   *
   * @throws ShapeError `layers/branches`
   */
  work(shapes: readonly Shape[]): Work {
    const first = shapes[0]!; // a branching layer has at least one
    const axis = this.name === 'add' ? undefined : this.dim < 0 ? this.dim + first.length : this.dim;
    const differs = (shape: Shape): boolean =>
      shape.length !== first.length || shape.some((size, i) => i !== axis && size !== first[i]);
    if (shapes.some(differs) || (axis !== undefined && first[axis] === undefined)) {
      const rule =
        axis === undefined ? 'equal shapes' : `shapes that differ in axis ${this.dim}, the channels, alone`;
      throw new ShapeError(
        'layers/branches',
        `${this.kind}: the branches end in ${shapes.map(shapeText).join(' and ')}, expected ${rule}; change stride, ` +
          'padding or channels of one branch',
      );
    }
    const sum = (i: number): number => shapes.reduce((total, shape) => total + shape[i]!, 0);
    const outputShape = first.map((size, i) => (i === axis ? sum(i) : size));
    return { kind: 'join', join: this.name, inputs: shapes.length, outputShape };
  }
}

/** A layer whose parts all read its input, and whose output joins theirs. */
export abstract class BranchingLayer extends Layer {
  abstract readonly join: Join;

  override forward(x: Tensor): Tensor {
    return this.join.forward(Object.values(this.parts).map(part => part.forward(x)));
  }

  override outputShape(inputShape: Shape): Shape {
    return this.join.work(Object.values(this.parts).map(part => part.outputShape(inputShape))).outputShape;
  }
}

export interface BranchesOptions {
  /** Default `'concat'`. */
  join?: JoinName;
  /** The axis of the channels, along which `concat` joins. Default 1; -3 suits [N, C, H, W] and [C, H, W]. */
  dim?: number;
}

/**
 * Layers side by side over one input, as in Inception: their outputs [N, Ci, ...] become [N, C1 + C2 + ..., ...],
 * or with `join: 'add'` their sum. A skip connection is a branch of `Identity`.
 *
 *     new Branches([new Conv2d({ in: 8, out: 4, kernel: 1 }), new Conv2d({ in: 8, out: 4, kernel: 3, padding: 1 })])
 *     new Branches({ skip: new Identity(), deep: new Sequential(pool, conv, upsample) })
 *
 * Channels are axis 1, so an image without a batch, [C, H, W], needs `dim: -3`: a shape alone does not say whether
 * its first axis is a batch.
 *
 * @throws ArgumentError `layers/not-a-layer`, `layers/parts`, `layers/empty`, `layers/part-name`, `layers/join`,
 *   `argument/integer`, `options/unknown`; `forward` ShapeError `layers/branches`
 * @source Szegedy et al., "Going deeper with convolutions", arXiv:1409.4842, figure 2
 */
export class Branches extends BranchingLayer {
  override readonly parts: Readonly<Record<string, Layer>>;
  override readonly join: Join;

  constructor(parts: readonly Layer[] | Readonly<Record<string, Layer>>, options: BranchesOptions = {}) {
    super();
    checkOptions(this.kind, options, ['join', 'dim']);
    const { join = 'concat', dim = 1 } = options;
    if (join !== 'add' && join !== 'concat') {
      throw new ArgumentError(
        'layers/join',
        `${this.kind}: join is 'add' or 'concat', got ${describeValue(join)}`,
      );
    }
    this.parts = readParts(this.kind, parts, [join]);
    this.join = new Join(join, checkInteger(`${this.kind}: dim`, dim));
  }

  override get kind(): string {
    return 'Branches';
  }
}

export interface ResidualOptions {
  /** What the input goes through before it is added, such as a 1x1 convolution with a stride. Default nothing. */
  shortcut?: Layer;
}

/**
 * body(x) + shortcut(x), the block of a residual network; both of one shape.
 *
 *     const conv = () => new Conv2d({ in: 8, out: 8, kernel: 3, padding: 1 });
 *     new Residual(new Sequential(conv(), new ReLU(), conv()))
 *     new Residual(body, { shortcut: new Conv2d({ in: 8, out: 16, kernel: 1, stride: 2 }) })
 *
 * @throws ArgumentError `layers/not-a-layer`, `options/unknown`; `forward` ShapeError `layers/branches`
 * @source He et al., "Deep residual learning", arXiv:1512.03385, equations 1 and 2
 */
export class Residual extends BranchingLayer {
  override readonly parts: { readonly body: Layer; readonly shortcut: Layer };
  override readonly join = new Join('add');

  constructor(body: Layer, options: ResidualOptions = {}) {
    super();
    checkOptions(this.kind, options, ['shortcut']);
    this.parts = {
      body: checkLayer(this.kind, body),
      shortcut: checkLayer(this.kind, options.shortcut ?? new Identity()),
    };
  }

  override get kind(): string {
    return 'Residual';
  }
}
