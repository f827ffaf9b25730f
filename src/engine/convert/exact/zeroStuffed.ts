import { filterSpan } from '../../conv/axis';
import { sizeOf } from '../../tensor/shape';
import { defineTarget } from '../defineTarget';
import { convOf, isConv, kernelOfConv, tapsOf, type ConvNd, type Kernel } from '../linear/kernel';

/** A dilated convolution by larger filters, the gaps between the taps filled with zeros. Exact. */
export const zeroStuffed = defineTarget<ConvNd>({
  name: 'zero-stuffed',
  title: 'Zero-stuffed filters',
  description: 'larger filters without gaps, with zeros between the taps: exact',
  takes: 'a dilated Conv1d, Conv2d or Conv3d',
  read: (layer, refuse) => {
    if (!isConv(layer)) return refuse(`this is a ${layer.kind}`);
    const gaps = layer.geometry.dilation.some((step, i) => step > 1 && layer.geometry.kernel[i]! > 1);
    return gaps ? layer : refuse(`this ${layer.kind} has no gaps between its taps`);
  },
  run: conv => ({ layer: convOf(withoutGaps(kernelOfConv(conv)), conv.weight.dtype), error: 0 }),
});

/** The kernel with dilation 1 and zeros. */
export function withoutGaps(kernel: Kernel): Kernel {
  const axes = kernel.axes.map(axis => ({ ...axis, filter: filterSpan(axis), dilation: 1 }));
  const [few, many] = [tapsOf(kernel.axes), tapsOf(axes)];
  const places = Array.from({ length: few }, (_, tap) => placeOf(kernel, tap));
  const weight = new Float64Array((kernel.weight.length / few) * many);
  kernel.weight.forEach((value, at) => {
    weight[Math.floor(at / few) * many + places[at % few]!] = value;
  });
  return { ...kernel, axes, weight };
}

function placeOf({ axes }: Kernel, tap: number): number {
  const spans = axes.map(filterSpan);
  let place = 0;
  for (let i = axes.length - 1, rest = tap; i >= 0; i--) {
    const { filter, dilation } = axes[i]!;
    place += (rest % filter) * dilation * sizeOf(spans.slice(i + 1));
    rest = Math.floor(rest / filter);
  }
  return place;
}
