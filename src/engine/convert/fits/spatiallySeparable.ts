import { ArgumentError } from '../../errors';
import { ChannelShuffle } from '../../layers/channelShuffle';
import { Conv2d } from '../../layers/conv';
import type { Layer } from '../../layers/layer';
import { definedOptions, drawOptions } from '../../layers/parts';
import { Sequential } from '../../layers/sequential';
import { SpatialSeparableConv2d } from '../../layers/spatialSeparable';
import { splitLines } from '../../kinds/lines';
import { checkWork } from '../../linalg/checks';
import { singularTriples, type SingularTriple } from '../../linalg/decompose';
import type { Shape } from '../../tensor/shape';
import { Tensor } from '../../tensor/tensor';
import { MOST_ELEMENTS } from '../linear/compose';
import type { Question } from '../types';
import { defineFit } from './defineFit';
import { denseMacs, extentOf, largestRank, readRank } from './ranks';
import { copyBias } from '../source';

const NAME = 'spatially-separable';

/**
 * A kH x 1 convolution to `rank` channels, then a 1 x kW one. The Cin·kH x Cout·kW matrix of the weight is
 * replaced by the `rank` leading terms of its singular value decomposition, so no weights of the form come nearer;
 * the channels between belong to all inputs and outputs.
 *
 * With `perKernel` each kH x kW kernel of one input and one output channel is split by itself, into `rank` columns
 * times rows, at Cin·Cout·rank channels between. On Gaussian noise of 3 x 3 x 32 x 32 rank 1 leaves an error of
 * 0.50 so, for two thirds of the MACs; the shared form leaves 0.51 for as many, with 32 channels between.
 *
 * @source Jaderberg, Vedaldi & Zisserman, arXiv:1405.3866, scheme 2; Tai et al., arXiv:1511.06067, theorem 1
 */
export const spatiallySeparable = defineFit({
  name: NAME,
  title: 'Spatially separable',
  description: 'a column of taps, then a row, by channels between them: the nearest by SVD',
  options: ['rank', 'perKernel'],
  asks: (conv, inputShape) => question(conv, { inputShape, perKernel: false }),
  plan: (conv, { rank: asked, perKernel, inputShape }) => {
    const { value, most, breakEven } = question(conv, { inputShape, perKernel });
    const rank = readRank(NAME, asked, { value, most });
    const { dtype } = conv.weight;
    return {
      rank,
      breakEvenRank: breakEven,
      draw: seed => {
        const own = { bias: conv.bias !== null, seed, dtype };
        return perKernel ? perKernelForm(conv, rank, own) : sharedForm(conv, rank, own);
      },
      fit: () => ({ layer: perKernel ? fitKernels(conv, rank) : fitShared(conv, rank) }),
    };
  },
});

function question(
  conv: Conv2d,
  { inputShape, perKernel }: { inputShape: Shape; perKernel: boolean },
): Question & { breakEven: number } {
  const { in: channels, out, kernel } = conv.geometry;
  const [height, width] = kernel as [number, number];
  const extent = extentOf(conv, inputShape);
  const [columns, rows] = perKernel ? [channels * out, channels * out] : [channels, out];
  const macs = (rank: number) => rank * (columns * height * extent.between + rows * width * extent.output);
  const most = perKernel ? Math.min(height, width) : Math.min(channels * height, out * width);
  const dense = denseMacs(conv, extent);
  const value = perKernel ? 1 : Math.max(1, largestRank(macs, dense / 2, most));
  return { option: 'rank', value, most, breakEven: largestRank(macs, dense, most) };
}

/** Options of the two convolutions that both are given and both share out. */
interface Own {
  bias: Tensor | boolean;
  seed?: number;
  dtype?: Tensor['dtype'];
  columnWeight?: Tensor;
  rowWeight?: Tensor;
}

function sharedForm({ geometry }: Conv2d, middle: number, own: Own): SpatialSeparableConv2d {
  const { in: channels, out, kernel, stride, padding, dilation } = geometry;
  return new SpatialSeparableConv2d({ in: channels, out, kernel, stride, padding, dilation, middle, ...own });
}

/**
 * Columns of all kernels side by side, a channel each, then the rows, which sum over the inputs: Cin groups become
 * Cout groups by a shuffle between them.
 */
function perKernelForm({ geometry }: Conv2d, rank: number, { columnWeight, rowWeight, ...own }: Own): Layer {
  const { in: channels, out, kernel, stride, padding, dilation } = geometry;
  const { vertical, horizontal } = splitLines('convert', { stride, padding, dilation });
  const middle = channels * out * rank;
  return new Sequential({
    columns: new Conv2d({
      ...{ ...vertical, in: channels, out: middle, groups: channels, kernel: [kernel[0]!, 1], bias: false },
      ...definedOptions({ weight: columnWeight }),
      ...drawOptions('convert', own, 0),
    }),
    shuffle: new ChannelShuffle({ groups: channels, dim: -3 }),
    rows: new Conv2d({
      ...{ ...horizontal, in: middle, out, groups: out, kernel: [1, kernel[1]!], bias: own.bias },
      ...definedOptions({ weight: rowWeight }),
      ...drawOptions('convert', own, 1),
    }),
  });
}

/** The terms of the matrix of the whole weight: element [c·kH + y, o·kW + x] is weight[o, c, y, x]. */
function fitShared(conv: Conv2d, rank: number): Layer {
  const { in: channels, out, kernel } = conv.geometry;
  const [height, width] = kernel as [number, number];
  const [rows, columns] = [channels * height, out * width];
  checkWork(`convert to '${NAME}'`, [rows, columns]);
  const data = new Float64Array(rows * columns);
  conv.weight.data.forEach((value, at) => {
    const x = at % width;
    const y = Math.floor(at / width) % height;
    const c = Math.floor(at / (width * height)) % channels;
    const o = Math.floor(at / (width * height * channels));
    data[(c * height + y) * columns + o * width + x] = value;
  });
  const { dtype } = conv.weight;
  const columnWeight = Tensor.allocate(dtype, [rank, channels, height, 1]);
  const rowWeight = Tensor.allocate(dtype, [out, rank, 1, width]);
  singularTriples({ rows, columns, data }, rank).forEach((triple, term) => {
    const { left, right } = balanced(triple);
    columnWeight.data.set(left, term * rows);
    for (let o = 0; o < out; o++) {
      rowWeight.data.set(right.subarray(o * width, (o + 1) * width), (o * rank + term) * width);
    }
  });
  return sharedForm(conv, rank, { bias: copyBias(conv.bias), columnWeight, rowWeight });
}

/** The terms of every kernel by itself; channel (c·Cout + o)·rank + term before the shuffle. */
function fitKernels(conv: Conv2d, rank: number): Layer {
  const { in: channels, out, kernel } = conv.geometry;
  const [height, width] = kernel as [number, number];
  const { data, dtype } = conv.weight;
  checkMiddle(conv, rank);
  const columnWeight = Tensor.allocate(dtype, [channels * out * rank, 1, height, 1]);
  const rowWeight = Tensor.allocate(dtype, [out, channels * rank, 1, width]);
  for (let o = 0; o < out; o++) {
    for (let c = 0; c < channels; c++) {
      const from = (o * channels + c) * height * width;
      const own = Float64Array.from(data.subarray(from, from + height * width));
      singularTriples({ rows: height, columns: width, data: own }, rank).forEach((triple, term) => {
        const { left, right } = balanced(triple);
        columnWeight.data.set(left, ((c * out + o) * rank + term) * height);
        rowWeight.data.set(right, ((o * rank + term) * channels + c) * width);
      });
    }
  }
  return perKernelForm(conv, rank, { bias: copyBias(conv.bias), columnWeight, rowWeight });
}

/** The error is told from what the parts multiply out to, and between them lie all inputs for every kernel. */
function checkMiddle({ geometry }: Conv2d, rank: number): void {
  const { in: channels, out, kernel } = geometry;
  const elements = channels ** 2 * out * rank * kernel[0]!;
  if (elements > MOST_ELEMENTS) {
    throw new ArgumentError(
      'convert/too-large',
      `convert to '${NAME}': perKernel takes ${channels * out * rank} channels between the two parts, whose error ` +
        `would be told from ${elements} numbers, the most is ${MOST_ELEMENTS}; leave perKernel out`,
    );
  }
}

/** Both vectors with the same share of the scale. */
function balanced({ scale, left, right }: SingularTriple): Pick<SingularTriple, 'left' | 'right'> {
  const root = Math.sqrt(scale);
  return { left: left.map(value => root * value), right: right.map(value => root * value) };
}
