import { ChannelPermutation } from '../../layers/channelPermutation';
import { ChannelShuffle } from '../../layers/channelShuffle';
import { Identity } from '../../layers/identity';
import { BranchingLayer } from '../../layers/branching';
import { CompositeLayer, SingleLayer, type Layer } from '../../layers/layer';
import { Unfold } from '../../layers/unfold';
import { layersOf, type NamedLayer } from '../../model/steps';
import { sizeOf } from '../../tensor/shape';
import { isBatchNorm, scalesOf, type BatchNorm } from './batchNorm';
import { checkElements, compose, NotOneKernel } from './compose';
import { axesOf, isConv, kernelOfConv, tapsOf, type ConvNd, type Kernel, type KernelAxis } from './kernel';

/** A layer whose outputs are sums of its inputs, each channel and place by its own weight, and a bias. */
type Linear = ConvNd | BatchNorm | ChannelShuffle | ChannelPermutation | Unfold;

/**
 * The layers of a stack of convolutions, shuffles and the like, in running order, the identities left out.
 *
 * @throws NotOneKernel for any other layer, by name
 */
export function linearLayers(layer: Layer): Linear[] {
  if (!isKnown(layer)) {
    throw new NotOneKernel(`what this ${layer.kind} does with its parts cannot be known without running it`);
  }
  const layers = layersOf(layer).filter(named => !(named.layer instanceof Identity));
  return layers.map(checkLinear);
}

/** Whether the layer is made of the engine's own, all the way down. */
function isKnown(layer: Layer): boolean {
  if (layer instanceof SingleLayer) return true;
  const own = layer instanceof CompositeLayer || layer instanceof BranchingLayer;
  return own && Object.values(layer.parts).every(isKnown);
}

function checkLinear({ name, layer }: NamedLayer): Linear {
  const moves =
    layer instanceof ChannelShuffle || layer instanceof ChannelPermutation || layer instanceof Unfold;
  if (moves || isConv(layer) || isBatchNorm(layer)) return layer;
  throw new NotOneKernel(`its part ${name} is a ${layer.kind}, which is no convolution`);
}

/** What the layers around it say of a stack: the channels that enter it, and how many axes are spatial. */
export interface Around {
  channels: number;
  spatial: number;
}

/**
 * The one convolution that a stack of linear layers amounts to, multiplied out in float64; batch norms with their
 * running statistics. A stack of nothing is the identity.
 *
 * @throws NotOneKernel
 */
export function multiplyOut(layer: Layer, { channels, spatial }: Around): Kernel {
  let kernel = identityKernel(channels, spatial);
  for (const part of linearLayers(layer)) {
    if (part instanceof ChannelShuffle || part instanceof ChannelPermutation) kernel = moved(kernel, part);
    else kernel = compose(kernel, kernelOf(part, { channels: kernel.out, spatial }));
  }
  return kernel;
}

function kernelOf(layer: ConvNd | BatchNorm | Unfold, { channels, spatial }: Around): Kernel {
  if (isConv(layer)) return kernelOfConv(layer);
  if (layer instanceof Unfold) return unfoldKernel(layer, channels);
  const { scale, shift } = scalesOf(layer);
  return { ...identityKernel(channels, spatial), weight: scale, bias: shift };
}

/** The kernel with its outputs in another order. */
function moved(kernel: Kernel, layer: ChannelShuffle | ChannelPermutation): Kernel {
  const { out, axes } = kernel;
  if (layer.dim !== 1 && layer.dim !== -1 - axes.length) {
    throw new NotOneKernel(`its ${layer.kind} is along axis ${layer.dim}, which is not that of the channels`);
  }
  const order = layer instanceof ChannelPermutation ? layer.order : shuffleOrder(out, layer.groups);
  const whole = withGroups(kernel, 1);
  const size = whole.weight.length / out;
  const weight = new Float64Array(whole.weight.length);
  order.forEach((from, to) => weight.set(whole.weight.subarray(from * size, (from + 1) * size), to * size));
  const { bias } = kernel;
  return { ...whole, weight, bias: bias && Float64Array.from(order, from => bias[from]!) };
}

function identityKernel(channels: number, spatial: number): Kernel {
  const axis: KernelAxis = { filter: 1, stride: 1, dilation: 1, pads: [0, 0] };
  const weight = new Float64Array(channels).fill(1);
  return {
    in: channels,
    out: channels,
    groups: channels,
    weight,
    bias: null,
    axes: Array.from({ length: spatial }, () => axis),
  };
}

/** Every tap of every channel as a channel of its own. */
function unfoldKernel(layer: Unfold, channels: number): Kernel {
  const taps = sizeOf(layer.kernel);
  const out = channels * taps;
  const weight = new Float64Array(out * taps);
  for (let o = 0; o < out; o++) weight[o * taps + (o % taps)] = 1;
  return { in: channels, out, groups: channels, weight, bias: null, axes: axesOf(layer) };
}

function shuffleOrder(channels: number, groups: number): number[] {
  const perGroup = channels / groups;
  return Array.from({ length: channels }, (_, i) => (i % groups) * perGroup + Math.floor(i / groups));
}

/** The channels that enter a stack and its spatial axes, as its convolutions tell; undefined without one. */
export function aroundOf(layers: readonly Linear[]): Around | undefined {
  const at = layers.findIndex(isConv);
  const conv = layers[at];
  if (!isConv(conv)) return undefined;
  const { in: channels, kernel } = conv.geometry;
  const unfolded = layers.slice(0, at).filter(layer => layer instanceof Unfold);
  return {
    channels: unfolded.reduce((left, unfold) => left / sizeOf(unfold.kernel), channels),
    spatial: kernel.length,
  };
}

/**
 * The kernel with its groups merged into fewer, which divide them: zeros where channels did not meet.
 *
 * @throws NotOneKernel when it becomes too large
 */
export function withGroups(kernel: Kernel, groups: number): Kernel {
  if (kernel.groups === groups) return kernel;
  const { in: channels, out, weight } = kernel;
  const taps = tapsOf(kernel.axes);
  const [few, many] = [channels / kernel.groups, channels / groups];
  checkElements(out, many, taps);
  const wide = new Float64Array(out * many * taps);
  for (let o = 0; o < out; o++) {
    const group = Math.floor(o / (out / kernel.groups));
    const within = (group * few) % many;
    wide.set(weight.subarray(o * few * taps, (o + 1) * few * taps), (o * many + within) * taps);
  }
  return { ...kernel, groups, weight: wide };
}
