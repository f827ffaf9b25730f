import { ArgumentError, describeValue, ShapeError, shapeText, Tensor } from '../engine';
import { MAX_PIXELS } from './limits';

/** Axes of a picture as a tensor. */
export type ImageLayout = 'NCHW' | 'HWC';

/** A picture as files hold it: row after row, the numbers of a pixel side by side. */
export interface Pixels {
  width: number;
  height: number;
  /** 1 grey, 2 grey and alpha, 3 red, green and blue, 4 those and alpha. */
  channels: number;
  /** Bits of a number. */
  depth: 8 | 16;
  data: Uint8Array | Uint16Array;
}

/** @throws ArgumentError `image/layout` */
export function checkLayout(name: string, layout: unknown = 'NCHW'): ImageLayout {
  if (layout !== 'NCHW' && layout !== 'HWC') {
    throw new ArgumentError(
      'image/layout',
      `${name}: layout is 'NCHW', numbers from 0 to 1, or 'HWC', whole numbers, got ${describeValue(layout)}`,
    );
  }
  return layout;
}

/** float32 [1, C, H, W] from 0 to 1, or [H, W, C] with the numbers of the file: uint8, for 16 bits int32. */
export function pixelsToTensor(
  { width, height, channels, depth, data }: Pixels,
  layout: ImageLayout,
): Tensor {
  if (layout === 'HWC') {
    const whole = Tensor.allocate(depth === 8 ? 'uint8' : 'int32', [height, width, channels]);
    whole.data.set(data);
    return whole;
  }
  const scaled = Tensor.allocate('float32', [1, channels, height, width]);
  const { data: values } = scaled;
  const most = 2 ** depth - 1;
  const plane = width * height;
  for (let channel = 0; channel < channels; channel++) {
    for (let i = 0; i < plane; i++) values[channel * plane + i] = data[i * channels + channel]! / most;
  }
  return scaled;
}

/** What a format can hold. */
export interface PixelFormat {
  layout: ImageLayout;
  depth: 8 | 16;
  /** The numbers of channels it has. */
  channels: readonly number[];
  /** The largest width and height. */
  longest: number;
}

/**
 * The picture of a tensor: [H, W], or by `layout` [C, H, W], [1, C, H, W] or [H, W, C]. Floats count from 0 to 1
 * and are rounded to the nearest of the format's numbers; integers are these numbers.
 *
 * @throws ShapeError `image/shape`
 * @throws ArgumentError `image/range` for the first element that no pixel can have, `image/too-large`
 */
export function tensorToPixels(x: Tensor, name: string, format: PixelFormat): Pixels {
  const { depth, layout } = format;
  const { height, width, channels } = pictureSize(x, name, format);
  const float = x.dtype === 'float32' || x.dtype === 'float64';
  const most = 2 ** depth - 1;
  const data = depth === 8 ? new Uint8Array(x.size) : new Uint16Array(x.size);
  const plane = width * height;
  for (let i = 0; i < x.size; i++) {
    const value = Math.round(float ? x.data[i]! * most : x.data[i]!);
    if (!(value >= 0 && value <= most)) throw outOfRange(x, name, { index: i, most, float });
    const at = layout === 'HWC' ? i : (i % plane) * channels + Math.floor(i / plane);
    data[at] = value;
  }
  return { width, height, channels, depth, data };
}

function pictureSize(
  { shape }: Tensor,
  name: string,
  { layout, channels: possible, longest }: PixelFormat,
): { height: number; width: number; channels: number } {
  const axes = layout === 'NCHW' && shape.length === 4 && shape[0] === 1 ? shape.slice(1) : shape;
  const [height, width, channels] =
    axes.length === 2 ? [...axes, 1] : layout === 'HWC' ? axes : [axes[1], axes[2], axes[0]];
  if (
    (axes.length !== 2 && axes.length !== 3) ||
    ![height, width].every(size => size! >= 1 && size! <= longest) ||
    !possible.includes(channels!)
  ) {
    const forms = layout === 'HWC' ? '[H, W] or [H, W, C]' : '[H, W], [C, H, W] or [1, C, H, W]';
    throw new ShapeError(
      'image/shape',
      `${name}: a picture is ${forms} with C = ${possible.join(', ')} and sides from 1 to ${longest}, ` +
        `got ${shapeText(shape)}; use slice(...) for one picture of a batch or some of its channels, ` +
        `and { layout: '${layout === 'HWC' ? 'NCHW' : 'HWC'}' } if the channels come ${layout === 'HWC' ? 'first' : 'last'}`,
    );
  }
  if (height! * width! > MAX_PIXELS) {
    throw new ArgumentError(
      'image/too-large',
      `${name}: a picture of ${width} x ${height} pixels, at most ${MAX_PIXELS} are written; slice it or scale it down`,
    );
  }
  return { height: height!, width: width!, channels: channels! }; // checked above
}

function outOfRange(
  x: Tensor,
  name: string,
  { index, most, float }: { index: number; most: number; float: boolean },
): ArgumentError {
  const deeper = most === 255 ? ', or save it as .png with { depth: 16 }' : '';
  return new ArgumentError(
    'image/range',
    `${name}: element ${index} is ${x.data[index]}; ` +
      (float
        ? `the numbers of a ${x.dtype} picture go from 0 to 1, so use clamp(x, 0, 1) or scale them`
        : `the numbers of an ${x.dtype} picture go from 0 to ${most}, so clamp or divide them${deeper}`),
  );
}
