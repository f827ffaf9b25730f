import { ArgumentError, shapeText, stridesOf, type Tensor } from '../../engine';
import type { KernelCalls } from '../protocol';

type PlaneParams = Pick<KernelCalls['tensor/plane']['params'], 'rowAxis' | 'columnAxis' | 'index'>;
type Plane = KernelCalls['tensor/plane']['result'];

/** Rows and columns of a plane as it is sent; larger ones come as block means. */
export const PLANE_SIDE = 512;

/** An axis of the tensor as an axis of the plane. */
interface PlaneAxis {
  size: number;
  /** Elements between neighbours. */
  step: number;
  block: number;
  /** Blocks, the last of which may be short. */
  count: number;
}

/**
 * A plane of a tensor, row-major: `rowAxis` down, `columnAxis` across, the other axes at their `index`. An
 * axis of -1 stands for one that the tensor does not have, so that vectors and scalars have a plane as well.
 *
 * @throws ArgumentError `plane/axis`, `plane/index`
 * @throws DisposedError `tensor/disposed`
 */
export function planeOf(tensor: Tensor, { rowAxis, columnAxis, index }: PlaneParams): Plane {
  const { shape, data } = tensor;
  checkAxes(tensor, rowAxis, columnAxis);
  const strides = stridesOf(shape);
  const offset = shape.reduce((sum, size, axis) => {
    if (axis === rowAxis || axis === columnAxis) return sum;
    return sum + checkedIndex(index[axis], { size, axis }) * strides[axis]!;
  }, 0);
  const rows = planeAxis(shape[rowAxis], strides[rowAxis]);
  const columns = planeAxis(shape[columnAxis], strides[columnAxis]);
  const plane = new Float64Array(rows.count * columns.count);
  for (let row = 0; row < rows.count; row++) {
    for (let column = 0; column < columns.count; column++) {
      const start = offset + row * rows.block * rows.step + column * columns.block * columns.step;
      const height = Math.min(rows.block, rows.size - row * rows.block);
      const width = Math.min(columns.block, columns.size - column * columns.block);
      let sum = 0;
      for (let i = 0; i < height; i++) {
        for (let j = 0; j < width; j++) sum += data[start + i * rows.step + j * columns.step]!;
      }
      plane[row * columns.count + column] = sum / (height * width);
    }
  }
  return {
    rows: rows.count,
    columns: columns.count,
    rowBlock: rows.block,
    columnBlock: columns.block,
    data: plane,
  };
}

function planeAxis(size = 1, step = 0): PlaneAxis {
  const block = Math.max(1, Math.ceil(size / PLANE_SIDE));
  return { size, step, block, count: Math.ceil(size / block) };
}

function checkAxes({ shape, rank }: Tensor, rowAxis: number, columnAxis: number): void {
  for (const [name, axis] of Object.entries({ rowAxis, columnAxis })) {
    const missing = axis === -1 && rank < 2;
    if (!missing && !(Number.isInteger(axis) && axis >= 0 && axis < rank)) {
      throw new ArgumentError(
        'plane/axis',
        `${name} = ${axis} is not an axis of a tensor of shape ${shapeText(shape)}; use 0 to ${rank - 1}`,
      );
    }
  }
  if (rowAxis === columnAxis && rowAxis !== -1) {
    throw new ArgumentError('plane/axis', `rowAxis and columnAxis are both ${rowAxis}; they must differ`);
  }
}

function checkedIndex(index: number | undefined, { size, axis }: { size: number; axis: number }): number {
  if (index === undefined || !Number.isInteger(index) || index < 0 || index >= size) {
    throw new ArgumentError('plane/index', `index ${index} of axis ${axis} is outside of 0 to ${size - 1}`);
  }
  return index;
}
