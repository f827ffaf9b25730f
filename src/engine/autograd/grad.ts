import { ArgumentError } from '../errors';
import { checkBoolean, checkTensor, describeValue } from '../tensor/check';
import { shapeText } from '../tensor/shape';
import type { Tensor } from '../tensor/tensor';
import { graphOf } from './graph';
import { startOf, sweep, type BackwardOptions } from './sweep';

export interface GradOptions extends BackwardOptions {
  /** Give null for an input that the output does not depend on, instead of refusing it. Default false. */
  allowUnused?: boolean;
}

/**
 * Gradients of `output` by each of `inputs`, in the same order, each in its input's shape and dtype. No `.grad` is
 * touched. An input may also be a result on the way, such as the activations of a layer.
 *
 *     const [byX, byW] = grad(sum(mul(x, w)), [x, w]);
 *
 * The graph stays as it is, so that `grad` can be called again. Second derivatives are not offered: a gradient
 * requires no gradients.
 *
 * @throws ArgumentError `autograd/inputs` unless `inputs` is a list of tensors that require gradients,
 *   `autograd/unused` for an input that the output does not depend on, `autograd/no-graph` when the output does not
 *   require gradients, `tensor/expected`, `options/unknown`, `argument/boolean`
 * @throws ShapeError `autograd/scalar` for an output of several elements without `gradOutput`,
 *   `autograd/grad-output` for a `gradOutput` of another shape or dtype
 * @throws DisposedError `autograd/disposed` when a tensor of the graph was disposed
 * @source Griewank & Walther, Evaluating Derivatives, 2nd edition (2008), section 3.2: reverse mode
 */
export function grad(
  output: Tensor,
  inputs: readonly Tensor[],
  options: GradOptions & { allowUnused: true },
): (Tensor | null)[];
export function grad(output: Tensor, inputs: readonly Tensor[], options?: GradOptions): Tensor[];
export function grad(
  output: Tensor,
  inputs: readonly Tensor[],
  options: GradOptions = {},
): (Tensor | null)[] {
  const order = graphOf('grad', output);
  const start = startOf('grad', output, options, ['allowUnused']);
  const allowUnused = checkBoolean('grad: allowUnused', options.allowUnused ?? false);
  checkInputs(inputs);
  const reached = new Set(order);
  const unused = allowUnused ? -1 : inputs.findIndex(input => !reached.has(input));
  if (unused >= 0) throw unusedInput(inputs[unused]!, unused);
  const found = sweep(order, start, new Set(inputs));
  return inputs.map(input => found.get(input) ?? null);
}

function checkInputs(inputs: readonly Tensor[]): void {
  if (!Array.isArray(inputs)) {
    throw new ArgumentError(
      'autograd/inputs',
      `grad: inputs is a list of tensors such as [x, w], got ${describeValue(inputs)}`,
    );
  }
  inputs.forEach((input, position) => {
    const { requiresGrad, shape } = checkTensor('grad', `input ${position}`, input);
    if (!requiresGrad) {
      throw new ArgumentError(
        'autograd/inputs',
        `grad: input ${position} of shape ${shapeText(shape)} does not require gradients; set its .requiresGrad = ` +
          'true before computing the output',
      );
    }
  });
}

function unusedInput({ shape }: Tensor, position: number): ArgumentError {
  return new ArgumentError(
    'autograd/unused',
    `grad: the output does not depend on input ${position} of shape ${shapeText(shape)}; was it replaced by a copy, ` +
      'cut off with detach(x), or marked only after the output was computed? Give { allowUnused: true } for null there',
  );
}
