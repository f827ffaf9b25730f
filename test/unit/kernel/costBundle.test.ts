import { expect, test } from 'vitest';
import {
  Conv2d,
  compare,
  conv1d,
  conventions,
  cost,
  ones,
  trace,
  type TraceReport,
} from '../../../src/engine';
import { costBundle } from '../../../src/kernel/outputs/costBundle';
import { COST_MIME, parseCostPayload } from '../../../src/view';

const layer = new Conv2d({ in: 1, out: 2, kernel: 3 });
const input = [1, 1, 5, 5];

const run = (times: number): TraceReport =>
  trace(() => {
    for (let i = 0; i < times; i++) conv1d(ones([1, 1, 2]), ones([1, 1, 1]));
    return ones([64, 64]);
  });

test('everything that is a cost table has its type, HTML and text', () => {
  const values = {
    layers: [layer, [layer, layer]],
    cost: [cost(layer, input)],
    comparison: [compare({ layer }, input)],
    conventions: [conventions(layer, input)],
    trace: [run(1)],
  };
  for (const [kind, shown] of Object.entries(values)) {
    for (const value of shown) {
      const bundle = costBundle(value)!;
      expect(Object.keys(bundle)).toEqual([COST_MIME, 'text/html', 'text/plain']);
      expect(parseCostPayload(bundle[COST_MIME]).kind).toBe(kind);
    }
  }
});

test('a trace is shown without what it returned', () => {
  const payload = costBundle(run(1))![COST_MIME];
  expect(payload).not.toHaveProperty('result');
  expect(JSON.stringify(payload).length).toBeLessThan(2000);
});

test('a trace of many runs has rows for a hundred, and its totals for all', () => {
  const payload = parseCostPayload(costBundle(run(103))![COST_MIME]);
  if (payload.kind !== 'trace') throw new Error('it is a trace');
  expect([payload.rows.length, payload.totals.runs]).toEqual([100, 103]);
});

test('an object of the person’s own that only shares its kind is none', () => {
  const cyclic: Record<string, unknown> = { kind: 'cost' };
  cyclic['self'] = cyclic;
  for (const value of [
    { kind: 'trace' },
    { kind: 'conventions', rows: [1] },
    cyclic,
    { kind: 7 },
    [],
    null,
  ]) {
    expect(costBundle(value)).toBeUndefined();
  }
});
