import type { BranchingLayer } from '../../layers/branching';
import { Branches, Residual } from '../../layers/branching';
import { CompositeLayer, type Layer } from '../../layers/layer';
import { Sequential } from '../../layers/sequential';

/** Parts under their names, in order. */
export type Parts = [name: string, layer: Layer][];

export function partsOf(layer: Layer): Parts {
  return Object.entries(layer.parts);
}

/** A Sequential of parts; those that were numbered are numbered anew. */
export function sequentialOf(parts: Parts): Sequential {
  const numbered = parts.every(([name]) => /^\d+$/.test(name));
  return numbered
    ? new Sequential(parts.map(([, layer]) => layer))
    : new Sequential(Object.fromEntries(parts));
}

/**
 * A layer with other parts of the same names. A composite of a fixed form, such as a SeparableConv2d, becomes a
 * Sequential, so that its parts may be of another form; names stay.
 */
export function withParts(layer: Layer, parts: Parts): Layer {
  if (parts.every(([name, part]) => layer.parts[name] === part)) return layer;
  if (layer instanceof Branches) {
    const { name: join, dim } = layer.join;
    const numbered = parts.every(([name]) => /^\d+$/.test(name));
    return new Branches(numbered ? parts.map(([, part]) => part) : Object.fromEntries(parts), { join, dim });
  }
  if (layer instanceof Residual) {
    const { body, shortcut } = Object.fromEntries(parts) as { body: Layer; shortcut: Layer }; // as Residual has
    return new Residual(body, { shortcut });
  }
  return sequentialOf(parts);
}

/** Whether the parts of a layer can be replaced. */
export function isOpen(layer: Layer): layer is CompositeLayer | BranchingLayer {
  return layer instanceof CompositeLayer || layer instanceof Branches || layer instanceof Residual;
}
