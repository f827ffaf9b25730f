import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cost, COUNTED_FIGURES, zeros } from '../../../../src/engine';
import type { Work } from '../../../../src/engine/layers/layer';
import { anyLayer } from './anyLayer';
import { countMultiplications, type Counted } from './instrument';

function counted(work: Work): Counted {
  if (!('conv' in work)) throw new Error('a convolution layer multiplies');
  return countMultiplications(work.conv, work.kind);
}

/** The number a formula stands for; `(62 of 64)` is 62. */
function evaluate(formula: string): number {
  const products = formula.replace(/\((\d+) of \d+\)/g, '$1').split(' + ');
  return products.reduce(
    (sum, terms) => sum + terms.split(' x ').reduce((product, n) => product * Number(n), 1),
    0,
  );
}

test('MACs are as many as the definition’s loops multiply, on padding or not, for any layer', () => {
  fc.assert(
    fc.property(anyLayer, ({ layer, inputShape }) => {
      const truth = counted(layer.work(inputShape));
      expect(cost(layer, inputShape).totals.macs).toBe(truth.all);
      expect(cost(layer, inputShape, { padding: 'skip' }).totals.macs).toBe(truth.inside);
    }),
    { numRuns: 400, seed: 1 },
  );
});

test('figures follow from MACs and bias as they are documented, for any layer and convention', () => {
  const conventions = fc.record({
    bias: fc.boolean(),
    padding: fc.constantFrom('count' as const, 'skip' as const),
    flopsPerMac: fc.constantFrom(1 as const, 2 as const),
  });
  fc.assert(
    fc.property(anyLayer, conventions, ({ layer, inputShape }, convention) => {
      const { totals } = cost(layer, inputShape, convention);
      const outputs = zeros(totals.outputShape).size;
      const biasAdditions = convention.bias && layer.bias ? outputs : 0;
      const biasParams = convention.bias && layer.bias ? layer.geometry.out : 0;
      expect(totals).toMatchObject({
        params: layer.weight.size + biasParams,
        flops: convention.flopsPerMac * totals.macs + biasAdditions,
        multiplications: totals.macs,
        additions: totals.macs + biasAdditions,
        activationBytes: 4 * outputs,
        weightBytes: 4 * (layer.weight.size + biasParams),
      });
    }),
    { numRuns: 200, seed: 2 },
  );
});

test('every formula gives its figure, for any layer and convention', () => {
  fc.assert(
    fc.property(
      anyLayer,
      fc.constantFrom('count' as const, 'skip' as const),
      ({ layer, inputShape }, padding) => {
        const [row] = cost(layer, inputShape, { padding }).rows;
        for (const figure of COUNTED_FIGURES) {
          expect([figure, evaluate(row!.formulas[figure])]).toEqual([figure, row![figure]]);
        }
      },
    ),
    { numRuns: 200, seed: 3 },
  );
});

test('the output shape of a cost is that of a run, for any layer', () => {
  fc.assert(
    fc.property(anyLayer, ({ layer, inputShape }) => {
      const { shape } = layer.forward(zeros(inputShape));
      expect(cost(layer, inputShape).totals.outputShape).toEqual(shape);
      expect(layer.outputShape(inputShape)).toEqual(shape);
    }),
    { numRuns: 100, seed: 4 },
  );
});
