import { ArgumentError } from '../errors';
import { Conv2d } from '../layers/conv';
import type { Layer } from '../layers/layer';
import { Tensor } from '../tensor/tensor';
import type { Refuse } from './types';

export const DENSE_CONV = 'a dense Conv2d (groups = 1)';

/** The layer as a dense two-dimensional convolution. */
export function readDenseConv(layer: Layer, refuse: Refuse): Conv2d {
  if (!(layer instanceof Conv2d)) return refuse(`this is a ${layer.kind}`);
  const { groups, in: channels } = layer.geometry;
  if (groups !== 1) {
    return refuse(
      `this ${layer.kind} has groups = ${groups} of its ${channels} input channels, and convert(layer, 'dense') ` +
        'would make one without',
    );
  }
  return layer;
}

/**
 * Refuses weights that no fit exists to.
 *
 * @throws ArgumentError `convert/not-finite`
 */
export function checkFiniteWeight({ data }: Tensor): void {
  const bad = data.find(value => !Number.isFinite(value));
  if (bad !== undefined) {
    throw new ArgumentError(
      'convert/not-finite',
      `convert: the weight holds ${bad}, and no fit to it exists; replace it by a finite number first`,
    );
  }
}

/** A copy with elements of its own, without a past, under another shape if one is given. */
export function copyOf(tensor: Tensor, shape = tensor.shape): Tensor {
  const copy = Tensor.allocate(tensor.dtype, shape);
  copy.data.set(tensor.data);
  return copy;
}

/** A bias of the layer's own, or none. */
export function copyBias(bias: Tensor | null): Tensor | false {
  return bias ? copyOf(bias) : false;
}

/** Numbers as a weight. */
export function weightOf(data: Float64Array, shape: readonly number[], dtype: Tensor['dtype']): Tensor {
  const weight = Tensor.allocate(dtype, shape);
  weight.data.set(data);
  return weight;
}
