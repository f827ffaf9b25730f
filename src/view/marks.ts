import type { TensorStats } from './mime';
import type { Rgb } from './oklab';

/** The values that have no place on a colour scale. */
export type Mark = 'nan' | 'positiveInfinity' | 'negativeInfinity';

/** Stripes in two colours that neither colour map has; the direction tells them apart without colour. */
export interface MarkStyle {
  label: string;
  ground: Rgb;
  stripe: Rgb;
  /** Whether the pixel at x, y of a tile of `MARK_TILE` pixels is a stripe. */
  isStripe: (x: number, y: number) => boolean;
}

/** Side of the square of pixels after which stripes repeat. */
export const MARK_TILE = 6;

export const MARK_STYLES: Readonly<Record<Mark, MarkStyle>> = {
  nan: {
    label: 'NaN',
    ground: [150, 150, 150],
    stripe: [40, 40, 40],
    isStripe: (x, y) => (x + y) % MARK_TILE < 2,
  },
  positiveInfinity: {
    label: '+inf',
    ground: [255, 60, 200],
    stripe: [110, 0, 80],
    isStripe: x => x % MARK_TILE < 2,
  },
  negativeInfinity: {
    label: '-inf',
    ground: [0, 230, 230],
    stripe: [0, 80, 90],
    isStripe: (_x, y) => y % MARK_TILE < 2,
  },
};

/** The mark of a value, or undefined for a finite one. */
export function markOf(value: number): Mark | undefined {
  if (Number.isFinite(value)) return undefined;
  if (Number.isNaN(value)) return 'nan';
  return value > 0 ? 'positiveInfinity' : 'negativeInfinity';
}

/** The marks that a tensor with these statistics needs, with how many elements have each. */
export function marksIn(stats: TensorStats): { mark: Mark; count: number }[] {
  const marks: Mark[] = ['nan', 'positiveInfinity', 'negativeInfinity'];
  return marks.map(mark => ({ mark, count: stats[mark] })).filter(({ count }) => count > 0);
}

/** The colour of the pixel at x, y of a marked cell. */
export function markPixel(mark: Mark, x: number, y: number): Rgb {
  const style = MARK_STYLES[mark];
  return style.isStripe(x, y) ? style.stripe : style.ground;
}
