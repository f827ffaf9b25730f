import { ArgumentError, ShapeError } from '../errors';
import { describeValue } from './check';
import type { TypedArray } from './dtype';

/** The most axes that PyTorch allows as well. */
const MAX_AXES = 64;

/** Numbers in lists in lists: what `tensor` reads. A list may be a typed array. */
export type NestedData = number | boolean | TypedArray | readonly NestedData[];

/** Nested lists laid out flat in row-major order. */
export interface FlatData {
  values: number[];
  shape: number[];
  /** Every element was true or false, and there was at least one. */
  boolean: boolean;
}

/**
 * Lays nested lists out flat; booleans become 1 and 0.
 *
 * @throws ShapeError `tensor/ragged` naming the first list whose length differs from that of its neighbours
 * @throws ShapeError `tensor/too-deep` for a list that contains itself
 * @throws ArgumentError `tensor/element` naming the first element that is no number
 */
export function flattenNested(data: unknown): FlatData {
  const shape = shapeOfFirst(data);
  const values: number[] = [];
  let booleans = 0;
  const path: number[] = []; // indices of the list or element that is visited
  const visit = (value: unknown): void => {
    const axis = path.length;
    const list = asList(value);
    if (list?.length !== shape[axis]) throw ragged(path, list, shape);
    if (!list) {
      if (typeof value === 'boolean') booleans++;
      values.push(toNumber(value, path));
      return;
    }
    for (let i = 0; i < list.length; i++) {
      path.push(i);
      visit(list[i]);
      path.pop();
    }
  };
  visit(data);
  return { values, shape, boolean: values.length > 0 && booleans === values.length };
}

/** Lengths found by following the first element of each list; the others have to agree. */
function shapeOfFirst(data: unknown): number[] {
  const shape: number[] = [];
  for (let list = asList(data); list; list = list.length ? asList(list[0]) : undefined) {
    shape.push(list.length);
    if (shape.length > MAX_AXES) {
      throw new ShapeError(
        'tensor/too-deep',
        `tensor: lists are nested more than ${MAX_AXES} deep; is one of them inside itself?`,
      );
    }
  }
  return shape;
}

function asList(value: unknown): ArrayLike<unknown> | undefined {
  if (Array.isArray(value)) return value as unknown[];
  if (!ArrayBuffer.isView(value) || !('length' in value)) return undefined;
  return value as unknown as ArrayLike<unknown>; // every view with a length is a typed array
}

function ragged(path: readonly number[], list: ArrayLike<unknown> | undefined, shape: number[]): ShapeError {
  const expected = shape[path.length];
  const found = list ? `a list of ${list.length}` : 'a single value';
  const wanted = expected === undefined ? 'a single value' : `a list of ${expected}`;
  return new ShapeError(
    'tensor/ragged',
    `tensor: ${nameOf(path)} is ${found} where its first neighbour is ${wanted} (axis ${path.length}); ` +
      'all lists of one level must have the same length',
  );
}

function toNumber(value: unknown, path: readonly number[]): number {
  if (typeof value !== 'number' && typeof value !== 'boolean') {
    throw new ArgumentError(
      'tensor/element',
      `tensor: ${nameOf(path)} is ${describeValue(value)}; every element must be a number`,
    );
  }
  return Number(value);
}

/** `data[1][2]` for the path 1, 2. */
function nameOf(path: readonly number[]): string {
  return `data${path.map(i => `[${i}]`).join('')}`;
}
