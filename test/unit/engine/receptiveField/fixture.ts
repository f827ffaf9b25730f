import { readFileSync } from 'node:fs';
import * as engine from '../../../../src/engine';
import type { JoinName, Layer } from '../../../../src/engine';

/** A model as make_reach.py writes it: [layer, options], or [container, parts, options]. */
export type ModelSpec = [kind: string, parts?: ModelSpec[] | object, options?: { join: JoinName }];

export interface WrittenTensor {
  shape: number[];
  data: number[];
}

/** The cases of test/fixtures/reach/NAME.json, which make_reach.py writes. */
export function readReach<Case>(name: string): Case[] {
  const path = new URL(`../../../fixtures/reach/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { cases: Case[] }).cases;
}

/** The model of a description, with random weights. */
export function build([kind, content, options]: ModelSpec): Layer {
  if (!Array.isArray(content)) {
    const Class = engine[kind as keyof typeof engine] as unknown as new (options?: object) => Layer;
    return new Class(content);
  }
  const parts = content.map(build);
  if (kind === 'Sequential') return new engine.Sequential(parts);
  if (kind === 'Branches') return new engine.Branches(parts, options);
  const [body, shortcut] = parts as [Layer, Layer?];
  return new engine.Residual(body, shortcut && { shortcut });
}
