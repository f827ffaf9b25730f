import { wholeNumber } from '../conv/fields';
import { checkDivides, checkWeightRank } from '../conv/layout';
import { checkOptions } from '../options';
import { checkTensor } from '../tensor/check';
import { flip, permute } from '../tensor/permute';
import { reshape } from '../tensor/reshape';
import type { Tensor } from '../tensor/tensor';

export interface TurnOptions {
  /** Sets of channels that do not meet. Default 1. */
  groups?: number;
}

/**
 * A weight turned by 180 degrees, with its input and output channels exchanged within each group: what makes a
 * transposed convolution's weight one of a convolution, and the other way round. Turning twice changes nothing.
 *
 * - `w` [A, B, filter...], A a multiple of groups, 1 to 3 spatial axes; result [B·groups, A/groups, filter...]
 *
 * Differentiable.
 *
 * @throws ShapeError `conv/rank`, `conv/groups`
 * @throws ArgumentError `tensor/expected`, `conv/option-value`, `options/unknown`, `options/not-an-object`
 */
export function turnKernel(w: Tensor, options: TurnOptions = {}): Tensor {
  const operation = 'turnKernel';
  checkTensor(operation, 'w', w);
  checkOptions(operation, options, ['groups']);
  const groups = wholeNumber(`${operation}: groups`, options.groups ?? 1, 1);
  checkWeightRank(operation, w.shape, Math.min(3, Math.max(1, w.rank - 2)));
  const [first, second, ...filter] = w.shape as [number, number, ...number[]];
  checkDivides(operation, groups, 'the first axis', first);
  const spatial = filter.map((_, axis) => axis + 3);
  const grouped = reshape(w, [groups, first / groups, second, ...filter]);
  const swapped = flip(permute(grouped, [0, 2, 1, ...spatial]), spatial);
  return reshape(swapped, [groups * second, first / groups, ...filter]);
}
