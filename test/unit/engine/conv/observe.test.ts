import { afterEach, expect, test } from 'vitest';
import { conv2d } from '../../../../src/engine/conv/conv';
import { convTranspose2d } from '../../../../src/engine/conv/convTranspose';
import { endObservations, observeConvs, type ConvRun } from '../../../../src/engine/conv/observe';
import { ones } from '../../../../src/engine/tensor/create';

afterEach(endObservations);

const [image, filters] = [ones([1, 2, 4, 4]), ones([2, 2, 3, 3])];

test('an observer is told of each convolution with its operands, result and time', () => {
  const runs: ConvRun[] = [];
  observeConvs(run => runs.push(run));
  const bias = ones([2]);
  const results = [conv2d(image, filters, { bias }), convTranspose2d(image, filters, { stride: 2 })];
  expect(
    runs.map(({ pass, kind, conv, operands, result }) => ({ pass, kind, conv, operands, result })),
  ).toEqual([
    {
      pass: 'forward',
      kind: 'gather',
      conv: expect.objectContaining({ operation: 'conv2d', outputShape: [1, 2, 2, 2] }) as unknown,
      operands: { input: image, weight: filters, bias },
      result: results[0],
    },
    {
      pass: 'forward',
      kind: 'scatter',
      conv: expect.objectContaining({ operation: 'convTranspose2d' }) as unknown,
      operands: { input: image, weight: filters, bias: null },
      result: results[1],
    },
  ]);
  expect(runs.every(({ elapsedMs, algorithm }) => elapsedMs >= 0 && algorithm === 'reference')).toBe(true);
});

test('an observer that ended is told of nothing more, while others go on', () => {
  const told: string[] = [];
  const end = observeConvs(() => told.push('first'));
  observeConvs(() => told.push('second'));
  conv2d(image, filters);
  end();
  conv2d(image, filters);
  expect(told).toEqual(['first', 'second', 'second']);
});

test('endObservations ends them all', () => {
  const told: string[] = [];
  observeConvs(() => told.push('first'));
  observeConvs(() => told.push('second'));
  endObservations();
  conv2d(image, filters);
  expect(told).toEqual([]);
});
