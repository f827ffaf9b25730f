import { ShapeError } from '../errors';
import { checkInteger, checkTensor } from '../tensor/check';
import { shapeText, sizeOf } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';

/**
 * How the channels of two layers' outputs go together: Pearson's correlation over all images and positions,
 * between -1 and 1; 0 for a channel that never changes.
 *
 * - `a` [N, Ca, ...], `b` [N, Cb, ...], all other axes alike
 * - result [Ca, Cb], float64
 *
 *     const hidden = first.forward(images);
 *     channelCorrelation(hidden, second.forward(hidden)) // block diagonal where `second` is grouped
 *
 * @throws ShapeError `statistics/shapes`
 * @throws ArgumentError `tensor/expected`
 * @source Ioannou et al., "Deep Roots", arXiv:1605.06489, section 4 (inter-layer filter correlation)
 */
export function channelCorrelation(a: Tensor, b: Tensor): Tensor {
  const rows = standardised('a', a);
  const columns = standardised('b', b);
  const sameRest = a.rank === b.rank && a.shape.every((size, axis) => axis === 1 || size === b.shape[axis]);
  if (!sameRest) {
    throw new ShapeError(
      'statistics/shapes',
      `channelCorrelation: a is ${shapeText(a.shape)} and b ${shapeText(b.shape)}, expected shapes [N, C, ...] that ` +
        'differ in C alone',
    );
  }
  const result = Tensor.allocate('float64', [rows.length, columns.length]);
  rows.forEach((row, i) => {
    columns.forEach((column, j) => {
      let sum = 0;
      for (let k = 0; k < row.length; k++) sum += row[k]! * column[k]!;
      result.data[i * columns.length + j] = sum;
    });
  });
  return result;
}

/** The values of each channel, shifted to mean 0 and scaled to length 1. */
function standardised(name: string, x: Tensor): Float64Array[] {
  checkTensor('channelCorrelation', name, x);
  if (x.rank < 2 || x.size === 0) {
    throw new ShapeError(
      'statistics/shapes',
      `channelCorrelation: ${name} is ${shapeText(x.shape)}, expected [N, C, ...] without empty axes`,
    );
  }
  const [images, channels] = x.shape as [number, number];
  const size = sizeOf(x.shape.slice(2));
  return Array.from({ length: channels }, (_, channel) => {
    const values = new Float64Array(images * size);
    for (let image = 0; image < images; image++) {
      const from = (image * channels + channel) * size;
      values.set(x.data.subarray(from, from + size), image * size);
    }
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    const length = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0));
    return length === 0 ? values.fill(0) : values.map(value => (value - mean) / length);
  });
}

/** Sizes of a matrix's entries in the diagonal blocks and outside of them. */
export interface BlockStructure {
  groups: number;
  /** Mean of |entry| in the diagonal blocks. */
  inside: number;
  /** Mean of |entry| outside; 0 when there is one block alone. */
  outside: number;
  /** inside / outside: 1 without a structure, large for a block diagonal matrix. */
  contrast: number;
}

/**
 * How far a matrix [rows, columns] is block diagonal in `groups` blocks of rows/groups x columns/groups.
 *
 * @throws ShapeError `statistics/blocks` when groups does not divide rows and columns
 * @throws ArgumentError `argument/integer`, `tensor/expected`
 */
export function blockStructure(matrix: Tensor, groups: number): BlockStructure {
  checkTensor('blockStructure', 'matrix', matrix);
  checkInteger('blockStructure: groups', groups, { least: 1 });
  const [rows = 0, columns = 0] = matrix.shape;
  if (matrix.rank !== 2 || rows % groups !== 0 || columns % groups !== 0 || matrix.size === 0) {
    throw new ShapeError(
      'statistics/blocks',
      `blockStructure: a matrix ${shapeText(matrix.shape)} has no ${groups} diagonal blocks; groups must divide rows and columns`,
    );
  }
  const sums = { inside: 0, outside: 0 };
  matrix.data.forEach((value, i) => {
    const block = Math.floor(Math.floor(i / columns) / (rows / groups));
    const within = block === Math.floor((i % columns) / (columns / groups));
    sums[within ? 'inside' : 'outside'] += Math.abs(value);
  });
  const count = matrix.size / groups;
  const inside = sums.inside / count;
  const outside = groups === 1 ? 0 : sums.outside / (matrix.size - count);
  return { groups, inside, outside, contrast: groups === 1 ? 1 : inside / outside };
}
