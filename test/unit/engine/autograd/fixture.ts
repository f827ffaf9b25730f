import { readFileSync } from 'node:fs';
import * as engine from '../../../../src/engine';
import type { Tensor } from '../../../../src/engine';
import { isTensor, readTensor, type WrittenTensor } from '../tensor/fixture';

interface Case {
  call: string;
  args: unknown[];
  expected: WrittenTensor;
  gradOutput: WrittenTensor;
  /** By the tensors of `args` that require gradients, in their order. */
  gradients: WrittenTensor[];
  /** Largest relative difference, and largest absolute one near 0. */
  rtol: number;
}

/** The cases of test/fixtures/autograd/NAME.json, which make_autograd.py writes. */
export function readCases(name: string): Case[] {
  const path = new URL(`../../../fixtures/autograd/${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { cases: Case[] }).cases;
}

/** What the engine answers to a case, and the tensors by which it is differentiated. */
export function answer({ call, args }: Case): { result: Tensor; leaves: Tensor[] } {
  const leaves: Tensor[] = [];
  const run = engine[call as keyof typeof engine] as unknown as (...args: unknown[]) => Tensor;
  return { result: run(...args.map(value => read(value, leaves))), leaves };
}

/** An argument with the tensors and infinities in it made. */
function read(value: unknown, leaves: Tensor[]): unknown {
  if (Array.isArray(value)) return value.map(item => read(item, leaves));
  if (value === 'Infinity' || value === '-Infinity') return Number(value);
  if (typeof value !== 'object' || value === null) return value;
  if (!isTensor(value)) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, read(item, leaves)]));
  }
  const tensor = readTensor(value);
  if ('requiresGrad' in value) {
    tensor.requiresGrad = true;
    leaves.push(tensor);
  }
  return tensor;
}
