import { filterSpan } from '../../conv/axis';
import type { Padding, Pads } from '../../conv/padding';
import { convPads } from '../../conv/padding';
import { Conv1d, Conv2d, Conv3d } from '../../layers/conv';
import type { ConvLayerOptions } from '../../layers/convSettings';
import type { DType } from '../../tensor/dtype';
import { sizeOf } from '../../tensor/shape';
import { Tensor } from '../../tensor/tensor';

/** One spatial axis of a kernel. */
export interface KernelAxis {
  filter: number;
  stride: number;
  dilation: number;
  /** 'same' where the padding may depend on the input's length. */
  pads: Pads | 'same';
}

/** A convolution without its class, in float64: what a stack of linear layers amounts to. */
export interface Kernel {
  in: number;
  out: number;
  groups: number;
  /** [out, in/groups, filter...] */
  weight: Float64Array;
  /** [out], or null without one. */
  bias: Float64Array | null;
  axes: KernelAxis[];
}

export type ConvNd = Conv1d | Conv2d | Conv3d;

export function isConv(layer: unknown): layer is ConvNd {
  return layer instanceof Conv1d || layer instanceof Conv2d || layer instanceof Conv3d;
}

/** The kernel of a convolution layer. */
export function kernelOfConv({ geometry, weight, bias }: ConvNd): Kernel {
  const { in: channels, out, groups } = geometry;
  return {
    ...{ in: channels, out, groups },
    weight: Float64Array.from(weight.data),
    bias: bias && Float64Array.from(bias.data),
    axes: axesOf(geometry),
  };
}

/** The axes of a window, its padding settled where it does not depend on the input. */
export function axesOf({
  kernel,
  stride,
  dilation,
  padding,
}: {
  kernel: readonly number[];
  stride: readonly number[];
  dilation: readonly number[];
  padding: Padding;
}): KernelAxis[] {
  const plain = kernel.map((filter, i) => ({ filter, stride: stride[i]!, dilation: dilation[i]! }));
  if (padding === 'same') return plain.map(axis => ({ ...axis, pads: 'same' }));
  const input = 1; // no other padding depends on the input's length
  const pads = convPads(
    'convert',
    padding,
    plain.map(axis => ({ ...axis, input })),
  );
  return plain.map((axis, i) => ({ ...axis, pads: pads[i]! }));
}

/** The padding of an axis, or undefined where it depends on the input's length. */
export function fixedPads(axis: KernelAxis): Pads | undefined {
  if (axis.pads !== 'same') return axis.pads;
  if (axis.stride !== 1) return undefined;
  const total = filterSpan(axis) - 1;
  return [Math.floor(total / 2), Math.ceil(total / 2)];
}

/** Whether the layer along this axis reads one element for each output, the one at its place. */
export function isTrivial(axis: KernelAxis): boolean {
  const pads = fixedPads(axis);
  return axis.filter === 1 && axis.stride === 1 && pads !== undefined && pads[0] === 0 && pads[1] === 0;
}

/** Elements of one filter of one channel. */
export function tapsOf(axes: readonly KernelAxis[]): number {
  return sizeOf(axes.map(axis => axis.filter));
}

/** The options of a convolution layer that does what the kernel does. */
function convOptions(kernel: Kernel, dtype: DType): ConvLayerOptions {
  const { in: channels, out, groups, axes } = kernel;
  const lengths = axes.map(({ filter }) => filter);
  const weight = Tensor.allocate(dtype, [out, channels / groups, ...lengths]);
  weight.data.set(kernel.weight);
  return {
    ...{ in: channels, out, groups, weight, kernel: lengths },
    bias: kernel.bias ? tensorFrom(kernel.bias, dtype) : false,
    stride: axes.map(({ stride }) => stride),
    dilation: axes.map(({ dilation }) => dilation),
    padding: paddingOf(axes),
  };
}

/** A convolution layer that does what the kernel does. */
export function convOf(kernel: Kernel, dtype: DType): ConvNd {
  const Class = [Conv1d, Conv2d, Conv3d][kernel.axes.length - 1]!; // a kernel has one to three axes
  return new Class(convOptions(kernel, dtype));
}

/** A vector of numbers as a tensor. */
export function tensorFrom(data: Float64Array, dtype: DType): Tensor {
  const tensor = Tensor.allocate(dtype, [data.length]);
  tensor.data.set(data);
  return tensor;
}

/** A rule where every axis has it, pairs otherwise: `compose` leaves no axis that only has the rule beside others. */
function paddingOf(axes: readonly KernelAxis[]): Padding {
  if (axes.every(({ pads }) => pads === 'same')) return 'same';
  return axes.map(axis => fixedPads(axis)!);
}
