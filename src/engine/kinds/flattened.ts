import { checkTensor } from '../tensor/check';
import type { Tensor } from '../tensor/tensor';
import { checkFilter, checkPointwiseFilter } from './filters';
import { splitLines } from './lines';
import { checkUngrouped, namedConv2d, type UngroupedOptions } from './named';

/**
 * Flattened convolution: each Cin x kH x kW filter as three one-dimensional ones, across the channels, down the
 * height and along the width, in this order.
 *
 * - `x` [N, Cin, H, W] or [Cin, H, W], `channel` [Cout, Cin, 1, 1] or [Cout, Cin],
 *   `vertical` [Cout, 1, kH, 1] or [Cout, kH], `horizontal` [Cout, 1, 1, kW] or [Cout, kW]
 * - result [N, Cout, H', W']; the bias is added at the end
 *
 * It equals the dense convolution of weight[o, c, i, j] = channel[o, c] · vertical[o, i] · horizontal[o, j], so
 * it is exact for filters of rank one only.
 *
 * @throws ShapeError `kinds/weight`, and as `conv2d`
 * @source Jin, Dundar & Culurciello, arXiv:1412.5474, section 3
 */
export function flattened(
  x: Tensor,
  channel: Tensor,
  vertical: Tensor,
  horizontal: Tensor,
  options: UngroupedOptions = {},
): Tensor {
  const operation = 'flattened';
  checkUngrouped(operation, options);
  const { bias, ...plane } = options;
  const lines = splitLines(operation, plane);
  const across = checkPointwiseFilter(operation, 'channel', channel);
  const groups = across.shape[0]!;
  const down = lineFilters(operation, vertical, { name: 'vertical', axis: 2, filters: groups });
  const along = lineFilters(operation, horizontal, { name: 'horizontal', axis: 3, filters: groups });
  const mixed = namedConv2d(operation, x, across, {});
  const columns = namedConv2d(operation, mixed, down, { ...lines.vertical, groups });
  return namedConv2d(operation, columns, along, { ...lines.horizontal, groups, bias });
}

/** One filter per output channel along `axis` of [Cout, 1, kH, kW]; a matrix [Cout, k] is one written short. */
function lineFilters(
  operation: string,
  weight: Tensor,
  { name, axis, filters }: { name: string; axis: 2 | 3; filters: number },
): Tensor {
  const given = checkTensor(operation, name, weight);
  const [count, taps] = given.shape;
  const isMatrix = given.rank === 2;
  const full = isMatrix ? given.withShape(axis === 2 ? [count!, 1, taps!, 1] : [count!, 1, 1, taps!]) : given;
  return checkFilter(operation, full, {
    name,
    shape: axis === 2 ? [filters, 1, null, 1] : [filters, 1, 1, null],
    layout: `${axis === 2 ? '[Cout, 1, kH, 1] or [Cout, kH]' : '[Cout, 1, 1, kW] or [Cout, kW]'} with Cout = ${filters}, as channel has`,
  });
}
