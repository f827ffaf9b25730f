import { ArgumentError, ShapeError } from '../errors';
import { checkOptions } from '../options';
import { checkTensor, describeValue } from '../tensor/check';
import { permute } from '../tensor/permute';
import { checkShape, shapeText, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { SingleLayer, type Settings, type Work } from './layer';

export interface PermuteLayerOptions {
  /** Which axis of the input each axis of the output is. */
  dims: readonly number[];
}

/**
 * The axes in another order, as `permute`: with dims [0, 2, 3, 1] x [N, C, H, W] becomes [N, H, W, C], whose last
 * axis a Linear takes.
 *
 *     new Sequential(new Permute({ dims: [0, 2, 3, 1] }), new Linear({ in: 8, out: 16 }))
 *
 * @throws ArgumentError `options/unknown`, `layers/permute-dims`
 * @throws ShapeError `forward` `layers/rank` for an input of another number of axes
 */
export class Permute extends SingleLayer {
  readonly dims: readonly number[];

  constructor(options: PermuteLayerOptions) {
    super();
    checkOptions(this.kind, options, ['dims']);
    this.dims = readDims(this.kind, options.dims);
  }

  override get kind(): string {
    return 'Permute';
  }

  override get settings(): Settings {
    return { dims: `[${this.dims.join(', ')}]` };
  }

  override forward(x: Tensor): Tensor {
    this.work(checkTensor(this.kind, 'the input', x).shape);
    return permute(x, this.dims);
  }

  override work(inputShape: Shape): Work {
    const shape = checkShape(this.kind, inputShape);
    if (shape.length !== this.dims.length) {
      throw new ShapeError(
        'layers/rank',
        `${this.kind}: the input has ${shape.length} axes (shape ${shapeText(shape)}), dims has ${this.dims.length}; ` +
          'give one entry per axis',
      );
    }
    return { kind: 'whole', outputShape: this.dims.map(dim => shape[dim]!) };
  }
}

function readDims(kind: string, dims: unknown): number[] {
  const known = Array.isArray(dims) ? dims.map((_, axis) => axis) : [];
  if (!Array.isArray(dims) || !known.every(axis => dims.includes(axis))) {
    const given = Array.isArray(dims) ? `[${dims.join(', ')}]` : describeValue(dims);
    throw new ArgumentError(
      'layers/permute-dims',
      `${kind}: dims is a list that holds every axis 0, 1, ... once, such as [0, 2, 3, 1], got ${given}`,
    );
  }
  return [...(dims as number[])]; // they are the axes
}
