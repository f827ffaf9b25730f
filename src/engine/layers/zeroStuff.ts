import { wholeNumbers } from '../conv/fields';
import { readLayout } from '../conv/layout';
import { ArgumentError, ShapeError } from '../errors';
import { zeroStuff } from '../matrix/zeroStuff';
import { checkOptions } from '../options';
import { checkInteger, checkTensor, describeValue } from '../tensor/check';
import { checkShape, shapeText, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { axesText } from './convSettings';
import { SingleLayer, type Settings, type Work } from './layer';

export interface ZeroStuffOptions {
  /** Elements from one input element to the next in the output, one number per spatial axis, one to three. */
  stride: readonly number[];
  /** Elements that are cut off each end afterwards, [before, after] per spatial axis. Default none. */
  crop?: readonly (readonly [number, number])[];
}

/**
 * Moves input elements `stride` apart along each spatial axis, with zeros between: x [N, C, H, W] or [C, H, W] to
 * lengths stride·(H - 1) + 1. A strided transposed convolution is this and an ordinary convolution.
 *
 *     new ZeroStuff({ stride: [2, 2] }).outputShape([1, 3, 4, 4])   // [1, 3, 7, 7]
 *
 * @throws ArgumentError `options/unknown`, `layers/stuff-stride`, `layers/stuff-crop`, `conv/option-value`,
 *   `conv/option-count`, `argument/integer`
 * @throws ShapeError `forward` `conv/rank`, `conv/empty-axis`, `layers/stuff-cropped` when nothing is left
 * @source Dumoulin & Visin, arXiv:1603.07285, section 4.5
 */
export class ZeroStuff extends SingleLayer {
  readonly stride: readonly number[];
  readonly crop: readonly (readonly [number, number])[];

  constructor(options: ZeroStuffOptions) {
    super();
    checkOptions(this.kind, options, ['stride', 'crop']);
    this.stride = readStride(this.kind, options.stride);
    this.crop = readCrop(this.kind, options.crop, this.stride.length);
  }

  override get kind(): string {
    return 'ZeroStuff';
  }

  override get settings(): Settings {
    const settings = { stride: axesText(this.stride) };
    if (this.crop.every(pair => pair[0] === 0 && pair[1] === 0)) return settings;
    return { ...settings, crop: axesText(this.crop.map(([before, after]) => `${before}+${after}`)) };
  }

  override forward(x: Tensor): Tensor {
    this.work(checkTensor(this.kind, 'the input', x).shape);
    const margins = this.crop.map(([before, after]) => [0 - before, 0 - after] as const);
    return zeroStuff(x, this.stride, { margins });
  }

  override work(inputShape: Shape): Work {
    const shape = checkShape(this.kind, inputShape);
    const { input } = readLayout(this.kind, shape, [1, 1, ...this.stride]);
    const axes = input.map((length, i) => {
      const [padBefore, padAfter] = this.crop[i]!;
      const stride = this.stride[i]!;
      const output = stride * (length - 1) + 1 - padBefore - padAfter;
      if (output < 1) {
        throw new ShapeError(
          'layers/stuff-cropped',
          `${this.kind}: crop = ${padBefore} + ${padAfter} leaves nothing of ${output + padBefore + padAfter} ` +
            `elements (${shapeText(shape)} with stride ${stride}); crop less or give a longer input`,
        );
      }
      return { input: length, filter: 1, stride, dilation: 1, padBefore, padAfter, output };
    });
    const outer = shape.slice(0, -axes.length);
    return { kind: 'spread', outputShape: [...outer, ...axes.map(({ output }) => output)], axes };
  }
}

function readStride(kind: string, stride: unknown): number[] {
  if (!Array.isArray(stride) || stride.length < 1 || stride.length > 3) {
    throw new ArgumentError(
      'layers/stuff-stride',
      `${kind}: stride is a list of one number per spatial axis such as [2, 2], got ${describeValue(stride)}`,
    );
  }
  return wholeNumbers(`${kind}: stride`, stride, { spatial: stride.length, least: 1 });
}

function readCrop(kind: string, crop: unknown, spatial: number): [number, number][] {
  if (crop === undefined) return Array.from({ length: spatial }, () => [0, 0]);
  if (!Array.isArray(crop) || crop.length !== spatial || !crop.every(isPair)) {
    throw new ArgumentError(
      'layers/stuff-crop',
      `${kind}: crop is one pair [before, after] for each of the ${spatial} spatial axes, got ${describeValue(crop)}`,
    );
  }
  return crop.map(pair => {
    const [before, after] = pair.map(end => checkInteger(`${kind}: crop`, end, { least: 0 }));
    return [before!, after!];
  });
}

function isPair(value: unknown): value is [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}
