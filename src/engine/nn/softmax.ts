import { record } from '../autograd/record';
import { checkTensor } from '../tensor/check';
import { resolveDim } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { forEachLine, linesAlong, type Lines } from './lines';
import { checkFloats } from './operands';

/**
 * e to the power of each element, divided by the sum of these along `dim`: positive numbers that add up to 1. The
 * largest element is taken off first, so that none is too large to be a power of e.
 *
 *     softmax(tensor([[0, 0], [0, 1000]]), -1)   // [[0.5, 0.5], [0, 1]]
 *
 * - `x` of any shape with an axis, float32 or float64; `dim` counts from the back when negative
 * - result of the same shape
 *
 * @throws ArgumentError `tensor/expected`, `nn/dtype`, `shape/axis`
 */
export function softmax(x: Tensor, dim: number): Tensor {
  const lines = linesOf('softmax', x, dim);
  const result = likeX(
    x,
    sharesAlong(x, lines, sum => shifted => Math.exp(shifted) / sum),
  );
  return record(result, {
    operation: 'softmax',
    inputs: [x],
    backward: gradient => [softmaxGradient(x, lines, { result, gradient })],
  });
}

/**
 * The natural logarithm of `softmax(x, dim)`, which stays exact where a softmax is too small for a number.
 *
 *     logSoftmax(tensor([0, 1000]), 0)   // [-1000, 0]
 *
 * - `x` of any shape with an axis, float32 or float64; `dim` counts from the back when negative
 * - result of the same shape
 *
 * @throws ArgumentError `tensor/expected`, `nn/dtype`, `shape/axis`
 */
export function logSoftmax(x: Tensor, dim: number): Tensor {
  const lines = linesOf('logSoftmax', x, dim);
  const logs = logProbabilities(x, lines);
  return record(likeX(x, logs), {
    operation: 'logSoftmax',
    inputs: [x],
    backward: gradient => [logSoftmaxGradient(x, lines, { logs, gradient })],
  });
}

function linesOf(operation: string, x: Tensor, dim: number): Lines {
  checkTensor(operation, 'x', x);
  checkFloats(operation, { x });
  return linesAlong(x.shape, resolveDim(operation, dim, x.rank));
}

/** The logarithm of each element's share of its line, in float64. */
export function logProbabilities(x: Tensor, lines: Lines): Float64Array {
  return sharesAlong(x, lines, sum => {
    const log = Math.log(sum);
    return shifted => shifted - log;
  });
}

/** What `share` makes of x - max, given the sum of e^(x - max) along its line; in float64. */
function sharesAlong(
  { data }: Tensor,
  lines: Lines,
  share: (sum: number) => (shifted: number) => number,
): Float64Array {
  const shares = new Float64Array(data.length);
  const { length, inner } = lines;
  forEachLine(lines, start => {
    const end = start + length * inner;
    let largest = -Infinity;
    for (let i = start; i < end; i += inner) largest = Math.max(largest, data[i]!); // NaN stays
    let sum = 0;
    for (let i = start; i < end; i += inner) sum += Math.exp(data[i]! - largest);
    const shareOf = share(sum);
    for (let i = start; i < end; i += inner) shares[i] = shareOf(data[i]! - largest);
  });
  return shares;
}

function likeX(x: Tensor, values: Float64Array): Tensor {
  const result = Tensor.allocate(x.dtype, x.shape);
  result.data.set(values);
  return result;
}

/** p · (g - sum of g · p) */
function softmaxGradient(
  x: Tensor,
  lines: Lines,
  { result: { data: p }, gradient: { data: g } }: { result: Tensor; gradient: Tensor },
): Tensor {
  const result = Tensor.allocate(x.dtype, x.shape);
  const { length, inner } = lines;
  forEachLine(lines, start => {
    const end = start + length * inner;
    let sum = 0;
    for (let i = start; i < end; i += inner) sum += g[i]! * p[i]!;
    for (let i = start; i < end; i += inner) result.data[i] = p[i]! * (g[i]! - sum);
  });
  return result;
}

/** g - p · sum of g */
function logSoftmaxGradient(
  x: Tensor,
  lines: Lines,
  { logs, gradient: { data: g } }: { logs: Float64Array; gradient: Tensor },
): Tensor {
  const result = Tensor.allocate(x.dtype, x.shape);
  const { length, inner } = lines;
  forEachLine(lines, start => {
    const end = start + length * inner;
    let sum = 0;
    for (let i = start; i < end; i += inner) sum += g[i]!;
    for (let i = start; i < end; i += inner) result.data[i] = g[i]! - Math.exp(logs[i]!) * sum;
  });
  return result;
}
