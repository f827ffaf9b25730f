import { checkLayer, CompositeLayer, Layer } from './layer';
import { readParts } from './parts';

/** A model: a layer, or a list of layers that run one after the other. */
export type Model = Layer | readonly Layer[];

/**
 * Layers that run one after the other. Their names are 0, 1, ... as in torch.nn, or those of the object they
 * are given in.
 *
 *     new Sequential(new Conv2d({ in: 3, out: 8, kernel: 3 }), new ReLU())
 *     new Sequential({ expand: new PointwiseConv2d({ in: 8, out: 32 }), activation: new ReLU() })
 *
 * @throws ArgumentError `layers/not-a-layer`, `layers/parts`, `layers/empty`, `layers/part-name` for a name that is
 *   empty or has a dot; `forward` as its layers
 */
export class Sequential extends CompositeLayer {
  override readonly parts: Readonly<Record<string, Layer>>;

  constructor(...layers: readonly Layer[] | readonly [readonly Layer[] | Readonly<Record<string, Layer>>]) {
    super();
    const collected = layers.length === 1 && !(layers[0] instanceof Layer);
    this.parts = readParts(this.kind, collected ? layers[0] : layers);
  }

  override get kind(): string {
    return 'Sequential';
  }
}

/** A model as one layer. */
export function asLayer(operation: string, model: Model): Layer {
  return Array.isArray(model) ? new Sequential(model as readonly Layer[]) : checkLayer(operation, model);
}
