import type { ConvOptions } from '../conv/geometry';
import { checkOptions } from '../options';
import { checkTensor } from '../tensor/check';
import type { Tensor } from '../tensor/tensor';
import { checkFilter } from './filters';
import { splitLines } from './lines';
import { namedConv2d } from './named';

/**
 * Spatially separable convolution: a kH x 1 convolution, then a 1 x kW one.
 *
 * - `x` [N, Cin, H, W] or [Cin, H, W], `column` [Cmid, Cin/groups, kH, 1], `row` [Cout, Cmid/groups, 1, kW];
 *   for a single channel the matrices [kH, 1] and [1, kW] will do
 * - result [N, Cout, H', W']; the bias is added at the end
 *
 * With one group it equals the dense convolution of weight[o, c] = sum over m of column[m, c] · row[o, m], a
 * kH x 1 matrix times a 1 x kW one: for a single channel a filter of rank one, such as Sobel's.
 *
 * @throws ShapeError `kinds/weight`, and as `conv2d`
 */
export function spatialSeparable(x: Tensor, column: Tensor, row: Tensor, options: ConvOptions = {}): Tensor {
  const operation = 'spatialSeparable';
  checkOptions(operation, options, ['bias', 'stride', 'padding', 'dilation', 'groups']);
  const { bias, groups = 1, ...plane } = options;
  const { vertical, horizontal } = splitLines(operation, plane);
  const columns = checkFilter(operation, singleChannel(operation, 'column', column), {
    name: 'column',
    shape: [null, null, null, 1],
    layout: '[Cmid, Cin/groups, kH, 1] or [kH, 1]',
  });
  const rows = checkFilter(operation, singleChannel(operation, 'row', row), {
    name: 'row',
    shape: [null, null, 1, null],
    layout: '[Cout, Cmid/groups, 1, kW] or [1, kW]',
  });
  const middle = namedConv2d(operation, x, columns, { ...vertical, groups });
  return namedConv2d(operation, middle, rows, { ...horizontal, groups, bias });
}

/** A matrix as the filter of one channel pair. */
function singleChannel(operation: string, name: string, filter: Tensor): Tensor {
  const given = checkTensor(operation, name, filter);
  return given.rank === 2 ? given.withShape([1, 1, ...given.shape]) : given;
}
