import { ArgumentError } from '../errors';
import { checkOptions } from '../options';
import { checkFinite, checkInteger } from '../tensor/check';
import { mt19937, type RandomStream } from '../tensor/mt19937';
import { Tensor } from '../tensor/tensor';

/** What the images show, in the order of the class indices. */
export const SHAPE_CLASSES = ['disc', 'square', 'triangle', 'cross'] as const;

export interface ShapesOptions {
  /** Height and width of an image, 8 or more. Default 16. */
  size?: number;
  /** Standard deviation of the noise on every pixel. Default 0.1. */
  noise?: number;
  /** Decides all of it. Default 0. */
  seed?: number;
}

/** Images with what they show. `train` takes it as it is. */
export interface LabelledImages {
  /** [N, 1, size, size], float32, about 0 for the ground and 1 for the shape. */
  inputs: Tensor;
  /** Class indices [N], int32. */
  targets: Tensor;
  /** Names of the classes. */
  classes: readonly string[];
}

/** One shape: its centre and half its width in pixels, and the cosine and sine of its turn. */
interface Pose {
  x: number;
  y: number;
  radius: number;
  cos: number;
  sin: number;
}

/** How far inside a shape a point is, in units of half its width: above 0 within it. */
const INSIDE: Record<(typeof SHAPE_CLASSES)[number], (u: number, v: number) => number> = {
  disc: (u, v) => 1 - Math.hypot(u, v),
  square: (u, v) => 0.85 - Math.max(Math.abs(u), Math.abs(v)),
  triangle: (u, v) => Math.min(0.5 + v, 0.5 - (v + Math.sqrt(3) * Math.abs(u)) / 2),
  cross: (u, v) =>
    Math.min(1 - Math.max(Math.abs(u), Math.abs(v)), 0.35 - Math.min(Math.abs(u), Math.abs(v))),
};

/**
 * Images of discs, squares, triangles and crosses at random places, sizes and turns: enough to train a small
 * network on, without a download. As many of each class as can be; the same seed gives the same images.
 *
 *     const { inputs, targets } = shapes(512, { size: 16, seed: 1 }); // [512, 1, 16, 16] and [512]
 *
 * @throws ArgumentError `argument/integer` for a count, size or seed that cannot be, `data/noise`, `options/unknown`
 */
export function shapes(count: number, options: ShapesOptions = {}): LabelledImages {
  checkOptions('shapes', options, ['size', 'noise', 'seed']);
  checkInteger('shapes: count', count, { least: 1 });
  const size = checkInteger('shapes: size', options.size ?? 16, { least: 8 });
  const noise = checkFinite('shapes: noise', options.noise ?? 0.1);
  if (noise < 0) throw new ArgumentError('data/noise', `shapes: noise must be 0 or more, got ${noise}`);
  const stream = mt19937(checkInteger('shapes: seed', options.seed ?? 0, { least: 0, most: 2 ** 32 - 1 }));
  const inputs = Tensor.allocate('float32', [count, 1, size, size]);
  const targets = Tensor.allocate('int32', [count]);
  for (let image = 0; image < count; image++) {
    const shape = image % SHAPE_CLASSES.length;
    targets.data[image] = shape;
    const pixels = inputs.data.subarray(image * size * size, (image + 1) * size * size);
    draw(pixels as Float32Array, size, INSIDE[SHAPE_CLASSES[shape]!], anyPose(stream, size));
    for (let i = 0; i < pixels.length; i++) pixels[i]! += noise * normal(stream);
  }
  return { inputs, targets, classes: SHAPE_CLASSES };
}

/** A shape that lies in the image as a whole. */
function anyPose(stream: RandomStream, size: number): Pose {
  const between = (low: number, high: number) => low + (high - low) * stream.float64();
  const radius = between(0.2, 0.35) * size;
  const turn = between(0, 2 * Math.PI);
  return {
    x: between(radius, size - radius),
    y: between(radius, size - radius),
    radius,
    cos: Math.cos(turn),
    sin: Math.sin(turn),
  };
}

/** Pixels on the edge are as bright as they are covered, about. */
function draw(
  pixels: Float32Array,
  size: number,
  inside: (u: number, v: number) => number,
  { x, y, radius, cos, sin }: Pose,
): void {
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const dx = (column + 0.5 - x) / radius;
      const dy = (row + 0.5 - y) / radius;
      const depth = inside(cos * dx + sin * dy, cos * dy - sin * dx) * radius;
      pixels[row * size + column] = Math.min(1, Math.max(0, depth + 0.5));
    }
  }
}

/** @source G. E. P. Box and M. E. Muller, "A note on the generation of random normal deviates", 1958 */
function normal(stream: RandomStream): number {
  const radius = Math.sqrt(-2 * Math.log1p(-stream.float64()));
  return radius * Math.cos(2 * Math.PI * stream.float64());
}
