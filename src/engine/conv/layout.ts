import { ShapeError } from '../errors';
import { checkTensor } from '../tensor/check';
import { checkShape, shapeText, type Shape } from '../tensor/shape';
import { axisNames } from './fields';

/** What the two shapes say on their own. */
export interface Layout {
  /** Undefined for an input without a batch axis. */
  batch: number | undefined;
  channelsIn: number;
  input: readonly number[];
  filter: readonly number[];
  names: readonly string[];
}

/**
 * Checks that a weight has two channel axes and `spatial` more.
 *
 * @throws ShapeError `conv/rank`
 */
export function checkWeightRank(operation: string, weightShape: Shape, spatial: number): void {
  if (weightShape.length !== spatial + 2) {
    throw new ShapeError(
      'conv/rank',
      `${operation}: the weight has ${weightShape.length} axes (shape ${shapeText(weightShape)}), expected ` +
        `${spatial + 2}: two of channels, then the filter's ${axisNames(spatial).join(', ')}; reshape it`,
    );
  }
}

/**
 * Splits the shapes of an input [N, C, spatial...] or [C, spatial...] and a weight of 1 to 3 spatial axes.
 *
 * @throws ShapeError `shape/invalid`, `conv/rank`, `conv/empty-axis`
 */
export function readLayout(operation: string, inputShape: Shape, weightShape: Shape): Layout {
  checkShape(operation, inputShape);
  checkShape(operation, weightShape);
  const spatial = Math.min(3, Math.max(1, weightShape.length - 2));
  checkWeightRank(operation, weightShape, spatial);
  const names = axisNames(spatial);
  const extra = inputShape.length - spatial;
  if (extra !== 1 && extra !== 2) {
    throw new ShapeError(
      'conv/rank',
      `${operation}: the input has ${inputShape.length} axes (shape ${shapeText(inputShape)}), expected ` +
        `${spatial + 2} ([N, C, ${names.join(', ')}]) or ${spatial + 1} without a batch ` +
        `([C, ${names.join(', ')}]); reshape it`,
    );
  }
  const unbatched = extra === 2 ? inputShape.slice(1) : inputShape;
  checkNotEmpty(operation, 'input', unbatched);
  checkNotEmpty(operation, 'weight', weightShape);
  return {
    batch: extra === 2 ? inputShape[0]! : undefined,
    channelsIn: unbatched[0]!,
    input: unbatched.slice(1),
    filter: weightShape.slice(2),
    names,
  };
}

function checkNotEmpty(operation: string, what: string, shape: Shape): void {
  if (shape.includes(0)) {
    throw new ShapeError(
      'conv/empty-axis',
      `${operation}: the ${what} has an axis of 0 elements in ${shapeText(shape)}, expected 1 or more; ` +
        'only the batch may be empty',
    );
  }
}

/** @throws ShapeError `conv/groups` */
export function checkDivides(operation: string, groups: number, name: string, channels: number): void {
  if (channels % groups !== 0) {
    throw new ShapeError(
      'conv/groups',
      `${operation}: groups = ${groups} does not divide ${name} = ${channels}; ` +
        'every group takes as many channels, so choose a divisor or change the channels',
    );
  }
}

interface Channels {
  given: number;
  taken: number;
  groups: number;
  inputShape: Shape;
  weightShape: Shape;
}

/** @throws ShapeError `conv/channels` when the input does not have the channels the weight takes */
export function checkChannels(
  operation: string,
  { given, taken, groups, inputShape, weightShape }: Channels,
): void {
  if (given !== taken) {
    throw new ShapeError(
      'conv/channels',
      `${operation}: the input has ${given} channels (shape ${shapeText(inputShape)}) but the weight takes ${taken} ` +
        `(shape ${shapeText(weightShape)}, groups = ${groups}); make the two equal`,
    );
  }
}

/**
 * Checks that a bias, where there is one, has one number per output channel.
 *
 * @throws ShapeError `conv/bias`
 * @throws ArgumentError `tensor/expected` when it is not a tensor
 */
export function checkBias(operation: string, bias: unknown, channelsOut: number): void {
  if (bias === undefined || bias === null) {
    return;
  }
  const { shape } = checkTensor(operation, 'bias', bias);
  if (shape.length !== 1 || shape[0] !== channelsOut) {
    throw new ShapeError(
      'conv/bias',
      `${operation}: the bias has shape ${shapeText(shape)}, expected [${channelsOut}], ` +
        `one number for each of Cout = ${channelsOut} output channels; reshape it or leave it out`,
    );
  }
}
