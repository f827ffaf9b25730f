import { tapOffset, type ResolvedAxis } from '../../conv/axis';
import { Flatten } from '../../layers/flatten';
import { Linear } from '../../layers/linear';
import { Permute } from '../../layers/permute';
import { Sequential } from '../../layers/sequential';
import { shapeText, sizeOf } from '../../tensor/shape';
import { Tensor } from '../../tensor/tensor';
import { defineTarget } from '../defineTarget';
import { axesOf, isConv, isTrivial, type ConvNd } from '../linear/kernel';
import { copyBias, copyOf } from '../source';
import type { Outcome, Settings } from '../types';

/**
 * A convolution as a linear layer. One with a single position, whose filter covers its whole input, becomes a
 * Flatten and a Linear; a 1x1 convolution on more positions a Linear along the channels, with the axes moved
 * before and after it. Exact.
 */
export const linear = defineTarget<ConvNd>({
  name: 'linear',
  title: 'Linear',
  description: 'a Linear for a convolution that is 1x1 or covers its whole input: exact',
  takes:
    'a Conv1d, Conv2d or Conv3d with groups = 1 that is 1x1, or whose filter covers the whole of inputShape',
  read: (layer, refuse) => {
    if (!isConv(layer)) return refuse(`this is a ${layer.kind}`);
    const { groups } = layer.geometry;
    return groups === 1 ? layer : refuse(`this ${layer.kind} has groups = ${groups}`);
  },
  run: (conv, { inputShape }: Settings, refuse) => {
    const batched = inputShape.length === conv.geometry.kernel.length + 2;
    if (!batched) return refuse(`the input ${shapeText(inputShape)} has no batch axis`);
    const work = conv.work(inputShape);
    const { axes } = (work as Extract<typeof work, { conv: object }>).conv; // as of every convolution
    if (axes.every(({ output }) => output === 1)) return flat(conv, axes);
    if (axesOf(conv.geometry).every(isTrivial)) return alongChannels(conv);
    const positions = axes.map(({ output }) => output).join(' x ');
    return refuse(
      `this ${conv.kind} has ${positions} positions on ${shapeText(inputShape)}; give an inputShape as long as the filter`,
    );
  },
});

/** weight[o, (c, place)] is the tap of the only position at that place of the input. */
function flat(conv: ConvNd, axes: readonly ResolvedAxis[]): Outcome {
  const { in: channels, out, kernel } = conv.geometry;
  const [taps, places] = [sizeOf(kernel), sizeOf(axes.map(axis => axis.input))];
  const weight = Tensor.allocate(conv.weight.dtype, [out, channels * places]);
  for (let tap = 0; tap < taps; tap++) {
    const place = placeOf(axes, tap);
    if (place === undefined) continue;
    for (let plane = 0; plane < out * channels; plane++) {
      weight.data[plane * places + place] = conv.weight.data[plane * taps + tap]!;
    }
  }
  const layer = new Linear({ in: channels * places, out, weight, bias: copyBias(conv.bias) });
  const ones = kernel.map(() => 1).join(', ');
  return {
    layer: new Sequential({ flatten: new Flatten(), linear: layer }),
    error: 0,
    notes: [`Its output is [N, ${out}], the numbers of the source's [N, ${out}, ${ones}].`],
  };
}

/** The input element that a tap reads at position 0; undefined on padding. */
function placeOf(axes: readonly ResolvedAxis[], tap: number): number | undefined {
  let [place, stride, rest] = [0, 1, tap];
  for (const axis of [...axes].reverse()) {
    const element = tapOffset(axis, rest % axis.filter);
    if (element < 0 || element >= axis.input) return undefined;
    place += stride * element;
    stride *= axis.input;
    rest = Math.floor(rest / axis.filter);
  }
  return place;
}

function alongChannels(conv: ConvNd): Outcome {
  const { in: channels, out, kernel } = conv.geometry;
  const last = kernel.length + 1;
  const spatial = kernel.map((_, axis) => axis + 2);
  return {
    layer: new Sequential({
      channelsLast: new Permute({ dims: [0, ...spatial, 1] }),
      linear: new Linear({
        ...{ in: channels, out, weight: copyOf(conv.weight, [out, channels]), bias: copyBias(conv.bias) },
      }),
      channelsFirst: new Permute({ dims: [0, last, ...spatial.map(axis => axis - 1)] }),
    }),
    error: 0,
  };
}
