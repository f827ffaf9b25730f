import { detach, grad } from '../autograd';
import { countMacs } from '../cost/count';
import { ArgumentError, ShapeError } from '../errors';
import { asLayer, type Model } from '../layers/sequential';
import { traceModel, type Step } from '../model/steps';
import { checkOptions } from '../options';
import { checkTensor, describeValue } from '../tensor/check';
import type { DType } from '../tensor/dtype';
import { randn } from '../tensor/random';
import { shapeText, sizeOf, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';
import { extentsOf, layoutOf, marked, readChannel, readPosition, type Extent, type Layout } from './element';
import { inputShapeOf } from './graph';
import { asItIs, runSteps, withoutWeights, type Run } from './structure';

export interface ProbeOptions {
  /** Of the output element, one index per axis behind its channels. Default the middle. */
  position?: readonly number[];
  /** The output channel. Default all of them at the position, summed. */
  channel?: number;
  /**
   * 'gradient', the default, goes backwards from the output element once; 'impulse' runs the model for every input
   * position, which is slow and an independent check.
   */
  method?: 'gradient' | 'impulse';
  /**
   * 'structure', the default, finds what can matter whatever the weights are; 'own' what matters with the model's
   * weights on an input, and how much (by gradients alone).
   */
  weights?: 'structure' | 'own';
  /** For `weights: 'own'`: where the gradient is taken. Default randn(inputShape, { seed: 0 }). */
  input?: Tensor;
}

/** The inputs that matter for one output element. Tensors have the input's spatial axes, [H, W] of an image. */
export interface FieldProbe {
  method: 'gradient' | 'impulse';
  weights: 'structure' | 'own';
  position: number[];
  /** null for all of them. */
  channel: number | null;
  /**
   * How much each input matters, float64. With `weights: 'structure'` the number of paths from all channels at that
   * place to the output element; with 'own' the sum of |d output / d input| over them.
   */
  strength: Tensor;
  /** 1 where an input matters, else 0; uint8. */
  mask: Tensor;
  /** From the first input that matters to the last, per axis; null when none does. */
  extent: Extent[] | null;
  /** The lengths of `extent`; zeros when no input matters. */
  size: number[];
  /** How many inputs matter. */
  count: number;
  /** Their share of the box that `extent` is: below 1 where dilation leaves holes, or branches a cross. */
  density: number;
}

const OPTIONS = ['position', 'channel', 'method', 'weights', 'input'];

/** Most multiplications, about, that a probe may take: some tens of seconds. */
const MOST_WORK = 2 ** 33;

/** What running one step costs besides its multiplications. */
const STEP_WORK = 2 ** 12;

/** Most elements of all layers' outputs together, which the gradient keeps: 512 MiB. */
const MOST_ELEMENTS = 2 ** 26;

/**
 * Finds by running the layers which inputs one output element depends on: the measured receptive field, beside the
 * closed form of `receptiveField` and `fieldAt`.
 *
 *     const conv = new Conv2d({ in: 1, out: 1, kernel: 3, dilation: 2 });
 *     const { mask, size, density } = probeField([conv, conv], [1, 1, 21, 21]);   // size [9, 9], density 25/81
 *     probeField(model, [1, 3, 64, 64], { weights: 'own' }).strength              // the effective receptive field
 *
 * What is measured with `weights: 'structure'` is whether a path leads from an input to the output element. So that
 * none is hidden by chance, weights are taken as 1 and biases as 0, activations and batch norm pass everything on,
 * and pooling sums its window. `strength` counts the paths: it is large in the middle and small at the rim (a window
 * of an uneven adaptive pooling counts as one path, shared out). With `weights: 'own'` it is the gradient of the
 * model as it is after `eval()`, at `input`: what ReLU or maxima switch off there does not matter. The model itself
 * is never changed.
 *
 * - `inputShape` [N, C, spatial...] or [C, spatial...]; of a batch, the first sample's output is looked at
 *
 * @throws ArgumentError `field/position`, `field/channel`, `field/method`, `field/weights`, `field/too-much-work` above
 *   some 8.6 billion multiplications, `field/too-large` above 67,108,864 elements of all layers' outputs together,
 *   `options/unknown`, `tensor/expected`, `layers/not-a-layer`, `model/opaque`
 * @throws ShapeError `field/input-shape` for an `input` of another shape; when the shape does not suit the layers
 * @source Luo et al., "Understanding the effective receptive field in deep convolutional neural networks",
 *   arXiv:1701.04128, section 3, for the gradient with the model's weights
 */
export function probeField(model: Model, inputShape: Shape, options: ProbeOptions = {}): FieldProbe {
  checkOptions('probeField', options, OPTIONS);
  const { method = 'gradient', weights = 'structure' } = options;
  const steps = traceModel(asLayer('probeField', model), inputShape);
  const layout = layoutOf(steps);
  const position = readPosition('probeField', layout, options.position);
  const channel = readChannel('probeField', layout, options.channel);
  checkMethod(method, weights, options.input);
  checkNotEmpty(steps);
  checkWork(steps, layout, method);
  const input = inputOf(steps, { weights, input: options.input });
  const runs = steps.map(weights === 'own' ? asItIs : withoutWeights);
  const element = marked(layout, { position, channel }, input.dtype === 'float64' ? 'float64' : 'float32');
  const run = method === 'gradient' ? byGradient : byImpulse;
  const strength = run({ steps, runs, layout, element }, input);
  return { method, weights, position, channel, ...measured(strength) };
}

function checkMethod(method: unknown, weights: unknown, input: unknown): void {
  if (method !== 'gradient' && method !== 'impulse') {
    throw new ArgumentError(
      'field/method',
      `probeField: method is 'gradient' or 'impulse', got ${describeValue(method)}`,
    );
  }
  if (weights !== 'structure' && weights !== 'own') {
    throw new ArgumentError(
      'field/weights',
      `probeField: weights is 'structure' or 'own', got ${describeValue(weights)}`,
    );
  }
  if (weights === 'own' && method === 'impulse') {
    throw new ArgumentError(
      'field/weights',
      "probeField: the model's own weights are probed by their gradient; leave method out, or weights",
    );
  }
  if (weights === 'structure' && input !== undefined) {
    throw new ArgumentError(
      'field/weights',
      "probeField: what can matter does not depend on an input; leave input out, or give weights: 'own'",
    );
  }
}

function checkNotEmpty(steps: readonly Step[]): void {
  const shape = inputShapeOf(steps);
  if (shape.includes(0)) {
    throw new ShapeError(
      'field/input-shape',
      `probeField: an input of ${shapeText(shape)} has no elements; give a batch of 1 and axes of 1 or more`,
    );
  }
}

function checkWork(steps: readonly Step[], { input }: Layout, method: 'gradient' | 'impulse'): void {
  const elements = steps.reduce((sum, { work }) => sum + sizeOf(work.outputShape), 0);
  if (elements > MOST_ELEMENTS) {
    throw new ArgumentError(
      'field/too-large',
      `probeField: the outputs of all layers have ${elements} elements, more than the ${MOST_ELEMENTS} that are kept; ` +
        'give a smaller input shape or a batch of 1, or use inputsSeen, which runs nothing',
    );
  }
  const once = steps.reduce((sum, { work }) => sum + STEP_WORK + multiplications(work), elements);
  const work = once * (method === 'gradient' ? 2 : sizeOf(input) + 1);
  if (work > MOST_WORK) {
    const instead = method === 'gradient' ? 'inputsSeen, which runs nothing' : "method: 'gradient'";
    throw new ArgumentError(
      'field/too-much-work',
      `probeField: method = '${method}' would take about ${work.toExponential(1)} multiplications, more than ` +
        `${MOST_WORK.toExponential(1)}; give a smaller input shape, which the field does not depend on, or use ${instead}`,
    );
  }
}

function multiplications(work: Step['work']): number {
  if (work.kind !== 'window') return countMacs(work, 'count').value;
  return work.axes.reduce((product, { filter }) => product * filter, sizeOf(work.outputShape));
}

/** Where the model is probed. What a path leads through does not depend on it. */
function inputOf(
  steps: readonly Step[],
  { weights, input }: { weights: 'structure' | 'own'; input: Tensor | undefined },
): Tensor {
  const shape = inputShapeOf(steps);
  if (weights === 'structure') return Tensor.allocate('float64', shape);
  if (input === undefined) return randn(shape, { seed: 0, dtype: dtypeOf(steps) });
  checkTensor('probeField', 'input', input);
  if (shapeText(input.shape) !== shapeText(shape)) {
    throw new ShapeError(
      'field/input-shape',
      `probeField: input has shape ${shapeText(input.shape)}, the input shape given is ${shapeText(shape)}; make them equal`,
    );
  }
  return input;
}

/** That of the model's first parameter. */
function dtypeOf(steps: readonly Step[]): DType {
  return steps.flatMap(({ layer }) => Object.values(layer.parameters()))[0]?.dtype ?? 'float32';
}

interface Probe {
  steps: readonly Step[];
  runs: readonly Run[];
  layout: Layout;
  /** Ones at the output elements that are looked at. */
  element: Tensor;
}

function byGradient({ steps, runs, layout, element }: Probe, input: Tensor): Tensor {
  const x = detach(input);
  x.requiresGrad = true;
  const [gradient] = grad(runSteps(steps, runs, x), [x], { gradOutput: element, allowUnused: true });
  const strength = Tensor.allocate('float64', layout.input);
  gradient?.data.forEach((value, i) => (strength.data[i % strength.size]! += Math.abs(value)));
  return strength;
}

/** How much the output element changes when all channels at one place are raised by 1, for each place. */
function byImpulse({ steps, runs, layout, element }: Probe, input: Tensor): Tensor {
  const strength = Tensor.allocate('float64', layout.input);
  const answer = (x: Tensor): number => {
    let sum = 0;
    runSteps(steps, runs, x).data.forEach((value, i) => {
      if (element.data[i] !== 0) sum += value;
    });
    return sum;
  };
  const before = answer(input);
  for (let place = 0; place < strength.size; place++) {
    const raised = input.clone();
    for (let i = place; i < raised.size; i += strength.size) raised.data[i]! += 1;
    strength.data[place] = Math.abs(answer(raised) - before);
  }
  return strength;
}

function measured(
  strength: Tensor,
): Pick<FieldProbe, 'strength' | 'mask' | 'extent' | 'size' | 'count' | 'density'> {
  const mask = Tensor.allocate('uint8', strength.shape);
  let count = 0;
  strength.data.forEach((value, i) => {
    if (value === 0) return;
    mask.data[i] = 1;
    count++;
  });
  const extent = extentsOf(mask);
  const size = extent ? extent.map(([first, last]) => last - first + 1) : strength.shape.map(() => 0);
  return { strength, mask, extent, size, count, density: extent ? count / sizeOf(size) : 0 };
}
