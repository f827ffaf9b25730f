import { ArgumentError } from '../errors';
import { filterSpan } from '../conv/axis';
import { BatchNorm2d } from '../layers/batchNorm';
import { ConvolutionLayer } from '../layers/convolution';
import { Identity } from '../layers/identity';
import type { Layer } from '../layers/layer';
import { Linear } from '../layers/linear';

/** The length of spatial axes that costs are stated for where none is given. */
const USUAL_LENGTH = 32;

/**
 * An input that a layer takes, batch of one: as many channels as its first part wants, 32 long on each spatial
 * axis or as long as its filter; undefined where its first part takes inputs of any kind.
 */
export function guessInputShape(layer: Layer): number[] | undefined {
  if (layer instanceof ConvolutionLayer) {
    const { in: channels, kernel, dilation } = layer.geometry;
    const spans = kernel.map((filter, i) => filterSpan({ filter, dilation: dilation[i]! }));
    return [1, channels, ...spans.map(span => Math.max(USUAL_LENGTH, span))];
  }
  if (layer instanceof Linear) return [1, layer.in];
  if (layer instanceof BatchNorm2d) return [1, layer.features, USUAL_LENGTH, USUAL_LENGTH];
  const parts = Object.values(layer.parts).filter(part => !(part instanceof Identity));
  return parts[0] && guessInputShape(parts[0]);
}

/**
 * The input that costs are stated for where none is given.
 *
 * @throws ArgumentError `convert/input-shape` when the layer does not tell
 */
export function usualInputShape(where: string, layer: Layer): number[] {
  const shape = guessInputShape(layer);
  if (shape) return shape;
  throw new ArgumentError(
    'convert/input-shape',
    `${where}: this ${layer.kind} does not tell which inputs it takes; give one, such as inputShape: [1, 3, 32, 32]`,
  );
}
