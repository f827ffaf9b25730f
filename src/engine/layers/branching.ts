import { ArgumentError, ShapeError } from '../errors';
import { checkOptions } from '../options';
import { add } from '../tensor/arithmetic';
import { describeValue } from '../tensor/check';
import { concat } from '../tensor/join';
import { shapeText, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { Identity } from './identity';
import { checkLayer, Layer, type Settings, type Work } from './layer';

/** How branches become one output: added element by element, or put behind each other along the channels. */
export type JoinName = 'add' | 'concat';

/** The joining of branches: the one step of a model that reads several others. */
export class Join {
  readonly settings: Settings = {};

  constructor(readonly name: JoinName) {}

  get kind(): string {
    return this.name === 'add' ? 'Add' : 'Concat';
  }

  parameters(): Record<string, Tensor> {
    return {};
  }

  forward(outputs: readonly Tensor[]): Tensor {
    this.work(outputs.map(({ shape }) => shape));
    const [first, ...others] = outputs;
    if (this.name === 'concat') return concat(outputs, 1);
    return others.reduce((sum, output) => add(sum, output), first!);
  }

  /**
   * What joining outputs of these shapes does. `add` takes equal shapes, `concat` shapes [N, C, ...] that differ
   * in C alone.
   *
   * @throws ShapeError `layers/branches`
   */
  work(shapes: readonly Shape[]): Work {
    const first = shapes[0]!; // a branching layer has at least one
    const differ = shapes.find(
      shape =>
        shape.length !== first.length ||
        shape.some((size, axis) => size !== first[axis] && !(this.name === 'concat' && axis === 1)),
    );
    if (differ || (this.name === 'concat' && first.length < 2)) {
      const rule = this.name === 'add' ? 'equal shapes' : 'shapes [N, C, ...] that differ in C alone';
      throw new ShapeError(
        'layers/branches',
        `${this.kind}: the branches end in ${shapes.map(shapeText).join(' and ')}, expected ${rule}; change stride, ` +
          'padding or channels of one branch',
      );
    }
    const outputShape =
      this.name === 'add'
        ? first
        : [first[0]!, shapes.reduce((sum, shape) => sum + shape[1]!, 0), ...first.slice(2)];
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
}

/**
 * Layers side by side over one input, as in Inception: their outputs [N, Ci, ...] become [N, C1 + C2 + ..., ...],
 * or with `join: 'add'` their sum. A skip connection is a branch of `Identity`.
 *
 *     new Branches([new Conv2d({ in: 8, out: 4, kernel: 1 }), new Conv2d({ in: 8, out: 4, kernel: 3, padding: 1 })])
 *     new Branches({ skip: new Identity(), deep: new Sequential(...) })
 *
 * @throws ArgumentError `layers/not-a-layer`, `layers/empty`, `layers/join`, `options/unknown`; `forward`
 *   ShapeError `layers/branches`
 * @source Szegedy et al., "Going deeper with convolutions", arXiv:1409.4842, figure 2
 */
export class Branches extends BranchingLayer {
  override readonly parts: Readonly<Record<string, Layer>>;
  override readonly join: Join;

  constructor(parts: readonly Layer[] | Readonly<Record<string, Layer>>, options: BranchesOptions = {}) {
    super();
    checkOptions(this.kind, options, ['join']);
    const { join = 'concat' } = options;
    if (join !== 'add' && join !== 'concat') {
      throw new ArgumentError(
        'layers/join',
        `${this.kind}: join is 'add' or 'concat', got ${describeValue(join)}`,
      );
    }
    if (typeof parts !== 'object' || parts === null || Object.keys(parts).length === 0) {
      throw new ArgumentError('layers/empty', `${this.kind}: expected one branch or more, got none`);
    }
    for (const part of Object.values(parts)) checkLayer(this.kind, part);
    this.parts = { ...parts } as Readonly<Record<string, Layer>>; // checked one by one just above
    this.join = new Join(join);
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
 *     new Residual(new Sequential(new Conv2d(...), new ReLU(), new Conv2d(...)))
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
