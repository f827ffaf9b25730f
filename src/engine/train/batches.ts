import { mt19937 } from '../tensor/mt19937';
import { sizeOf } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';

/** The rows `indices` of `x` along its first axis, in that order. */
export function takeRows(x: Tensor, indices: readonly number[]): Tensor {
  const rest = x.shape.slice(1);
  const size = sizeOf(rest);
  const taken = Tensor.allocate(x.dtype, [indices.length, ...rest]);
  const { data } = x;
  indices.forEach((index, i) => taken.data.set(data.subarray(index * size, (index + 1) * size), i * size));
  return taken;
}

/**
 * The numbers below `count` in a random order that the seed decides.
 *
 * @source Durstenfeld, "Algorithm 235: Random permutation", Communications of the ACM 7 (1964)
 */
export function shuffledIndices(count: number, seed: number): number[] {
  const stream = mt19937(seed);
  const order = Array.from({ length: count }, (_, i) => i);
  for (let i = count - 1; i > 0; i--) {
    const j = Math.floor(stream.float64() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

/** A list in pieces of `size`; the last one may be shorter. */
export function piecesOf(list: readonly number[], size: number): number[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, i) =>
    list.slice(i * size, (i + 1) * size),
  );
}
