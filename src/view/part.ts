import { newArray, sizeOf, stridesOf, type DType, type Shape, type TypedArray } from '../engine';
import { axisNames } from './axisNames';
import { blockMeans, type BlockedMap } from './blockMeans';
import type { TensorPart } from './mime';
import { countText } from './numberText';

/** The most that a part may hold. */
export interface PartLimits {
  elements: number;
  /** Elements along either axis of a map. */
  side: number;
  /** Maps along each of the leading axes. */
  perAxis: number;
  /** Maps altogether. */
  maps: number;
}

type PartShape = Pick<TensorPart, 'shape' | 'block'>;

/** Maps that a part should show before it shrinks them into block means. */
const WANTED_MAPS = 16;

/**
 * Chooses the part of a tensor to show. The last two axes are a map: when 16 maps (or all) do not fit, the
 * blocks of a map grow until they do; then come as many first maps as fit, the innermost leading axis first.
 */
export function choosePart(shape: Shape, limits: PartLimits): PartShape {
  const leading = shape.slice(0, Math.max(0, shape.length - 2));
  const plane = shape.slice(leading.length);
  const wanted = Math.max(1, Math.min(sizeOf(leading), WANTED_MAPS));
  const block = planeBlocks(plane, Math.floor(limits.elements / wanted), limits.side);
  const planePart = plane.map((size, axis) => Math.ceil(size / block[axis]!));
  let room = Math.min(limits.maps, Math.floor(limits.elements / Math.max(1, sizeOf(planePart))));
  const leadingPart = leading.map(() => 0);
  for (let axis = leading.length - 1; axis >= 0; axis--) {
    const taken = Math.min(leading[axis]!, limits.perAxis, Math.max(1, room));
    leadingPart[axis] = taken;
    room = Math.floor(room / Math.max(1, taken));
  }
  return { shape: [...leadingPart, ...planePart], block: [...leading.map(() => 1), ...block] };
}

/** The smallest blocks that keep a map within its limits, square unless one axis is much the longer. */
function planeBlocks(plane: Shape, elements: number, side: number): number[] {
  const block = plane.map(size => Math.max(1, Math.ceil(size / side)));
  let sizes = plane.map((size, axis) => Math.ceil(size / block[axis]!));
  while (sizeOf(sizes) > elements) {
    const longest = Math.max(...sizes);
    sizes.forEach((size, axis) => {
      if (2 * size > longest) block[axis]!++;
    });
    sizes = plane.map((size, axis) => Math.ceil(size / block[axis]!));
  }
  return block;
}

/**
 * The elements of a part, row-major: copies where every block is 1, else block means (a last block may hold
 * fewer elements; one NaN makes its block NaN).
 *
 * @param data elements of a contiguous tensor of `shape`
 */
export function takePart(data: TypedArray, shape: Shape, part: TensorPart): TypedArray {
  const values = newArray(part.dtype, sizeOf(part.shape));
  if (values.length === 0) return values;
  const rank = shape.length;
  const map: BlockedMap = {
    rows: rank > 1 ? shape[rank - 2]! : 1,
    columns: rank > 0 ? shape[rank - 1]! : 1,
    shownRows: rank > 1 ? part.shape[rank - 2]! : 1,
    shownColumns: rank > 0 ? part.shape[rank - 1]! : 1,
    rowBlock: rank > 1 ? part.block[rank - 2]! : 1,
    columnBlock: rank > 0 ? part.block[rank - 1]! : 1,
  };
  const exact = map.rowBlock === 1 && map.columnBlock === 1;
  const shown = map.shownRows * map.shownColumns;
  mapOffsets(shape, part.shape).forEach((offset, index) => {
    const target = values.subarray(index * shown, (index + 1) * shown);
    const source = data.subarray(offset, offset + map.rows * map.columns);
    if (exact) target.set(source);
    else blockMeans(source, map, target);
  });
  return values;
}

/** Where each map of the part starts in the tensor. */
function mapOffsets(shape: Shape, partShape: Shape): number[] {
  const strides = stridesOf(shape);
  let offsets = [0];
  for (let axis = 0; axis < shape.length - 2; axis++) {
    const positions = Array.from({ length: partShape[axis]! }, (_, i) => i * strides[axis]!);
    offsets = offsets.flatMap(offset => positions.map(position => offset + position));
  }
  return offsets;
}

/** What a part leaves out of a tensor of `shape`, as a sentence; null when it is the whole tensor. */
export function describePart(shape: Shape, part: PartShape): string | null {
  const names = axisNames(shape.length);
  const firsts = shape.flatMap((size, axis) =>
    part.block[axis] === 1 && part.shape[axis]! < size
      ? [`the first ${countText(part.shape[axis]!)} of ${countText(size)} along ${names[axis]!}`]
      : [],
  );
  const blocked = part.block.flatMap((block, axis) => (block > 1 ? [axis] : []));
  const means =
    blocked.length > 0
      ? `each value is the mean of ${blocked.map(axis => countText(part.block[axis]!)).join(' × ')} ` +
        `elements along ${blocked.map(axis => names[axis]!).join(' × ')}`
      : '';
  if (firsts.length === 0 && means === '') return null;
  const shown = firsts.length > 0 ? `showing ${firsts.join(' and ')}` : '';
  const sentence = [shown, means].filter(text => text !== '').join('; ');
  return `Not the whole tensor: ${sentence}.`;
}

/** The dtype of a part: the tensor's own, or for means a float type that can hold them. */
export function partDType(dtype: DType, block: readonly number[]): DType {
  if (block.every(size => size === 1)) return dtype;
  return dtype === 'float64' ? 'float64' : 'float32';
}
