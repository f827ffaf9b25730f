import { train } from '../engine';
import type { Interrupts } from './scope';

/**
 * The engine's `train`, which an interrupt of the session ends: also while it waits for a promise of `onStep`,
 * where there is no code to cut off.
 */
export function interruptibleTrain(interrupts: Interrupts): typeof train {
  return (model, data, options = {}) => {
    const { count } = interrupts;
    const signal = {
      get aborted() {
        return interrupts.count !== count || options.signal?.aborted === true;
      },
    };
    return train(model, data, { ...options, signal });
  };
}
