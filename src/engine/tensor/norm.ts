import { ArgumentError } from '../errors';
import { checkNumber } from './check';
import { floatType } from './elementwise';
import { checkNotEmpty, foldAxes, recordReduction, resolveReduction, resultOf } from './reduce';
import type { Fold, ReduceOptions, Reduction, ReductionSlope } from './reduce';
import type { Tensor } from './tensor';

export interface NormOptions extends ReduceOptions {
  /** The order: 2 (Euclidean) when not given; 1, Infinity, -Infinity, 0 and every other number are fine. */
  p?: number;
}

/**
 * The p-norm of elements, (sum of |x|^p)^(1/p): how long a vector is, or how far apart two tensors are.
 *
 *     norm(sub(a, b))                  // Euclidean distance
 *     norm(w, { p: 1, dim: [1, 2, 3] }) // one number per filter of [Cout, Cin, kH, kW]
 *
 * p = Infinity gives the largest |x|, -Infinity the smallest, 0 the number of elements that are not 0. Integers give
 * float32. As in PyTorch the gradient is 0 where the norm is 0, and elements that tie for an infinite norm share it.
 *
 * @throws ShapeError `reduce/empty` for the norm of no elements when p is negative or infinite
 * @throws ArgumentError `argument/number`, `norm/order` when p is NaN, `shape/axis`, `options/unknown`
 * @source PyTorch, torch.linalg.vector_norm
 */
export function norm(x: Tensor, options: NormOptions = {}): Tensor {
  const reduction = resolveReduction('norm', x, options, ['p', 'dim', 'keepdim']);
  const p = checkNumber('norm: p', options.p ?? 2);
  if (Number.isNaN(p)) {
    throw new ArgumentError('norm/order', 'norm: p is NaN; give a number such as 1, 2 or Infinity');
  }
  if (p < 0 || p === Infinity) checkNotEmpty('norm', reduction);
  const folded = foldAxes(reduction, foldOf(p));
  const norms = p === 0 || !Number.isFinite(p) ? folded : folded.map(total => rootOf(total, p));
  return recordReduction(resultOf(reduction, floatType('norm', x), norms), {
    operation: 'norm',
    reduction,
    slope: () => (Number.isFinite(p) ? powerSlope(norms, p) : extremeSlope(reduction, norms)),
  });
}

function foldOf(p: number): Fold {
  switch (p) {
    case Infinity:
      return { initial: 0, step: (sofar, value) => Math.max(sofar, Math.abs(value)) };
    case -Infinity:
      return { initial: Infinity, step: (sofar, value) => Math.min(sofar, Math.abs(value)) };
    case 0:
      return { initial: 0, step: (sofar, value) => sofar + Number(value !== 0) };
    case 1:
      return { initial: 0, step: (sofar, value) => sofar + Math.abs(value) };
    case 2:
      return { initial: 0, step: (sofar, value) => sofar + value * value };
    default:
      return { initial: 0, step: (sofar, value) => sofar + Math.abs(value) ** p };
  }
}

function rootOf(total: number, p: number): number {
  return p === 2 ? Math.sqrt(total) : total ** (1 / p);
}

/** sign(x) · (|x| / norm)^(p - 1); the count of p = 0 is flat. */
function powerSlope(norms: ArrayLike<number>, p: number): ReductionSlope {
  return (g, value, place) =>
    p === 0 || value === 0 || norms[place] === 0
      ? 0
      : g * Math.sign(value) * (Math.abs(value) / norms[place]!) ** (p - 1);
}

function extremeSlope(reduction: Reduction, norms: ArrayLike<number>): ReductionSlope {
  const ties = foldAxes(reduction, {
    initial: 0,
    step: (sofar, value, place) => sofar + Number(Math.abs(value) === norms[place]),
  });
  return (g, value, place) => (Math.abs(value) === norms[place] ? g * Math.sign(value) : 0) / ties[place]!;
}
