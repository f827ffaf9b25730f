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
  /** Zeros that are put at each end, [before, after] per spatial axis; a negative number cuts off. Default none. */
  margins?: readonly (readonly [number, number])[];
}

/**
 * Moves input elements `stride` apart along each spatial axis, with zeros between: x [N, C, H, W] or [C, H, W] to
 * lengths stride·(H - 1) + 1. A strided transposed convolution is this and an ordinary convolution.
 *
 *     new ZeroStuff({ stride: [2, 2] }).outputShape([1, 3, 4, 4])   // [1, 3, 7, 7]
 *
 * @throws ArgumentError `options/unknown`, `layers/stuff-stride`, `layers/stuff-margins`, `conv/option-value`,
 *   `conv/option-count`, `argument/integer`
 * @throws ShapeError `forward` `conv/rank`, `conv/empty-axis`, `layers/stuff-cropped` when nothing is left
 * @source Dumoulin & Visin, arXiv:1603.07285, section 4.5
 */
export class ZeroStuff extends SingleLayer {
  readonly stride: readonly number[];
  readonly margins: readonly (readonly [number, number])[];

  constructor(options: ZeroStuffOptions) {
    super();
    checkOptions(this.kind, options, ['stride', 'margins']);
    this.stride = readStride(this.kind, options.stride);
    this.margins = readMargins(this.kind, options.margins, this.stride.length);
  }

  override get kind(): string {
    return 'ZeroStuff';
  }

  override get settings(): Settings {
    const settings = { stride: axesText(this.stride) };
    if (this.margins.every(pair => pair[0] === 0 && pair[1] === 0)) return settings;
    return { ...settings, margins: axesText(this.margins.map(([before, after]) => `${before}, ${after}`)) };
  }

  override forward(x: Tensor): Tensor {
    this.work(checkTensor(this.kind, 'the input', x).shape);
    return zeroStuff(x, this.stride, { margins: this.margins });
  }

  override work(inputShape: Shape): Work {
    const shape = checkShape(this.kind, inputShape);
    const { input } = readLayout(this.kind, shape, [1, 1, ...this.stride]);
    const axes = input.map((length, i) => {
      const [before, after] = this.margins[i]!;
      const stride = this.stride[i]!;
      const stuffed = stride * (length - 1) + 1;
      const output = stuffed + before + after;
      if (output < 1) {
        throw new ShapeError(
          'layers/stuff-cropped',
          `${this.kind}: margins = [${before}, ${after}] leave nothing of ${stuffed} elements (${shapeText(shape)} ` +
            `with stride ${stride}); cut less or give a longer input`,
        );
      }
      // As of a transposed convolution, whose padding is what is cut off.
      const pads = { padBefore: 0 - before, padAfter: 0 - after };
      return { input: length, filter: 1, stride, dilation: 1, ...pads, output };
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

function readMargins(kind: string, margins: unknown, spatial: number): [number, number][] {
  if (margins === undefined) return Array.from({ length: spatial }, () => [0, 0]);
  if (!Array.isArray(margins) || margins.length !== spatial || !margins.every(isPair)) {
    throw new ArgumentError(
      'layers/stuff-margins',
      `${kind}: margins are one pair [before, after] for each of the ${spatial} spatial axes, got ` +
        describeValue(margins),
    );
  }
  return margins.map(([before, after]) => [
    checkInteger(`${kind}: margins`, before),
    checkInteger(`${kind}: margins`, after),
  ]);
}

function isPair(value: unknown): value is [unknown, unknown] {
  return Array.isArray(value) && value.length === 2;
}
