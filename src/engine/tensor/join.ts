import { record } from '../autograd/record';
import { ArgumentError, ShapeError } from '../errors';
import { to } from './cast';
import { checkInteger, checkTensor } from './check';
import { promote } from './dtype';
import { unsqueeze } from './reshape';
import { resolveDim, shapeText, sizeOf, stridesOf } from './shape';
import { copyStrided } from './strided';
import { Tensor } from './tensor';

/**
 * Tensors put one behind the other along an axis; all other axes must agree. The dtype is the widest of them.
 *
 * @throws ShapeError `concat/rank`, `concat/mismatch`
 * @throws ArgumentError `concat/empty` for no tensors, `shape/axis` for an axis they do not have
 */
export function concat(tensors: readonly Tensor[], dim = 0): Tensor {
  const first = checkList('concat', tensors);
  const axis = resolveDim('concat', dim, first.rank);
  tensors.forEach((x, i) => checkAgrees(x, i, first, axis));
  const shape = first.shape.map((size, i) =>
    i === axis ? tensors.reduce((sum, x) => sum + x.shape[i]!, 0) : size,
  );
  const dtype = tensors.map(x => x.dtype).reduce(promote);
  const parts = tensors.map(x => to(x, dtype));
  const result = Tensor.allocate(dtype, shape);
  const inner = sizeOf(shape.slice(axis + 1));
  const block = shape[axis]! * inner; // elements of the result for each index of the axes before `axis`
  const outer = sizeOf(shape.slice(0, axis));
  const offsets: number[] = []; // where each part begins in the result
  let offset = 0;
  for (const x of parts) {
    const part = x.shape[axis]! * inner;
    for (let o = 0; o < outer; o++) {
      result.data.set(x.data.subarray(o * part, (o + 1) * part), o * block + offset);
    }
    offsets.push(offset);
    offset += part;
  }
  const strides = stridesOf(shape);
  return record(result, {
    operation: 'concat',
    inputs: parts,
    backward: gradient =>
      parts.map((x, i) =>
        x.requiresGrad ? copyStrided(gradient, x.shape, { offset: offsets[i]!, strides }) : null,
      ),
  });
}

/**
 * Tensors of one shape put side by side along a new axis, which stands at `dim` of the result.
 *
 * @throws ShapeError `concat/rank`, `concat/mismatch` when shapes differ
 * @throws ArgumentError `concat/empty` for no tensors, `argument/integer` for a place outside the axes
 */
export function stack(tensors: readonly Tensor[], dim = 0): Tensor {
  const { rank } = checkList('stack', tensors);
  checkInteger('stack: dim', dim, { least: -rank - 1, most: rank });
  const axis = dim < 0 ? dim + rank + 1 : dim;
  const first = tensors[0]!;
  tensors.forEach((x, i) => checkAgrees(x, i, first, -1));
  return concat(
    tensors.map(x => unsqueeze(x, axis)),
    axis,
  );
}

function checkList(operation: string, tensors: readonly Tensor[]): Tensor {
  if (!Array.isArray(tensors) || tensors.length === 0) {
    throw new ArgumentError(
      'concat/empty',
      `${operation}: takes a list of at least one tensor, such as ${operation}([a, b])`,
    );
  }
  tensors.forEach((x, i) => checkTensor(operation, `tensor ${i}`, x));
  return tensors[0] as Tensor; // checked on the line above
}

/** `except` is the axis along which sizes may differ, -1 for none. */
function checkAgrees(x: Tensor, index: number, first: Tensor, except: number): void {
  const shapes = `tensor ${index} has shape ${shapeText(x.shape)}, tensor 0 has ${shapeText(first.shape)}`;
  const operation = except < 0 ? 'stack' : 'concat';
  if (x.rank !== first.rank) {
    throw new ShapeError(
      'concat/rank',
      `${operation}: ${shapes}: ${x.rank} axes and ${first.rank}; all must have the same number`,
    );
  }
  const axis = x.shape.findIndex((size, i) => i !== except && size !== first.shape[i]);
  if (axis >= 0) {
    throw new ShapeError(
      'concat/mismatch',
      `${operation}: ${shapes}: sizes ${x.shape[axis]} and ${first.shape[axis]} of axis ${axis} must be equal`,
    );
  }
}
