import { Conv1d, Conv2d, Conv3d } from '../../layers/conv';
import { PointwiseConv2d, PointwiseGroupedConv2d } from '../../layers/conv2dKinds';
import type { Layer } from '../../layers/layer';
import { Sequential } from '../../layers/sequential';
import { Unfold } from '../../layers/unfold';
import { sizeOf } from '../../tensor/shape';
import { defineTarget } from '../defineTarget';
import { isConv, type ConvNd } from '../linear/kernel';
import { copyBias, copyOf } from '../source';

/**
 * The elements of every window as channels, then a 1x1 convolution with the same weight. Exact.
 *
 * @source Chellapilla, Puri & Simard, "High performance convolutional neural networks for document processing",
 *   2006
 */
export const im2col = defineTarget<ConvNd>({
  name: 'im2col',
  title: '1x1 of im2col',
  description: 'the elements of every window as channels, then a 1x1 convolution: exact',
  takes: 'a Conv1d, Conv2d or Conv3d',
  read: (layer, refuse) => (isConv(layer) ? layer : refuse(`this is a ${layer.kind}`)),
  run: conv => {
    const { kernel, stride, padding, dilation } = conv.geometry;
    const unfold = new Unfold({ kernel, stride, padding, dilation });
    return { layer: new Sequential({ unfold, pointwise: pointwiseOf(conv) }), error: 0 };
  },
});

/** A 1x1 convolution of as many spatial axes, whose rows of weights are the filters. */
function pointwiseOf(conv: ConvNd): Layer {
  const { in: channels, out, groups, kernel } = conv.geometry;
  const taps = sizeOf(kernel);
  const ones = kernel.map(() => 1);
  const weight = copyOf(conv.weight, [out, (channels / groups) * taps, ...ones]);
  const options = { in: channels * taps, out, weight, bias: copyBias(conv.bias) };
  if (conv instanceof Conv2d) {
    return groups === 1 ? new PointwiseConv2d(options) : new PointwiseGroupedConv2d({ ...options, groups });
  }
  const Class = conv instanceof Conv1d ? Conv1d : Conv3d;
  return new Class({ ...options, groups, kernel: 1 });
}
