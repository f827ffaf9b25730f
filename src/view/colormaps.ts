import { oklabToRgb, rgbToOklab, type Oklab, type Rgb } from './oklab';

/** Colours of a map; odd, so that the middle of a diverging map is one colour of its own. */
export const MAP_COLORS = 257;

export type ColormapName = 'sequential' | 'diverging';

/** Each map's colours, `MAP_COLORS` times red, green, blue, from the lowest value to the highest. */
export const COLORMAPS: Readonly<Record<ColormapName, Uint8Array>> = {
  sequential: bake(sequentialColor),
  diverging: bake(divergingColor),
};

/** The colour at `position`, from 0 (lowest) to 1 (highest). */
export function mapColor(name: ColormapName, position: number): Rgb {
  const at = 3 * Math.round(position * (MAP_COLORS - 1));
  const colors = COLORMAPS[name];
  return [colors[at]!, colors[at + 1]!, colors[at + 2]!];
}

function bake(colorAt: (position: number) => Oklab): Uint8Array {
  const colors = new Uint8Array(3 * MAP_COLORS);
  for (let i = 0; i < MAP_COLORS; i++) colors.set(oklabToRgb(colorAt(i / (MAP_COLORS - 1))), 3 * i);
  return colors;
}

/**
 * Dark violet over green to yellow: ten colours of viridis, joined by straight lines in OKLab. Lightness
 * rises all the way, so the order survives greyscale and every common colour blindness.
 *
 * @source Stéfan van der Walt and Nathaniel Smith, viridis (2015), CC0 1.0
 */
function sequentialColor(position: number): Oklab {
  const anchors = viridisAnchors();
  const at = position * (anchors.length - 1);
  const below = Math.min(Math.floor(at), anchors.length - 2);
  return mix(anchors[below]!, anchors[below + 1]!, at - below);
}

function viridisAnchors(): Oklab[] {
  const colors: Rgb[] = [
    [0x44, 0x01, 0x54],
    [0x48, 0x28, 0x78],
    [0x3e, 0x4a, 0x89],
    [0x31, 0x68, 0x8e],
    [0x26, 0x82, 0x8e],
    [0x1f, 0x9e, 0x89],
    [0x35, 0xb7, 0x79],
    [0x6e, 0xce, 0x58],
    [0xb5, 0xde, 0x2b],
    [0xfd, 0xe7, 0x25],
  ];
  return colors.map(rgbToOklab);
}

function mix(from: Oklab, to: Oklab, share: number): Oklab {
  return [
    from[0] + share * (to[0] - from[0]),
    from[1] + share * (to[1] - from[1]),
    from[2] + share * (to[2] - from[2]),
  ];
}

/**
 * Blue below zero, near white at zero, orange-red above: one lightness and one chroma for both arms, so equal
 * magnitudes look equally strong, and two hues that red-green blindness keeps apart. The map is ours; the
 * parabola of the chroma stays inside sRGB for both hues.
 */
function divergingColor(position: number): Oklab {
  const signed = 2 * position - 1;
  const strength = Math.abs(signed);
  const hue = ((signed < 0 ? 255 : 40) * Math.PI) / 180;
  const chroma = 0.435 * strength - 0.32 * strength ** 2;
  return [0.97 - 0.57 * strength, chroma * Math.cos(hue), chroma * Math.sin(hue)];
}
