import { ArgumentError } from '../errors';
import { checkNumber, checkTensor, describeValue } from '../tensor/check';
import { Tensor } from '../tensor/tensor';

/** Tensors to learn: a list, or an object of them by name such as `layer.parameters()`. */
export type Parameters = readonly Tensor[] | Readonly<Record<string, Tensor>>;

/**
 * What changes parameters after `backward` has found their gradients. From now on the parameters require
 * gradients.
 *
 *     const optimizer = new SGD(model.parameters(), { lr: 0.1 });
 *     backward(mseLoss(model.forward(x), y));
 *     optimizer.step();
 *     optimizer.zeroGrad();
 */
export abstract class Optimizer {
  readonly parameters: readonly Tensor[];

  /** @throws ArgumentError `train/parameters` for anything but float tensors, or none */
  constructor(operation: string, parameters: Parameters) {
    this.parameters = readParameters(operation, parameters);
    for (const parameter of this.parameters) parameter.requiresGrad = true;
  }

  /** Changes every parameter that has a gradient, in place. */
  step(): void {
    this.parameters.forEach((parameter, index) => {
      if (parameter.grad) this.update(parameter, parameter.grad, index);
    });
  }

  /** Forgets the gradients, which `backward` would add to otherwise. */
  zeroGrad(): void {
    for (const parameter of this.parameters) parameter.grad = null;
  }

  /** Changes the parameter at `index` of the list. */
  protected abstract update(parameter: Tensor, gradient: Tensor, index: number): void;
}

function readParameters(operation: string, parameters: unknown): Tensor[] {
  if (typeof parameters !== 'object' || parameters === null || parameters instanceof Tensor) {
    throw new ArgumentError(
      'train/parameters',
      `${operation}: expected a list of tensors or layer.parameters(), got ${describeValue(parameters)}`,
    );
  }
  const tensors = Object.values(parameters).map(value => checkTensor(operation, 'a parameter', value));
  if (tensors.length === 0) {
    throw new ArgumentError(
      'train/parameters',
      `${operation}: got no parameters; give a layer that has some`,
    );
  }
  return [...new Set(tensors)]; // a layer that a model has twice has one weight
}

/**
 * A setting that is a finite number from `least` on, and below `below` if that is given.
 *
 * @throws ArgumentError `train/setting`
 */
export function readSetting(where: string, value: number, { least = 0, below = Infinity } = {}): number {
  const number = checkNumber(where, value);
  if (!(Number.isFinite(number) && number >= least && number < below)) {
    const range = below === Infinity ? `of ${least} or more` : `from ${least} to below ${below}`;
    throw new ArgumentError('train/setting', `${where} must be a finite number ${range}, got ${number}`);
  }
  return number;
}
