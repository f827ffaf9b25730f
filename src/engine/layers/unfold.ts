import { filterSpan } from '../conv/axis';
import { valueText, wholeNumbers } from '../conv/fields';
import { resolveConv, type ConvOptions, type ResolvedConv } from '../conv/geometry';
import type { Padding } from '../conv/padding';
import { ArgumentError } from '../errors';
import { im2col } from '../matrix/im2col';
import { checkOptions } from '../options';
import { checkTensor } from '../tensor/check';
import { reshape } from '../tensor/reshape';
import { checkShape, sizeOf, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { geometrySettings } from './convSettings';
import { SingleLayer, type Settings, type Work } from './layer';

export interface UnfoldOptions {
  /** Size of the windows: one number for height and width, or a list of one per spatial axis, one to three. */
  kernel: number | readonly number[];
  /** Default 1. */
  stride?: number | readonly number[];
  /** Default 0. */
  padding?: Padding;
  /** Elements from one entry of a window to the next. Default 1. */
  dilation?: number | readonly number[];
}

/**
 * Puts the elements of each window behind each other as channels, so that a 1x1 convolution of them is a
 * convolution: x [N, C, H, W] or [C, H, W] to [N, C·kH·kW, H', W'] or [C·kH·kW, H', W']. Channels run over C, then
 * the window's rows and columns, as the elements of a convolution's weight do.
 *
 *     new Sequential(new Unfold({ kernel: 3, padding: 1 }), new PointwiseConv2d({ in: 27, out: 8 }))
 *
 * It is `im2col` as a layer. torch.nn.Unfold has the same numbers as [N, C·kH·kW, L], L = H'·W': the positions
 * here stay where they are.
 *
 * @throws ArgumentError `options/unknown`, `conv/option-value`, `conv/option-count`, `conv/padding`,
 *   `layers/unfold-axes`
 * @throws ShapeError `forward` as `im2col`
 */
export class Unfold extends SingleLayer {
  readonly kernel: readonly number[];
  readonly stride: readonly number[];
  readonly padding: Padding;
  readonly dilation: readonly number[];

  constructor(options: UnfoldOptions) {
    super();
    checkOptions(this.kind, options, ['kernel', 'stride', 'padding', 'dilation']);
    const { kernel, stride = 1, padding = 0, dilation = 1 } = options;
    const spatial = Array.isArray(kernel) ? kernel.length : 2;
    if (spatial < 1 || spatial > 3) {
      throw new ArgumentError(
        'layers/unfold-axes',
        `${this.kind}: kernel ${valueText(kernel)} is for ${spatial} spatial axes, expected one to three entries`,
      );
    }
    const list = (name: string, value: unknown) =>
      wholeNumbers(`${this.kind}: ${name}`, value, { spatial, least: 1 });
    this.kernel = list('kernel', kernel);
    this.stride = list('stride', stride);
    this.padding = padding;
    this.dilation = list('dilation', dilation);
    this.resolve([1, ...this.kernel.map((filter, i) => filterSpan({ filter, dilation: this.dilation[i]! }))]);
  }

  override get kind(): string {
    return 'Unfold';
  }

  override get settings(): Settings {
    const [kernel, stride, dilation] = [[...this.kernel], [...this.stride], [...this.dilation]];
    const geometry = { kernel, stride, dilation, padding: this.padding, outputPadding: [], groups: 1 };
    const shown = Object.entries(geometrySettings({ in: 1, out: 1, ...geometry }, null));
    return Object.fromEntries(shown.filter(([name]) => !['in', 'out', 'bias'].includes(name)));
  }

  override forward(x: Tensor): Tensor {
    const { outputShape } = this.work(checkTensor(this.kind, 'the input', x).shape);
    return reshape(im2col(x, this.kernel, this.options), outputShape);
  }

  override work(inputShape: Shape): Work {
    const shape = checkShape(this.kind, inputShape);
    const { axes } = this.resolve(shape);
    const outer = shape.slice(0, -axes.length);
    const channels = outer.at(-1)! * sizeOf(this.kernel); // resolve has seen to the axis of channels
    const outputShape = [...outer.slice(0, -1), channels, ...axes.map(axis => axis.output)];
    return { kind: 'window', outputShape, axes, reduce: 'none' };
  }

  private resolve(shape: Shape): ResolvedConv {
    const channels = shape.at(-this.kernel.length - 1) ?? 1; // resolveConv refuses a shape of too few axes
    return resolveConv(this.kind, shape, [1, channels, ...this.kernel], this.options);
  }

  private get options(): Pick<ConvOptions, 'stride' | 'dilation'> & { padding: Padding } {
    const { stride, padding, dilation } = this;
    return { stride, padding, dilation };
  }
}
