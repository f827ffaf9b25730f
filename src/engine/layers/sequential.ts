import { ArgumentError } from '../errors';
import { checkLayer, CompositeLayer, Layer } from './layer';

/** A model: a layer, or a list of layers that run one after the other. */
export type Model = Layer | readonly Layer[];

/**
 * Layers that run one after the other. Their names are 0, 1, ... as in torch.nn, or those of the object they
 * are given in.
 *
 *     new Sequential(new Conv2d(...), new ReLU())
 *     new Sequential({ expand: new Conv2d(...), activation: new ReLU() })
 *
 * @throws ArgumentError `layers/not-a-layer`, `layers/empty`
 */
export class Sequential extends CompositeLayer {
  override readonly parts: Readonly<Record<string, Layer>>;

  constructor(...layers: readonly Layer[] | readonly [readonly Layer[] | Readonly<Record<string, Layer>>]) {
    super();
    const [first] = layers;
    const parts = layers.length === 1 && !(first instanceof Layer) ? first : layers;
    if (typeof parts !== 'object' || parts === null || Object.keys(parts).length === 0) {
      throw new ArgumentError('layers/empty', 'Sequential: expected one layer or more, got none');
    }
    for (const layer of Object.values(parts)) checkLayer(this.kind, layer);
    this.parts = { ...parts } as Readonly<Record<string, Layer>>; // checked one by one just above
  }

  override get kind(): string {
    return 'Sequential';
  }
}

/** A model as one layer. */
export function asLayer(operation: string, model: Model): Layer {
  return Array.isArray(model) ? new Sequential(model as readonly Layer[]) : checkLayer(operation, model);
}
