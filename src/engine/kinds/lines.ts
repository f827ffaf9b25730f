import { wholeNumbers } from '../conv/fields';
import { convPads, type Padding, type Pads } from '../conv/padding';

/** Options of a two-dimensional convolution that is run as two one-dimensional ones. */
export interface PlaneOptions {
  stride?: number | readonly number[];
  padding?: Padding;
  dilation?: number | readonly number[];
}

/** Options of a convolution along one axis of the plane only. */
interface LineOptions {
  stride: number[];
  padding: Padding;
  dilation: number[];
}

/** The shares of the vertical filter [kH, 1] and of the horizontal filter [1, kW]. */
export interface Lines {
  vertical: LineOptions;
  horizontal: LineOptions;
}

/**
 * Shares stride, padding and dilation of a plane out to its two lines: the vertical filter moves, pads and
 * dilates along the height only, the horizontal one along the width. A rule such as 'same' does nothing along
 * an axis where the filter has one element and stride 1, so both take it as it is.
 *
 * @throws ArgumentError `conv/option-value`, `conv/option-count`, `conv/padding`
 */
export function splitLines(operation: string, options: PlaneOptions): Lines {
  const { stride = 1, padding = 0, dilation = 1 } = options;
  const limits = { spatial: 2, least: 1 };
  const [strideH, strideW] = wholeNumbers(`${operation}: stride`, stride, limits) as [number, number];
  const [dilationH, dilationW] = wholeNumbers(`${operation}: dilation`, dilation, limits) as [number, number];
  const [padH, padW] = splitPadding(operation, padding);
  return {
    vertical: { stride: [strideH, 1], padding: padH, dilation: [dilationH, 1] },
    horizontal: { stride: [1, strideW], padding: padW, dilation: [1, dilationW] },
  };
}

function splitPadding(operation: string, padding: Padding): [Padding, Padding] {
  // Explicit padding does not depend on the axes, so any will do here; this also refuses unknown rules.
  const unit = { input: 1, filter: 1, stride: 1, dilation: 1 };
  const [height, width] = convPads(operation, padding, [unit, unit]) as [Pads, Pads];
  if (typeof padding === 'string') {
    return [padding, padding];
  }
  return [
    [height, [0, 0]],
    [[0, 0], width],
  ];
}
