import { sizeOf, type Shape } from '../tensor/shape';

/** The lines along one axis: for each of `outer` x `inner`, `length` elements that lie `inner` apart. */
export interface Lines {
  outer: number;
  length: number;
  inner: number;
}

/** The lines of a shape along an axis counted from the front. */
export function linesAlong(shape: Shape, axis: number): Lines {
  return { outer: sizeOf(shape.slice(0, axis)), length: shape[axis]!, inner: sizeOf(shape.slice(axis + 1)) };
}

/** Calls `visit` with where each line begins; its elements are `inner` apart. */
export function forEachLine({ outer, length, inner }: Lines, visit: (start: number) => void): void {
  for (let row = 0; row < outer; row++) {
    for (let i = 0; i < inner; i++) visit(row * length * inner + i);
  }
}
