import { inspect, type InspectOptions } from 'node:util';
import { Layer, Tensor } from '../../engine';
import { tensorPayload, tensorText } from '../../view';
import { layerSummary, tensorSummary } from '../variables/describeVariable';

/**
 * Teaches this thread's `util.inspect`, and so its console, how the engine's values look: by itself a tensor
 * is printed with its elements, inside of another value in one short form.
 */
export function teachInspect(): void {
  define(Tensor.prototype, function (this: Tensor, depth: number, { depth: whole }: InspectOptions) {
    const nested = depth < (whole ?? Infinity);
    if (nested || this.disposed) return `Tensor(${tensorSummary(this)})`;
    return tensorText(tensorPayload(this));
  });
  define(Layer.prototype, function (this: Layer) {
    return `${this.kind}(${layerSummary(this)})`;
  });
}

function define(
  prototype: object,
  value: (this: never, depth: number, options: InspectOptions) => string,
): void {
  Object.defineProperty(prototype, inspect.custom, { value, configurable: true });
}
