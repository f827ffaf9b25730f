import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import { tensor, type Tensor } from '../../../../src/engine';
import type { Packed } from '../conv/support';

/** The cases of test/fixtures/matrix/NAME.json, which make_matrix.py writes. */
export function readMatrixCases<Case>(name: string): { origin: string; cases: Case[] } {
  const url = new URL(`../../../fixtures/matrix/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(url, 'utf8')) as { origin: string; cases: Case[] }; // written by make_matrix.py
}

/** Asserts equal shapes, and differences up to `tolerance` times the larger of `least` and the largest element. */
export function expectNear(actual: Tensor, expected: Packed | Tensor, tolerance: number, least = 0): void {
  expect(actual.shape).toEqual(expected.shape);
  const values = Array.from(expected.data);
  const allowed = tolerance * values.reduce((largest, value) => Math.max(largest, Math.abs(value)), least);
  const worst = values.reduce((most, value, i) => Math.max(most, Math.abs(actual.data[i]! - value)), 0);
  expect(worst).toBeLessThanOrEqual(allowed);
}

export function matrix(rows: readonly (readonly number[])[]): Tensor {
  return tensor(rows, { dtype: 'float64' });
}
