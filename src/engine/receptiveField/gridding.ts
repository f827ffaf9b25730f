import { wholeNumber } from '../conv/fields';
import { ArgumentError } from '../errors';
import type { Model } from '../layers/sequential';
import { checkOptions } from '../options';
import type { Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { courseOf } from './course';
import { farthest } from './field';
import { graphsOf, spatialAxesOf, type AxisGraph } from './graph';
import { stepsOf } from './receptiveField';
import { extentOf } from './runs';

/** Fields above this size are not listed. */
const MOST_ELEMENTS = 2 ** 20;

export interface GriddingOptions {
  /** Taps of each layer, for a list of dilations: one number or one per layer. Default 3. */
  kernel?: number | readonly number[];
  /** For a model: needed where its padding or windows depend on it. */
  inputShape?: Shape;
}

/** What one output sees of its receptive field along one axis. */
export interface GriddingAxis {
  /** Elements of the field, from the first that is seen to the last. */
  size: number;
  /** Offsets within the field, 0 for its first element, that no path of taps reads. */
  unread: number[];
  /** Share of the field's elements that are unread. */
  fraction: number;
  /** [size], uint8: 1 for an element that is read. */
  read: Tensor;
}

/**
 * The holes in the receptive field of dilated stacks: input elements between the first and the last that no path of
 * taps reads, so that the output cannot depend on them. One entry per spatial axis; for a list of dilations one.
 *
 *     gridding([2, 2, 2])[0].unread                    // [1, 3, 5, 7, 9, 11] of 13: every second
 *     gridding([1, 2, 5])[0].fraction                  // 0: a hybrid design reads all of its 17
 *     gridding([1, 2, 4], { kernel: 2 })[0].size       // 8
 *     gridding(new Sequential(...)).map(axis => axis.fraction)
 *
 * `dilations` are those of layers with stride 1 along one axis, the first layer's first. Of a model it is the output
 * that sees the farthest; an element is unread when no path of any branch reads it, whatever the other axes.
 *
 * @throws ArgumentError `gridding/too-large` for a field of more than 1,048,576 elements, or one that cannot be
 *   followed exactly; `conv/option-value`, `conv/option-count`, `gridding/empty`, `options/unknown`,
 *   `field/input-needed`, `layers/not-a-layer`, `model/opaque`
 * @throws ShapeError when the input shape does not suit the layers
 * @source Yu & Koltun, "Multi-scale context aggregation by dilated convolutions", arXiv:1511.07122; Wang et al.,
 *   "Understanding convolution for semantic segmentation", arXiv:1702.08502, section 3.2, for the holes and how to
 *   avoid them
 */
export function gridding(
  dilations: readonly number[] | Model,
  options: GriddingOptions = {},
): GriddingAxis[] {
  if (isDilations(dilations)) {
    checkOptions('gridding', options, ['kernel']);
    return [griddingAlong(stackOf(dilations, options.kernel ?? 3))];
  }
  checkOptions('gridding', options, ['inputShape']);
  const steps = stepsOf('gridding', dilations, options.inputShape);
  return graphsOf(steps, steps.length - 1, spatialAxesOf(steps)).map(griddingAlong);
}

function isDilations(value: readonly number[] | Model): value is readonly number[] {
  return Array.isArray(value) && value.every(entry => typeof entry === 'number');
}

function stackOf(dilations: readonly number[], kernel: number | readonly number[]): AxisGraph {
  if (dilations.length === 0) {
    throw new ArgumentError('gridding/empty', 'gridding: expected one dilation or more, got none');
  }
  const kernels = perLayer(kernel, dilations.length);
  const steps = dilations.map((given, layer) => {
    const dilation = wholeNumber(`gridding: dilation of layer ${layer}`, given, 1);
    const taps = { taps: kernels[layer]!, dilation, stride: 1, padBefore: 0, padAfter: 0 };
    return { inputs: [layer - 1], moves: [{ kind: 'gather' as const, ...taps }] };
  });
  return { steps, input: 1, lengths: [1], place: 0 };
}

function perLayer(kernel: number | readonly number[], layers: number): readonly number[] {
  if (!Array.isArray(kernel)) {
    return new Array<number>(layers).fill(wholeNumber('gridding: kernel', kernel, 1));
  }
  if (kernel.length !== layers) {
    throw new ArgumentError(
      'conv/option-count',
      `gridding: kernel has ${kernel.length} entries for ${layers} dilations; give one number for all layers or one each`,
    );
  }
  return kernel.map((taps: unknown, layer) => wholeNumber(`gridding: kernel of layer ${layer}`, taps, 1));
}

function griddingAlong(graph: AxisGraph): GriddingAxis {
  const seen = farthest(graph, courseOf(graph.steps));
  const extent = seen && extentOf(seen);
  const size = extent ? extent[1] - extent[0] + 1 : 0;
  if (!seen?.exact || size > MOST_ELEMENTS) {
    throw new ArgumentError(
      'gridding/too-large',
      `gridding: the field is too large to list what is read of it (at most ${MOST_ELEMENTS} elements, 16384 gaps and ` +
        '65536 phases of transposed layers are looked at); lower the dilations or strides',
    );
  }
  const read = Tensor.allocate('uint8', [size]);
  const start = extent?.[0] ?? 0;
  for (const [first, last] of seen.bounds) read.data.fill(1, first - start, last + 1 - start);
  const unread = unreadOf(read);
  return { size, unread, fraction: size === 0 ? 0 : unread.length / size, read };
}

function unreadOf({ data }: Tensor): number[] {
  const offsets: number[] = [];
  data.forEach((value, offset) => {
    if (value === 0) offsets.push(offset);
  });
  return offsets;
}
