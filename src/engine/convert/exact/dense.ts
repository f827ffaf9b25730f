import type { Layer } from '../../layers/layer';
import { PhaseSplitConv2d } from '../../layers/phaseSplit';
import { defineTarget } from '../defineTarget';
import { unlessApart } from '../linear/compose';
import { roundingError } from '../linear/error';
import { convOf, isConv } from '../linear/kernel';
import { isBatchNorm } from '../linear/batchNorm';
import { aroundOf, linearLayers, multiplyOut, withGroups } from '../linear/stack';

const TAKES =
  'a convolution in groups, or a stack of convolutions, batch norms and shuffles without activations between, such ' +
  'as a SeparableConv2d';

/** A stack of linear layers multiplied out to one convolution with groups = 1. Exact but for rounding. */
export const dense = defineTarget<Layer>({
  name: 'dense',
  title: 'Dense',
  description: 'one convolution without groups, all parts multiplied out: exact',
  takes: TAKES,
  read: (layer, refuse) => {
    const single = isConv(layer) && !(layer instanceof PhaseSplitConv2d);
    if (single && layer.geometry.groups === 1) refuse(`this ${layer.kind} is dense already`);
    unlessApart(() => linearLayers(layer), refuse);
    return layer;
  },
  run: (layer, _settings, refuse) => {
    const layers = linearLayers(layer);
    const around = aroundOf(layers) ?? refuse(`this ${layer.kind} holds no convolution`);
    const kernel = unlessApart(() => withGroups(multiplyOut(layer, around), 1), refuse);
    const { dtype } = layers.find(isConv)!.weight; // aroundOf has found one
    const notes = layers.some(isBatchNorm) ? [RUNNING_STATISTICS] : [];
    return { layer: convOf(kernel, dtype), error: roundingError([kernel.weight, kernel.bias], dtype), notes };
  },
});

export const RUNNING_STATISTICS = 'Batch norm is taken by its running statistics, as after eval().';
