import { conv1d, conv2d, conv3d } from '../conv/conv';
import type { ResolvedAxis } from '../conv/axis';
import { Join } from '../layers/branching';
import { ConvolutionLayer } from '../layers/convolution';
import { ElementwiseLayer } from '../layers/elementwise';
import type { Layer } from '../layers/layer';
import { Linear } from '../layers/linear';
import { MODEL_INPUT, type Step } from '../model/steps';
import { onesLike, ones } from '../tensor/create';
import type { Tensor } from '../tensor/tensor';

/** What a step does to the tensors it reads. */
export type Run = (inputs: readonly Tensor[]) => Tensor;

/** Runs the steps of a model, each by the function at its index. */
export function runSteps(steps: readonly Step[], runs: readonly Run[], x: Tensor): Tensor {
  const outputs: Tensor[] = [];
  steps.forEach(({ inputs }, i) => {
    outputs.push(runs[i]!(inputs.map(input => (input === MODEL_INPUT ? x : outputs[input]!))));
  });
  return outputs.at(-1)!; // a model has a step
}

/** The step as the model has it, out of training so that no running statistics move. The layer is not touched. */
export function asItIs({ layer }: Step): Run {
  if (layer instanceof Join) return inputs => layer.forward(inputs);
  const settled = variant(layer, { training: false });
  return ([x]) => settled.forward(x!);
}

/**
 * The step with nothing in it that could hide a path: every weight 1 and no bias, so that the output for ones is the
 * number of paths; the sum of a window in place of its mean or maximum; activations and batch norm left out. The
 * layer is not touched. Tensors are float64.
 */
export function withoutWeights(step: Step): Run {
  const { layer, work } = step;
  if (work.kind === 'window' && work.reduce !== 'none') return ([x]) => windowSums(x!, work.axes);
  if (layer instanceof ElementwiseLayer || work.kind === 'scale') return ([x]) => x!;
  if (layer instanceof ConvolutionLayer || layer instanceof Linear) {
    const weight = onesLike(layer.weight, { dtype: 'float64' });
    const even = variant(layer, { weight, bias: null });
    return ([x]) => even.forward(x!);
  }
  return asItIs(step);
}

/** A layer that behaves as this one but for some of its fields: an object that falls back on it for the others. */
function variant<L extends Layer>(layer: L, fields: Readonly<Record<string, unknown>>): L {
  const own = Object.entries(fields).map(([name, value]) => [name, { value }] as const);
  return Object.create(layer, Object.fromEntries(own)) as L; // its prototype is one
}

/** The sum of each window of each channel. */
function windowSums(x: Tensor, axes: readonly ResolvedAxis[]): Tensor {
  const groups = x.shape.at(-1 - axes.length)!;
  const weight = ones([groups, 1, ...axes.map(({ filter }) => filter)], { dtype: 'float64' });
  return [conv1d, conv2d, conv3d][axes.length - 1]!(x, weight, {
    groups,
    stride: axes.map(({ stride }) => stride),
    dilation: axes.map(({ dilation }) => dilation),
    padding: axes.map(({ padBefore, padAfter }) => [padBefore, padAfter] as const),
  });
}
