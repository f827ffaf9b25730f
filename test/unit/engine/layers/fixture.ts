import { readFileSync } from 'node:fs';
import * as engine from '../../../../src/engine';
import type { Layer, Tensor } from '../../../../src/engine';
import { unpack, type Packed } from '../conv/support';

interface ForwardCase {
  layer: string;
  options: Record<string, unknown>;
  tensors: Record<string, Packed>;
  input: Packed;
  output: Packed;
  /** Largest relative difference; 0 where every bit must agree. */
  rtol: number;
}

interface BatchNormCase extends Omit<ForwardCase, 'rtol'> {
  training: boolean;
  /** After two runs on the input, by torch's names. */
  buffers: Record<string, Packed>;
}

interface InitialCase {
  layer: string;
  options: Record<string, unknown>;
  weight: number[];
  bias: number[];
}

interface LayersFixture {
  origin: string;
  forward: ForwardCase[];
  batchNorm: BatchNormCase[];
  initial: InitialCase[];
}

/** test/fixtures/layers.json, written by make_layers.py. */
export function readLayersFixture(): LayersFixture {
  const path = new URL('../../../fixtures/layers.json', import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as LayersFixture;
}

interface ModelCase {
  /** Before the run in training. */
  state: Record<string, Packed>;
  input: Packed;
  training: { output: Packed; state: Record<string, Packed> };
  evaluation: { output: Packed };
}

interface ModelsFixture {
  origin: string;
  models: Record<'residual' | 'inception' | 'unet', ModelCase>;
  gradients: {
    state: Record<string, Packed>;
    input: Packed;
    targets: number[];
    loss: number;
    parameters: Record<string, Packed>;
    inputGradient: Packed;
  };
}

/** test/fixtures/layers/models.json, written by make_models.py. */
export function readModelsFixture(): ModelsFixture {
  const path = new URL('../../../fixtures/layers/models.json', import.meta.url);
  return JSON.parse(readFileSync(path, 'utf8')) as ModelsFixture;
}

/** A layer by the name of its class; its options are those of the constructor, so they are not checked here. */
export function makeLayer(name: string, options: Record<string, unknown>): Layer {
  const Class = engine[name as keyof typeof engine] as unknown as new (options: object) => Layer;
  return new Class(options);
}

export function unpackAll(tensors: Record<string, Packed>): Record<string, Tensor> {
  return Object.fromEntries(Object.entries(tensors).map(([name, packed]) => [name, unpack(packed)]));
}
