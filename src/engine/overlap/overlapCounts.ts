import { endInside, firstInside, tapOffset } from '../conv/axis';
import type { ResolvedAxis } from '../conv/geometry';
import { Tensor } from '../tensor/tensor';
import { readOverlap, type OverlapOptions } from './geometry';

/**
 * How many products each output element of a transposed convolution sums: where the numbers differ from one
 * element to the next, its output shows a checkerboard.
 *
 *     overlapCounts(6, { kernel: 3, stride: 2 })       // 1 1 2 1 2 1 2 1 2 1 2 1 1
 *     overlapCounts([6, 6], { kernel: 3, stride: 2 })  // 13 x 13, the outer product of it with itself
 *
 * - `input` a length, or one per spatial axis, 1 to 3 of them; result int32, one axis for each, of the output's
 *   lengths
 *
 * It is what a transposed convolution of ones with a filter of ones gives; channels do not matter.
 *
 * @throws ShapeError `overlap/too-large` above 2^24 outputs, `conv/output-empty`, `conv/padding-same`
 * @throws ArgumentError `overlap/input`, `options/unknown`, `options/not-an-object`, `conv/option-value`,
 *   `conv/option-count`, `conv/padding`, `conv/padding-full`, `conv/output-padding`
 * @source Odena, Dumoulin & Olah, "Deconvolution and Checkerboard Artifacts", Distill (2016)
 */
export function overlapCounts(input: number | readonly number[], options: OverlapOptions): Tensor {
  const axes = readOverlap('overlapCounts', input, options);
  const result = Tensor.allocate(
    'int32',
    axes.map(axis => axis.output),
  );
  result.data.set(axes.map(axisCounts).reduce(outer));
  return result;
}

function axisCounts(axis: ResolvedAxis): Int32Array {
  const counts = new Int32Array(axis.output);
  for (let tap = 0; tap < axis.filter; tap++) {
    const offset = tapOffset(axis, tap);
    const end = endInside(offset, axis.stride, axis.output, axis.input);
    for (let position = firstInside(offset, axis.stride); position < end; position++) {
      counts[axis.stride * position + offset]!++;
    }
  }
  return counts;
}

/** All products of an element of `a` with one of `b`, those of one element of `a` side by side. */
function outer(a: Int32Array, b: Int32Array): Int32Array {
  const products = new Int32Array(a.length * b.length);
  a.forEach((count, i) =>
    products.set(
      b.map(other => count * other),
      i * b.length,
    ),
  );
  return products;
}
