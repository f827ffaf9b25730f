import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  colorOf,
  COLORMAPS,
  colorScaleOf,
  inkOn,
  mapColor,
  MAP_COLORS,
  positionOf,
  type ColormapName,
} from '../../../src/view';

type Color = readonly [number, number, number];

/** CIE L* of an sRGB colour (CIE 15:2004, IEC 61966-2-1); the maps themselves are made in OKLab. */
function lightness([red, green, blue]: Color): number {
  const linear = (byte: number) => {
    const value = byte / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  };
  const luminance = 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
  return luminance > 216 / 24389 ? 116 * Math.cbrt(luminance) - 16 : (luminance * 24389) / 27;
}

function colorsOf(name: ColormapName): Color[] {
  return Array.from({ length: MAP_COLORS }, (_, i) => mapColor(name, i / (MAP_COLORS - 1)));
}

describe('the sequential map', () => {
  test('gets lighter all the way, but for the rounding of neighbours to whole bytes', () => {
    const steps = colorsOf('sequential').map(lightness);
    for (let i = 1; i < steps.length; i++) expect(steps[i]! - steps[i - 1]!).toBeGreaterThan(-0.1);
    for (let i = 4; i < steps.length; i++) expect(steps[i]! - steps[i - 4]!).toBeGreaterThan(0.4);
  });

  test('begins and ends with the published colours of viridis', () => {
    expect(mapColor('sequential', 0)).toEqual([0x44, 0x01, 0x54]);
    expect(mapColor('sequential', 1)).toEqual([0xfd, 0xe7, 0x25]);
  });
});

describe('the diverging map', () => {
  test('is a neutral grey in its middle, lighter than all else', () => {
    const [red, green, blue] = mapColor('diverging', 0.5);
    expect(Math.max(red, green, blue) - Math.min(red, green, blue)).toBeLessThanOrEqual(1);
    expect(lightness([red, green, blue])).toBe(Math.max(...colorsOf('diverging').map(lightness)));
  });

  test('is about as light on both sides of zero, and darker outwards', () => {
    const colors = colorsOf('diverging').map(lightness);
    const middle = (MAP_COLORS - 1) / 2;
    for (let i = 1; i <= middle; i++) {
      expect(Math.abs(colors[middle + i]! - colors[middle - i]!)).toBeLessThan(6);
      expect(colors[middle + i]).toBeLessThan(colors[middle + i - 1]!);
      expect(colors[middle - i]).toBeLessThan(colors[middle - i + 1]!);
    }
  });

  test('is blue below zero and red above', () => {
    const [lowRed, , lowBlue] = mapColor('diverging', 0.1);
    const [highRed, , highBlue] = mapColor('diverging', 0.9);
    expect(lowBlue).toBeGreaterThan(lowRed + 60);
    expect(highRed).toBeGreaterThan(highBlue + 60);
  });
});

describe('the scale', () => {
  test('is symmetric about zero as soon as one value is negative', () => {
    expect(colorScaleOf({ min: -1, max: 3 })).toEqual({ map: 'diverging', low: -3, high: 3 });
    expect(colorScaleOf({ min: -5, max: -2 })).toEqual({ map: 'diverging', low: -5, high: 5 });
  });

  test('is sequential from the smallest to the largest otherwise', () => {
    expect(colorScaleOf({ min: 2, max: 3 })).toEqual({ map: 'sequential', low: 2, high: 3 });
  });

  test('of a constant reaches from zero to it', () => {
    expect(colorScaleOf({ min: 4, max: 4 })).toEqual({ map: 'sequential', low: 0, high: 4 });
  });

  test('of zeros, and of nothing finite, is 0 to 1', () => {
    expect(colorScaleOf({ min: 0, max: 0 })).toEqual({ map: 'sequential', low: 0, high: 1 });
    expect(colorScaleOf({ min: null, max: null })).toEqual({ map: 'sequential', low: 0, high: 1 });
  });

  test('gives zero the middle colour, and a value and its negative mirrored positions', () => {
    const finite = fc.double({ noNaN: true, noDefaultInfinity: true });
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        fc.pre(Math.min(a, b) < 0 && Math.max(Math.abs(a), Math.abs(b)) > 1e-300);
        const scale = colorScaleOf({ min: Math.min(a, b), max: Math.max(a, b) });
        expect(positionOf(scale, 0)).toBe(0.5);
        expect(positionOf(scale, a) + positionOf(scale, -a)).toBeCloseTo(1, 12);
      }),
    );
  });

  test('holds for the largest doubles', () => {
    const scale = colorScaleOf({ min: -Number.MAX_VALUE, max: Number.MAX_VALUE });
    expect(positionOf(scale, Number.MAX_VALUE)).toBe(1);
    expect(positionOf(scale, Number.MAX_VALUE / 2)).toBe(0.75);
  });

  test('draws values beyond it like its ends', () => {
    const scale = colorScaleOf({ min: 0, max: 1 });
    expect(colorOf(scale, 9)).toEqual(colorOf(scale, 1));
  });
});

test('values are written in ink of at least 4.5 : 1 contrast on every colour of both maps', () => {
  const luminance = (color: Color) => ((lightness(color) + 16) / 116) ** 3;
  for (const name of Object.keys(COLORMAPS) as ColormapName[]) {
    for (const color of colorsOf(name).filter(each => lightness(each) > 8)) {
      const ink = inkOn(color) === 'black' ? 0 : 1;
      const [dark, light] = [luminance(color), ink].sort((a, b) => a - b) as [number, number];
      expect((light + 0.05) / (dark + 0.05)).toBeGreaterThan(4.5);
    }
  }
});
