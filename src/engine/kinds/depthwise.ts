import { ShapeError } from '../errors';
import { shapeText } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { checkFilter, imageChannels } from './filters';
import { checkUngrouped, namedConv2d, type UngroupedOptions } from './named';

/**
 * Depthwise convolution: every input channel by filters of its own, nothing summed across channels.
 *
 * - `x` [N, Cin, H, W] or [Cin, H, W], `w` [Cin·multiplier, 1, kH, kW]
 * - result [N, Cin·multiplier, H', W']; outputs c·multiplier to (c + 1)·multiplier - 1 come of input channel c
 *
 * @throws ShapeError `kinds/weight`, `kinds/multiplier` when the filters are no multiple of Cin, and as `conv2d`
 */
export function depthwise(x: Tensor, w: Tensor, options: UngroupedOptions = {}): Tensor {
  checkUngrouped('depthwise', options);
  return runDepthwise('depthwise', x, { name: 'the weight', w }, options);
}

/** `depthwise` for a kind that is built of it, whose name its messages carry. */
export function runDepthwise(
  operation: string,
  x: Tensor,
  { name, w }: { name: string; w: Tensor },
  options: UngroupedOptions,
): Tensor {
  const channels = imageChannels(operation, x);
  checkFilter(operation, w, { name, shape: [null, 1, null, null], layout: '[Cin·multiplier, 1, kH, kW]' });
  const filters = w.shape[0]!;
  if (filters === 0 || filters % channels !== 0) {
    throw new ShapeError(
      'kinds/multiplier',
      `${operation}: ${name} ${shapeText(w.shape)} has ${filters} filters for Cin = ${channels} input channels, ` +
        `expected a multiple of ${channels}: every channel takes as many filters`,
    );
  }
  return namedConv2d(operation, x, w, { ...options, groups: channels });
}
