import { Conv1d, Conv2d, Conv3d } from '../../layers/conv';
import { PointwiseConv2d } from '../../layers/conv2dKinds';
import { ElementwiseLayer } from '../../layers/elementwise';
import { Flatten } from '../../layers/flatten';
import type { Layer } from '../../layers/layer';
import { Linear } from '../../layers/linear';
import { Sequential } from '../../layers/sequential';
import { shapeText, type Shape } from '../../tensor/shape';
import { defineTarget } from '../defineTarget';
import { copyBias, copyOf } from '../source';
import type { Refuse } from '../types';
import { partsOf, sequentialOf, type Parts } from './rebuild';

/**
 * Linear layers as convolutions. By itself, on [N, in], a Linear becomes a 1x1 convolution of [N, in, 1, 1]. In a
 * Sequential that flattens first, the Flatten goes, the first Linear becomes a convolution as large as what was
 * flattened and those after it 1x1 ones: on larger images the network then gives an output for every place. Exact.
 *
 * @source Long, Shelhamer & Darrell, arXiv:1411.4038, section 3.1
 */
export const pointwise = defineTarget<Layer>({
  name: 'pointwise',
  title: 'Linear to convolution',
  description: '1x1 convolutions for linear layers, or one of the size that was flattened: exact',
  takes:
    'a Linear, or a Sequential that ends in Linear and elementwise layers, after a Flatten or by themselves',
  read: (layer, refuse) => {
    if (layer instanceof Linear) return layer;
    if (!(layer instanceof Sequential)) return refuse(`this is a ${layer.kind}`);
    readTail(layer, refuse);
    return layer;
  },
  run: (layer, { inputShape }, refuse) => {
    const { before, tail, flattens } = readTail(layer, refuse);
    const shape = before.reduce((at, [, part]) => part.outputShape(at), inputShape);
    checkRank(shape, flattens, refuse);
    const first = flattens ? shape.slice(2) : [1, 1];
    let kernel = first;
    const converted = tail.map(([name, part]): Parts[number] => {
      if (!(part instanceof Linear)) return [name, part];
      const conv = convOf(part, kernel);
      kernel = kernel.map(() => 1);
      return [name, conv];
    });
    const ones = first.map(() => 1).join(', ');
    const note = `Its output is [N, out, ${ones}], the numbers of the source's [N, out].`;
    return {
      layer: layer instanceof Linear ? converted[0]![1] : sequentialOf([...before, ...converted]),
      error: 0,
      ...(flattens ? {} : { layerInputShape: [...inputShape, 1, 1] }),
      notes: [note],
    };
  },
});

/** A model in two: what stays as it is, and the linear layers with what stands between them. */
interface Tail {
  before: Parts;
  tail: Parts;
  /** Whether there was a Flatten between the two. */
  flattens: boolean;
}

function readTail(layer: Layer, refuse: Refuse): Tail {
  const parts: Parts = layer instanceof Linear ? [['0', layer]] : partsOf(layer);
  const at = parts.findIndex(([, part]) => part instanceof Flatten);
  const [before, tail] = [parts.slice(0, Math.max(0, at)), parts.slice(at + 1)];
  const other = tail.find(([, part]) => !(part instanceof Linear || part instanceof ElementwiseLayer));
  if (other) refuse(`its part ${other[0]} is a ${other[1].kind}`);
  if (!tail.some(([, part]) => part instanceof Linear)) refuse('it has no Linear at its end');
  const flatten = at < 0 ? undefined : (parts[at]![1] as Flatten); // found as one
  if (flatten && (flatten.startDim !== 1 || flatten.endDim !== -1)) {
    refuse(
      `its Flatten takes the axes ${flatten.startDim} to ${flatten.endDim} together, expected all but the batch`,
    );
  }
  return { before, tail, flattens: flatten !== undefined };
}

function checkRank(shape: Shape, flattens: boolean, refuse: Refuse): void {
  if (flattens && (shape.length < 3 || shape.length > 5)) {
    refuse(`its Flatten reads ${shapeText(shape)}, expected [N, C] and one to three spatial axes`);
  }
  if (!flattens && shape.length !== 2) refuse(`its input is ${shapeText(shape)}, expected [N, features]`);
}

/** A convolution that covers all that the Linear reads. */
function convOf(layer: Linear, kernel: readonly number[]): Layer {
  const channels = layer.in / kernel.reduce((product, length) => product * length, 1);
  const weight = copyOf(layer.weight, [layer.out, channels, ...kernel]);
  const options = { in: channels, out: layer.out, weight, bias: copyBias(layer.bias) };
  if (kernel.length === 2 && kernel.every(length => length === 1)) return new PointwiseConv2d(options);
  const Class = [Conv1d, Conv2d, Conv3d][kernel.length - 1]!; // one to three spatial axes
  return new Class({ ...options, kernel });
}
