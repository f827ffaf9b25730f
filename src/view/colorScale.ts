import { COLORMAPS, MAP_COLORS, mapColor, type ColormapName } from './colormaps';
import type { TensorStats } from './mime';
import { decodeGamma, type Rgb } from './oklab';

/** Which value gets which colour: `low` the first of the map, `high` the last. `low` is below `high`. */
export interface ColorScale {
  map: ColormapName;
  low: number;
  high: number;
}

/**
 * The scale for values with these statistics: symmetric about zero when any is negative, else from the
 * smallest to the largest. A constant reaches from zero to itself; all zeros, and nothing finite, from 0 to 1.
 */
export function colorScaleOf({ min, max }: Pick<TensorStats, 'min' | 'max'>): ColorScale {
  if (min === null || max === null || (min === 0 && max === 0)) return { map: 'sequential', low: 0, high: 1 };
  if (min < 0) {
    const limit = Math.max(-min, max);
    return { map: 'diverging', low: -limit, high: limit };
  }
  return { map: 'sequential', low: min === max ? 0 : min, high: max };
}

/** Where a finite value lies on the scale, from 0 to 1; values outside it are drawn like its ends. */
export function positionOf({ low, high }: ColorScale, value: number): number {
  // Halved, because high - low of a symmetric scale may be more than the largest double.
  const position = (value / 2 - low / 2) / (high / 2 - low / 2);
  return Math.min(1, Math.max(0, position));
}

/** The colour of a finite value. */
export function colorOf(scale: ColorScale, value: number): Rgb {
  return mapColor(scale.map, positionOf(scale, value));
}

/**
 * Writes the colours of `count` values from `offset` on as red, green, blue and full alpha. Pixels of values
 * that are not finite stay as they are: see marks.ts.
 */
export function paintValues(
  scale: ColorScale,
  source: { values: ArrayLike<number>; offset: number; count: number },
  pixels: Uint8Array | Uint8ClampedArray,
): void {
  const colors = COLORMAPS[scale.map];
  for (let i = 0; i < source.count; i++) {
    const value = source.values[source.offset + i]!;
    if (!Number.isFinite(value)) continue;
    const at = 3 * Math.round(positionOf(scale, value) * (MAP_COLORS - 1));
    pixels[4 * i] = colors[at]!;
    pixels[4 * i + 1] = colors[at + 1]!;
    pixels[4 * i + 2] = colors[at + 2]!;
    pixels[4 * i + 3] = 255;
  }
}

/** Black or white, whichever stands out more on a colour (WCAG 2.2 relative luminance). */
export function inkOn([red, green, blue]: Rgb): 'black' | 'white' {
  const luminance = 0.2126 * decodeGamma(red) + 0.7152 * decodeGamma(green) + 0.0722 * decodeGamma(blue);
  return (luminance + 0.05) ** 2 > 1.05 * 0.05 ? 'black' : 'white';
}
