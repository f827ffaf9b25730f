import type { TypedArray } from '../tensor/dtype';
import type { Plan } from './plan';

/** One channel read, one filter and the sums of one channel written; `start`s are offsets into the arrays. */
export interface ChannelPair {
  source: TypedArray;
  sourceStart: number;
  weight: TypedArray;
  weightStart: number;
  sums: Float64Array;
}

/** One channel of each side of a plan, and where the sums of the filter between them begin. */
export interface FilterPair {
  positions: TypedArray;
  positionsStart: number;
  field: TypedArray;
  fieldStart: number;
  sums: Float64Array;
  sumsStart: number;
}

/** Adds to each position the field elements under the filter. */
export function gather(
  { rows, columns, stride }: Plan,
  { source, sourceStart, weight, weightStart, sums }: ChannelPair,
): void {
  for (let row = 0; row < rows.length; row += 3) {
    const sumsRow = rows[row]!;
    const sourceRow = sourceStart + rows[row + 1]!;
    const weightRow = weightStart + rows[row + 2]!;
    for (let column = 0; column < columns.length; column += 3) {
      const tap = weight[weightRow + column / 3]!;
      const end = columns[column + 1]!;
      let from = sourceRow + columns[column + 2]!;
      for (let position = columns[column]!; position < end; position++, from += stride) {
        sums[sumsRow + position]! += tap * source[from]!;
      }
    }
  }
}

/** Spreads each position's element over the field elements under the filter. */
export function scatter(
  { rows, columns, stride }: Plan,
  { source, sourceStart, weight, weightStart, sums }: ChannelPair,
): void {
  for (let row = 0; row < rows.length; row += 3) {
    const sourceRow = sourceStart + rows[row]!;
    const sumsRow = rows[row + 1]!;
    const weightRow = weightStart + rows[row + 2]!;
    for (let column = 0; column < columns.length; column += 3) {
      const tap = weight[weightRow + column / 3]!;
      const end = columns[column + 1]!;
      let to = sumsRow + columns[column + 2]!;
      for (let position = columns[column]!; position < end; position++, to += stride) {
        sums[to]! += tap * source[sourceRow + position]!;
      }
    }
  }
}

/** Adds to each tap the products of all that it makes meet: a dot product per row of positions. */
export function correlateSides(
  { rows, columns, stride }: Plan,
  { positions, positionsStart, field, fieldStart, sums, sumsStart }: FilterPair,
): void {
  for (let row = 0; row < rows.length; row += 3) {
    const positionsRow = positionsStart + rows[row]!;
    const fieldRow = fieldStart + rows[row + 1]!;
    const sumsRow = sumsStart + rows[row + 2]!;
    for (let column = 0; column < columns.length; column += 3) {
      const end = columns[column + 1]!;
      let from = fieldRow + columns[column + 2]!;
      let sum = 0;
      for (let position = columns[column]!; position < end; position++, from += stride) {
        sum += positions[positionsRow + position]! * field[from]!;
      }
      sums[sumsRow + column / 3]! += sum;
    }
  }
}
