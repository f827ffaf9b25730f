import { sizeOf, type DType, type Shape } from '../engine';
import { colorScaleOf, type ColorScale } from './colorScale';
import { decodePart } from './decodePart';
import { mapGridOf, type MapGrid } from './mapGrid';
import type { TensorPart, TensorPayload, TensorStats } from './mime';
import { choosePart, describePart, partDType, takePart, type PartLimits } from './part';
import type { CellPosition } from './layout';
import { exactText } from './numberText';

/** Everything that a heatmap shows, before it has a size: one model for outputs, images and the inspector. */
export interface Drawing {
  name: string | undefined;
  provenance: string | undefined;
  /** Of the whole tensor. */
  dtype: DType;
  shape: Shape;
  stats: TensorStats;
  scale: ColorScale;
  grid: MapGrid;
  /** Map after map, each row-major. */
  values: ArrayLike<number>;
  valuesDType: DType;
  /** Whether values are means of several elements. */
  means: boolean;
  /** What is left out, as a sentence. */
  notice: string | null;
  /** Where a cell lies in the tensor: `[0, 2, 5, 7]`, with `4:8` for a block. */
  indexText: (cell: CellPosition) => string;
}

/** The element of a drawing in one cell. */
export function valueAt({ grid, values }: Drawing, { map, row, column }: CellPosition): number {
  return values[(map * grid.rows + row) * grid.columns + column]!;
}

/** What the reader is told about a cell: `[0, 2, 5, 7] = -0.25`, or `[0:4, 0:4]: mean 3`. */
export function readingText(drawing: Drawing, cell: CellPosition): string {
  const value = exactText(valueAt(drawing, cell), drawing.valuesDType);
  const index = drawing.indexText(cell);
  return drawing.means ? `${index}: mean ${value}` : `${index} = ${value}`;
}

/** The drawing of a tensor output, cut to `limits` where it would be larger than any screen. */
export function drawingOf(payload: TensorPayload, limits: PartLimits): Drawing {
  const { name, provenance, dtype, shape, stats, view } = payload;
  const cut = choosePart(view.shape, limits);
  const taken = { ...cut, dtype: partDType(view.dtype, cut.block) };
  const part: TensorPart = { ...taken, block: view.block.map((block, axis) => block * cut.block[axis]!) };
  const whole = sizeOf(cut.shape) === sizeOf(view.shape);
  const data = decodePart(payload);
  return {
    name,
    provenance,
    dtype,
    shape,
    stats,
    scale: colorScaleOf(stats),
    grid: mapGridOf(part.shape),
    values: whole ? data : takePart(data, view.shape, taken),
    valuesDType: part.dtype,
    means: part.block.some(block => block > 1),
    notice: whole ? payload.truncated : describePart(shape, part),
    indexText: cell => partIndexText(shape, part, cell),
  };
}

/** The cell's index in the tensor, one entry an axis. */
function partIndexText(shape: Shape, part: TensorPart, { map, row, column }: CellPosition): string {
  const rank = shape.length;
  const positions = new Array<number>(rank);
  if (rank > 0) positions[rank - 1] = column;
  if (rank > 1) positions[rank - 2] = row;
  let rest = map;
  for (let axis = rank - 3; axis >= 0; axis--) {
    positions[axis] = rest % part.shape[axis]!;
    rest = Math.floor(rest / part.shape[axis]!);
  }
  const entries = positions.map((position, axis) => blockText(position, part.block[axis]!, shape[axis]!));
  return `[${entries.join(', ')}]`;
}

/** One axis of an index: the element, or the range of a block as Python writes it. */
export function blockText(position: number, block: number, size: number): string {
  return block === 1 ? String(position) : `${position * block}:${Math.min(size, (position + 1) * block)}`;
}
