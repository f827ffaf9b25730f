import { ArgumentError } from '../errors';
import { checkOptions } from '../options';
import { describeValue } from '../tensor/check';
import type { Tensor } from '../tensor/tensor';
import { Optimizer, readSetting, type Parameters } from './optimizer';

export interface AdamOptions {
  /** Learning rate. Default 0.001. */
  lr?: number;
  /** How much of the running means of the gradient and of its square is kept. Default [0.9, 0.999]. */
  betas?: readonly [number, number];
  /** Keeps the division from zero. Default 1e-8. */
  eps?: number;
  /** Pull of every parameter towards zero. Default 0. */
  weightDecay?: number;
}

/** Running means of one parameter. */
interface Moments {
  steps: number;
  first: Float64Array;
  second: Float64Array;
}

/**
 * Adam, as torch.optim.Adam:
 *
 *     g <- grad + weightDecay · p
 *     m <- beta1 · m + (1 - beta1) · g
 *     v <- beta2 · v + (1 - beta2) · g²
 *     p <- p - lr · (m / (1 - beta1^t)) / (sqrt(v / (1 - beta2^t)) + eps)
 *
 * @throws ArgumentError `train/parameters`, `train/setting`, `train/betas`, `options/unknown`
 * @source Kingma & Ba, arXiv:1412.6980, algorithm 1
 */
export class Adam extends Optimizer {
  /** Learning rate; may be changed between steps. */
  lr: number;
  readonly #betas: readonly [number, number];
  readonly #eps: number;
  readonly #weightDecay: number;
  readonly #moments: (Moments | undefined)[] = [];

  constructor(parameters: Parameters, options: AdamOptions = {}) {
    checkOptions('Adam', options, ['lr', 'betas', 'eps', 'weightDecay']);
    super('Adam', parameters);
    const { lr = 1e-3, betas = [0.9, 0.999], eps = 1e-8, weightDecay = 0 } = options;
    this.lr = readSetting('Adam: lr', lr);
    if (!Array.isArray(betas) || betas.length !== 2) {
      throw new ArgumentError(
        'train/betas',
        `Adam: betas are two numbers such as [0.9, 0.999], got ${describeValue(betas)}`,
      );
    }
    const [first, second] = betas as readonly [number, number];
    this.#betas = [
      readSetting('Adam: betas[0]', first, { below: 1 }),
      readSetting('Adam: betas[1]', second, { below: 1 }),
    ];
    this.#eps = readSetting('Adam: eps', eps);
    this.#weightDecay = readSetting('Adam: weightDecay', weightDecay);
  }

  protected override update({ data }: Tensor, { data: gradient }: Tensor, index: number): void {
    const [beta1, beta2] = this.#betas;
    const { length } = data;
    const moments = (this.#moments[index] ??= {
      steps: 0,
      first: new Float64Array(length),
      second: new Float64Array(length),
    });
    const { first, second } = moments;
    const step = ++moments.steps;
    const rate = this.lr / (1 - beta1 ** step);
    const scale = 1 / Math.sqrt(1 - beta2 ** step);
    for (let i = 0; i < length; i++) {
      const g = gradient[i]! + this.#weightDecay * data[i]!;
      first[i] = beta1 * first[i]! + (1 - beta1) * g;
      second[i] = beta2 * second[i]! + (1 - beta2) * g * g;
      data[i]! -= (rate * first[i]!) / (Math.sqrt(second[i]!) * scale + this.#eps);
    }
  }
}
