import type { Shape } from '../../tensor/shape';
import { ConvTranspose1d, ConvTranspose2d, ConvTranspose3d } from '../../layers/convTranspose';
import { CompositeLayer, type Layer } from '../../layers/layer';
import { Linear } from '../../layers/linear';
import { Conv1d, Conv2d, Conv3d } from '../../layers/conv';
import { layersOf } from '../../model/steps';
import { BranchingLayer } from '../../layers/branching';
import { Tensor } from '../../tensor/tensor';
import { defineTarget } from '../defineTarget';
import { isBatchNorm, scalesOf, type BatchNorm, type Scales } from '../linear/batchNorm';
import { roundingError } from '../linear/error';
import { isConv, tensorFrom, type ConvNd } from '../linear/kernel';
import { RUNNING_STATISTICS } from './dense';
import { isOpen, partsOf, sequentialOf, withParts, type Parts } from './rebuild';

type ConvTransposeNd = ConvTranspose1d | ConvTranspose2d | ConvTranspose3d;

/**
 * Batch norms multiplied into the convolutions or linear layers before them, wherever a Sequential has such a pair.
 * Exact but for rounding, by the running statistics.
 *
 * @source Jacob et al., arXiv:1712.05877, section 3.2
 */
export const foldBatchNorm = defineTarget<Layer>({
  name: 'fold-batchnorm',
  title: 'Batch norm folded in',
  description: 'batch norms multiplied into the layers before them: exact after eval()',
  takes: 'a Sequential, or a model with one in it, where a batch norm follows a convolution or a Linear',
  read: (layer, refuse) => {
    const norms = layersOf(layer).some(named => isBatchNorm(named.layer));
    return isOpen(layer) && norms
      ? layer
      : refuse(`this ${layer.kind} holds no batch norm after another layer`);
  },
  run: (layer, { inputShape }, refuse) => {
    const folding = new Folding();
    const folded = folding.fold(layer, inputShape);
    if (folded === layer) refuse(`no batch norm of this ${layer.kind} follows a convolution or a Linear`);
    const left = layersOf(folded)
      .filter(named => isBatchNorm(named.layer))
      .map(named => named.name);
    const stays =
      left.length > 0 ? [`These follow no layer that could take them in, and stay: ${left.join(', ')}.`] : [];
    return { layer: folded, error: folding.error, notes: [RUNNING_STATISTICS, ...stays] };
  },
});

/** Folds the batch norms of a model; the largest error by rounding is kept. */
class Folding {
  error = 0;

  fold(layer: Layer, inputShape: Shape): Layer {
    if (layer instanceof BranchingLayer) {
      return withParts(
        layer,
        partsOf(layer).map(([name, part]) => [name, this.fold(part, inputShape)]),
      );
    }
    return layer instanceof CompositeLayer ? this.foldChain(layer, inputShape) : layer;
  }

  private foldChain(layer: Layer, inputShape: Shape): Layer {
    const folded: Parts = [];
    let shape = inputShape;
    for (const [name, part] of partsOf(layer)) {
      const before = folded.at(-1);
      const merged = before && isBatchNorm(part) ? this.merge(before[1], part, shape) : undefined;
      if (before && merged) before[1] = merged;
      else folded.push([name, this.fold(part, shape)]);
      shape = part.outputShape(shape);
    }
    return folded.length < partsOf(layer).length ? sequentialOf(folded) : withParts(layer, folded);
  }

  /** The layer with the norm of its outputs in it, or undefined where its outputs are no sums of weights. */
  private merge(layer: Layer, norm: BatchNorm, shape: Shape): Layer | undefined {
    if (layer instanceof CompositeLayer) {
      const parts = partsOf(layer);
      const last = parts[parts.length - 1]!; // no composite is empty
      const merged = this.merge(last[1], norm, shape);
      return merged && withParts(layer, [...parts.slice(0, -1), [last[0], merged]]);
    }
    if (isConv(layer)) return this.mergeConv(layer, norm);
    if (isTransposed(layer)) return this.mergeTransposed(layer, norm);
    // The channels of [N, L, features] are L, and those of a Linear its last axis.
    return layer instanceof Linear && shape.length === 2 ? this.mergeLinear(layer, norm) : undefined;
  }

  private mergeConv(layer: ConvNd, norm: BatchNorm): ConvNd {
    const { out } = layer.geometry;
    const per = layer.weight.size / out;
    const Class = [Conv1d, Conv2d, Conv3d][layer.geometry.kernel.length - 1]!; // one to three spatial axes
    return new Class({ ...optionsOf(layer), ...this.scaled(layer, norm, at => Math.floor(at / per)) });
  }

  private mergeTransposed(layer: ConvTransposeNd, norm: BatchNorm): ConvTransposeNd {
    const { in: channels, out, groups, kernel, outputPadding } = layer.geometry;
    const [perIn, perOut] = [channels / groups, out / groups];
    const per = layer.weight.size / channels / perOut;
    const channelOf = (at: number) => {
      const plane = Math.floor(at / per); // input channel · perOut + output channel in its group
      return Math.floor(Math.floor(plane / perOut) / perIn) * perOut + (plane % perOut);
    };
    const Class = [ConvTranspose1d, ConvTranspose2d, ConvTranspose3d][kernel.length - 1]!; // as above
    return new Class({ ...optionsOf(layer), outputPadding, ...this.scaled(layer, norm, channelOf) });
  }

  private mergeLinear(layer: Linear, norm: BatchNorm): Linear {
    return new Linear({
      ...{ in: layer.in, out: layer.out },
      ...this.scaled(layer, norm, at => Math.floor(at / layer.in)),
    });
  }

  /** weight · scale and bias · scale + shift, each by the output channel of its element. */
  private scaled(
    { weight, bias }: { weight: Tensor; bias: Tensor | null },
    norm: BatchNorm,
    channelOf: (at: number) => number,
  ): { weight: Tensor; bias: Tensor } {
    const { scale, shift }: Scales = scalesOf(norm);
    const { dtype } = weight;
    const weights = Float64Array.from(weight.data, (value, at) => value * scale[channelOf(at)]!);
    const biases = shift.map((value, o) => value + (bias?.data[o] ?? 0) * scale[o]!);
    this.error = Math.max(this.error, roundingError([weights, biases], dtype));
    const scaledWeight = Tensor.allocate(dtype, weight.shape);
    scaledWeight.data.set(weights);
    return { weight: scaledWeight, bias: tensorFrom(biases, dtype) };
  }
}

function optionsOf({ geometry }: ConvNd | ConvTransposeNd) {
  const { in: channels, out, kernel, stride, padding, dilation, groups } = geometry;
  return { in: channels, out, kernel, stride, padding, dilation, groups };
}

function isTransposed(layer: Layer): layer is ConvTransposeNd {
  return (
    layer instanceof ConvTranspose1d || layer instanceof ConvTranspose2d || layer instanceof ConvTranspose3d
  );
}
