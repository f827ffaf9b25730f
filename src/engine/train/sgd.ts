import { ArgumentError } from '../errors';
import { checkOptions } from '../options';
import type { Tensor } from '../tensor/tensor';
import { Optimizer, readSetting, type Parameters } from './optimizer';

export interface SGDOptions {
  /** Learning rate. Default 0.001. */
  lr?: number;
  /** Share of the step before that is kept. Default 0. */
  momentum?: number;
  /** Share of the gradient that does not enter the momentum. Default 0. */
  dampening?: number;
  /** Pull of every parameter towards zero. Default 0. */
  weightDecay?: number;
  /** Looks ahead along the momentum; takes momentum and no dampening. Default false. */
  nesterov?: boolean;
}

/**
 * Stochastic gradient descent with momentum, as torch.optim.SGD:
 *
 *     g <- grad + weightDecay · p
 *     v <- momentum · v + (1 - dampening) · g     (v <- g the first time)
 *     p <- p - lr · v                             (nesterov: g + momentum · v instead of v)
 *
 * @throws ArgumentError `train/parameters`, `train/setting`, `train/nesterov`, `options/unknown`
 * @source Sutskever et al., "On the importance of initialization and momentum in deep learning", ICML 2013
 */
export class SGD extends Optimizer {
  /** Learning rate; may be changed between steps. */
  lr: number;
  readonly #momentum: number;
  readonly #dampening: number;
  readonly #weightDecay: number;
  readonly #nesterov: boolean;
  /** v of each parameter. */
  readonly #velocities: (Float64Array | undefined)[] = [];

  constructor(parameters: Parameters, options: SGDOptions = {}) {
    checkOptions('SGD', options, ['lr', 'momentum', 'dampening', 'weightDecay', 'nesterov']);
    super('SGD', parameters);
    const { lr = 1e-3, momentum = 0, dampening = 0, weightDecay = 0, nesterov = false } = options;
    this.lr = readSetting('SGD: lr', lr);
    this.#momentum = readSetting('SGD: momentum', momentum);
    this.#dampening = readSetting('SGD: dampening', dampening);
    this.#weightDecay = readSetting('SGD: weightDecay', weightDecay);
    this.#nesterov = nesterov;
    if (nesterov && (momentum === 0 || dampening !== 0)) {
      throw new ArgumentError(
        'train/nesterov',
        `SGD: nesterov takes a momentum above 0 and dampening = 0, got momentum = ${momentum} and dampening = ${dampening}`,
      );
    }
  }

  protected override update({ data }: Tensor, { data: gradient }: Tensor, index: number): void {
    const momentum = this.#momentum;
    const known = this.#velocities[index];
    const velocity = momentum === 0 ? undefined : (known ?? new Float64Array(data.length));
    const fresh = known ? 1 - this.#dampening : 1;
    for (let i = 0; i < data.length; i++) {
      let step = gradient[i]! + this.#weightDecay * data[i]!;
      if (velocity) {
        velocity[i] = momentum * velocity[i]! + fresh * step;
        step = this.#nesterov ? step + momentum * velocity[i]! : velocity[i]!;
      }
      data[i]! -= this.lr * step;
    }
    this.#velocities[index] = velocity;
  }
}
