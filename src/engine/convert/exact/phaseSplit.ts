import { Conv2d } from '../../layers/conv';
import { PhaseSplitConv2d } from '../../layers/phaseSplit';
import { defineTarget } from '../defineTarget';
import { copyBias, copyOf } from '../source';

/** A dilated convolution as an ordinary one on every phase of the input. Exact, and of as many MACs. */
export const phaseSplit = defineTarget<Conv2d>({
  name: 'phase-split',
  title: 'Phase-split',
  description: 'an ordinary convolution on every phase of the input: exact',
  takes: 'a dilated Conv2d',
  read: (layer, refuse) => {
    if (!(layer instanceof Conv2d)) return refuse(`this is a ${layer.kind}`);
    if (layer instanceof PhaseSplitConv2d) return refuse('this layer is split already');
    return layer.geometry.dilation.some(step => step > 1)
      ? layer
      : refuse(`this ${layer.kind} has no gaps between its taps`);
  },
  run: ({ geometry, weight, bias }) => {
    const { in: channels, out, kernel, stride, padding, dilation, groups } = geometry;
    const layer = new PhaseSplitConv2d({
      ...{ in: channels, out, kernel, stride, padding, dilation, groups },
      ...{ weight: copyOf(weight), bias: copyBias(bias) },
    });
    return { layer, error: 0 };
  },
});
