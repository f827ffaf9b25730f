import { filterSpan } from '../../conv/axis';
import { BranchingLayer } from '../../layers/branching';
import type { Layer } from '../../layers/layer';
import { greatestCommonDivisor } from '../../layers/phaseSplit';
import { layersOf } from '../../model/steps';
import type { DType } from '../../tensor/dtype';
import { defineTarget } from '../defineTarget';
import { matchRules, NotOneKernel, unlessApart } from '../linear/compose';
import { roundingError } from '../linear/error';
import {
  convOf,
  fixedPads,
  isConv,
  tapsOf,
  type ConvNd,
  type Kernel,
  type KernelAxis,
} from '../linear/kernel';
import { isBatchNorm } from '../linear/batchNorm';
import { aroundOf, linearLayers, multiplyOut, withGroups } from '../linear/stack';
import { RUNNING_STATISTICS } from './dense';
import { isOpen, partsOf, withParts } from './rebuild';
import { withoutGaps } from './zeroStuffed';

/**
 * Branches that are added, each a convolution or a stack of linear layers, as the one convolution that they amount
 * to: smaller filters are put into the middle of larger ones, an identity is a filter of a single one, batch norms
 * are multiplied in. Exact but for rounding. In a model every such place is fused.
 *
 * @source Ding et al., "RepVGG", arXiv:2101.03697, section 3.3
 */
export const fuseBranches = defineTarget<Layer>({
  name: 'fuse-branches',
  title: 'Branches fused',
  description: 'convolutions side by side that are added, as one: exact after eval()',
  takes:
    "a Residual or Branches with join: 'add' of convolutions, batch norms and identities, or a model with one in it",
  read: (layer, refuse) => (holdsSum(layer) ? layer : refuse(`this ${layer.kind} adds no branches`)),
  run: (layer, _settings, refuse) => {
    const fusing = new Fusing();
    const fused = fusing.fuse(layer);
    if (fused === layer)
      refuse(`no branches of this ${layer.kind} are one convolution: ${fusing.reasons.join('; ')}`);
    const norms = layersOf(layer).some(named => isBatchNorm(named.layer));
    return { layer: fused, error: fusing.error, notes: norms ? [RUNNING_STATISTICS] : [] };
  },
});

function holdsSum(layer: Layer): boolean {
  if (layer instanceof BranchingLayer && layer.join.name === 'add') return true;
  return isOpen(layer) && Object.values(layer.parts).some(holdsSum);
}

/** Fuses the branches of a model; the largest error by rounding is kept, and why some could not be. */
class Fusing {
  error = 0;
  reasons: string[] = [];

  fuse(layer: Layer): Layer {
    const sums = layer instanceof BranchingLayer && layer.join.name === 'add';
    const fused = sums ? this.sum(layer) : undefined;
    if (fused) return fused;
    if (!isOpen(layer)) return layer;
    return withParts(
      layer,
      partsOf(layer).map(([name, part]) => [name, this.fuse(part)]),
    );
  }

  private sum(layer: BranchingLayer): ConvNd | undefined {
    const sum = unlessApart(
      () => sumOfBranches(layer),
      reason => void this.reasons.push(reason),
    );
    if (!sum) return undefined;
    const { kernel, dtype } = sum;
    this.error = Math.max(this.error, roundingError([kernel.weight, kernel.bias], dtype));
    return convOf(kernel, dtype);
  }
}

function sumOfBranches(layer: BranchingLayer): { kernel: Kernel; dtype: DType } {
  const branches = Object.values(layer.parts);
  const stacks = branches.map(linearLayers);
  const around = stacks.map(aroundOf).find(found => found !== undefined);
  const conv = stacks.flat().find((part): part is ConvNd => isConv(part));
  if (!around || !conv) throw new NotOneKernel('none of the branches holds a convolution');
  const kernels = branches.map(branch => withoutGaps(multiplyOut(branch, around)));
  return { kernel: sumKernels(kernels), dtype: conv.weight.dtype };
}

/** The sum of kernels that give outputs of one shape. */
function sumKernels(kernels: readonly Kernel[]): Kernel {
  const [first] = kernels as [Kernel, ...Kernel[]]; // there is a branch
  const axes = matchRules(first.axes.map((_, i) => commonAxis(kernels.map(kernel => kernel.axes[i]!))));
  const groups = kernels.map(kernel => kernel.groups).reduce(greatestCommonDivisor);
  const weight = new Float64Array(first.out * (first.in / groups) * tapsOf(axes));
  for (const kernel of kernels) place(weight, axes, withGroups(kernel, groups));
  const biased = kernels.some(kernel => kernel.bias);
  const bias = Float64Array.from({ length: first.out }, (_, o) =>
    kernels.reduce((sum, kernel) => sum + (kernel.bias?.[o] ?? 0), 0),
  );
  return { in: first.in, out: first.out, groups, axes, weight, bias: biased ? bias : null };
}

/** The shortest axis that has room for all taps; tap t of a kernel lies t - padBefore from its output's place. */
function commonAxis(axes: readonly KernelAxis[]): KernelAxis {
  const stride = axes[0]!.stride;
  const fixed = axes.map(axis => fixedPads(axis));
  if (axes.every(({ pads, filter }) => pads === 'same' && filter === axes[0]!.filter)) return axes[0]!;
  const pads = fixed.map(pair => {
    if (!pair) throw new NotOneKernel("padding 'same' with a stride depends on the length of the input");
    return pair;
  });
  if (axes.some(axis => axis.stride !== stride))
    throw new NotOneKernel('the branches have different strides');
  const before = Math.max(...pads.map(([start]) => start));
  const last = Math.max(...axes.map((axis, i) => filterSpan(axis) - 1 - pads[i]![0]));
  // What an output's length is made of beside the input's, which has to agree for all inputs.
  const surplus = axes.map((axis, i) => pads[i]![0] + pads[i]![1] - filterSpan(axis));
  if (surplus.some(value => value !== surplus[0])) {
    throw new NotOneKernel('the outputs of the branches are of one length for some inputs alone');
  }
  return { filter: before + last + 1, stride, dilation: 1, pads: [before, surplus[0]! + last + 1] };
}

/** Adds a kernel's taps at their places in a wider one. */
function place(weight: Float64Array, axes: readonly KernelAxis[], kernel: Kernel): void {
  const [few, many] = [tapsOf(kernel.axes), tapsOf(axes)];
  const places = Array.from({ length: few }, (_, tap) => {
    let [at, stride, rest] = [0, 1, tap];
    for (let i = axes.length - 1; i >= 0; i--) {
      const { filter } = kernel.axes[i]!;
      const shift = axes[i]!.pads === 'same' ? 0 : fixedPads(axes[i]!)![0] - fixedPads(kernel.axes[i]!)![0];
      at += stride * ((rest % filter) + shift);
      stride *= axes[i]!.filter;
      rest = Math.floor(rest / filter);
    }
    return at;
  });
  kernel.weight.forEach((value, at) => {
    weight[Math.floor(at / few) * many + places[at % few]!]! += value;
  });
}
