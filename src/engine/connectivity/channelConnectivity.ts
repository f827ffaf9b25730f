import { ArgumentError } from '../errors';
import { asLayer, type Model } from '../layers/sequential';
import { MODEL_INPUT, traceModel, type Step } from '../model/steps';
import { checkOptions } from '../options';
import { checkChannelsKnown, stepsAnywhere } from '../receptiveField/anywhere';
import { placeAfter } from '../receptiveField/axes';
import { inputShapeOf, spatialAxesOf } from '../receptiveField/graph';
import { describeValue } from '../tensor/check';
import { eye } from '../tensor/ranges';
import { shapeText, type Shape } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { channelsThrough } from './rows';

/** Most entries of the matrices of all layers: 512 MiB. */
const MOST_ENTRIES = 2 ** 26;

export interface ConnectivityOptions {
  /** Of the model's input; needed where the layers do not say it, as before a flatten. */
  inputShape?: Shape;
  /** Whether an entry is 1 where there is a path, the default, or the number of paths. */
  entries?: 'exists' | 'paths';
}

/** Which input channels each output channel of a model depends on. */
export interface ChannelConnectivity {
  /** [Cout, Cin], float64. */
  matrix: Tensor;
  /** Share of the pairs of an output and an input channel that are connected. */
  density: number;
}

/**
 * Which channels of a model's input each channel of its output can depend on, through groups, shuffles, 1x1
 * convolutions, branches and poolings, whatever the weights. Drawn as a heatmap, two grouped layers are blocks along
 * the diagonal; a shuffle between them spreads the blocks over the whole.
 *
 *     const grouped = new PointwiseGroupedConv2d({ in: 12, out: 12, groups: 3 });
 *     channelConnectivity([grouped, grouped]).density                                      // 0.333
 *     channelConnectivity([grouped, new ChannelShuffle({ groups: 3 }), grouped]).density   // 1
 *
 * A path is a sequence of channels, one a layer; taps are not counted apart, and where a layer's taps lie, on padding
 * perhaps, does not matter. The channels are axis 1, or axis 0 of an input without a batch; after a flatten every
 * feature is one, and a linear layer connects all of them. Along any other axis it leaves the channels alone.
 *
 * @throws ArgumentError `field/input-needed` when the layers do not say how many channels there are,
 *   `connectivity/entries`, `connectivity/no-channels`, `connectivity/too-large` for more than 67,108,864 pairs of a
 *   layer's and an input channel, `options/unknown`, `layers/not-a-layer`, `model/opaque`
 * @throws ShapeError when the input shape does not suit the layers
 * @source Zhang et al., ShuffleNet, arXiv:1707.01083, section 3.1 and figure 1
 */
export function channelConnectivity(model: Model, options: ConnectivityOptions = {}): ChannelConnectivity {
  checkOptions('channelConnectivity', options, ['inputShape', 'entries']);
  const { inputShape, entries = 'exists' } = options;
  if (entries !== 'exists' && entries !== 'paths') {
    throw new ArgumentError(
      'connectivity/entries',
      `channelConnectivity: entries is 'exists' or 'paths', got ${describeValue(entries)}`,
    );
  }
  const layer = asLayer('channelConnectivity', model);
  if (inputShape === undefined) checkChannelsKnown('channelConnectivity', layer);
  const steps = inputShape ? traceModel(layer, inputShape) : stepsAnywhere('channelConnectivity', layer);
  const matrix = pathsOf(steps, channelAxisOf(steps));
  let connected = 0;
  matrix.data.forEach((paths, i) => {
    if (paths === 0) return;
    connected++;
    if (entries === 'exists') matrix.data[i] = 1;
  });
  return { matrix, density: connected / matrix.size };
}

/** The axis of the channels in the model's input. */
function channelAxisOf(steps: readonly Step[]): number {
  const shape = inputShapeOf(steps);
  const axis = shape.length - spatialAxesOf(steps) - 1;
  if (axis < 0 || shape[axis] === 0) {
    throw new ArgumentError(
      'connectivity/no-channels',
      `channelConnectivity: an input of shape ${shapeText(shape)} has no channels; give { inputShape } as [N, C, ...]`,
    );
  }
  return axis;
}

/** The number of paths for each pair of an output and an input channel. */
function pathsOf(steps: readonly Step[], axis: number): Tensor {
  const channels = inputShapeOf(steps)[axis]!; // channelAxisOf has read it
  const axes = axesOfChannels(steps, axis);
  checkSize(steps, { axes, channels });
  const input = eye(channels, { dtype: 'float64' });
  const outputs: Tensor[] = [];
  for (const step of steps) {
    const read = step.inputs.map(index => (index === MODEL_INPUT ? input : outputs[index]!));
    const from = step.inputs[0]!; // a step reads at least one
    outputs.push(channelsThrough(step, read, from === MODEL_INPUT ? axis : axes[from]!));
  }
  return outputs.at(-1)!.clone(); // layers that keep channels apart hand on the same tensor
}

/** The axis of the channels in each step's output. */
function axesOfChannels(steps: readonly Step[], axis: number): number[] {
  const axes: number[] = [];
  for (const step of steps) {
    const from = step.inputs[0]!; // a step reads at least one
    axes.push(placeAfter(step, from === MODEL_INPUT ? axis : axes[from]!).axis);
  }
  return axes;
}

function checkSize(
  steps: readonly Step[],
  { axes, channels }: { axes: readonly number[]; channels: number },
): void {
  const made = steps.reduce((sum, { work }, i) => sum + work.outputShape[axes[i]!]!, channels);
  if (made * channels > MOST_ENTRIES) {
    throw new ArgumentError(
      'connectivity/too-large',
      `channelConnectivity: the layers have ${made} channels together for ${channels} of the input, more than ` +
        `${MOST_ENTRIES} pairs; give a smaller { inputShape }, or a model of fewer channels`,
    );
  }
}
