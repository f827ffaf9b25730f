import { readFileSync } from 'node:fs';
import * as engine from '../../../../src/engine';
import { tensor, type DType, type Tensor } from '../../../../src/engine';

/** Numbers as JSON can hold them. */
type Written = number | 'NaN' | 'Infinity' | '-Infinity';

export interface WrittenTensor {
  dtype: DType;
  shape: number[];
  data: Written[];
}

interface Case {
  call: string;
  args: unknown[];
  expected: WrittenTensor;
  /** Largest relative difference; 0 where every bit must agree. */
  rtol: number;
}

/** The cases of test/fixtures/tensor-NAME.json, which make_tensor.py writes. */
export function readCases(name: string): Case[] {
  const path = new URL(`../../../fixtures/tensor-${name}.json`, import.meta.url);
  return (JSON.parse(readFileSync(path, 'utf8')) as { cases: Case[] }).cases;
}

/** What the engine answers to a case. */
export function answer({ call, args }: Case): Tensor {
  const run = engine[call as keyof typeof engine] as unknown as (...args: unknown[]) => Tensor;
  return run(...args.map(read));
}

export function readTensor({ dtype, shape, data }: WrittenTensor): Tensor {
  return tensor(data.map(Number), shape, { dtype });
}

/** An argument with the tensors in it made. */
function read(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(read);
  return isTensor(value) ? readTensor(value) : value;
}

export function isTensor(value: unknown): value is WrittenTensor {
  return typeof value === 'object' && value !== null && 'data' in value;
}

/** `[2, 3] float32, {"dim":1}`: arguments for the title of a test. */
export function titleOf({ call, args }: Pick<Case, 'call' | 'args'>): string {
  const shown = (value: unknown): string => {
    if (Array.isArray(value) && value.some(isTensor)) return value.map(shown).join(' + ');
    return isTensor(value) ? `[${value.shape.join(', ')}] ${value.dtype}` : JSON.stringify(value);
  };
  return `${call}(${args.map(shown).join(', ')})`;
}
