import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cost, COUNTED_FIGURES, zeros } from '../../../../src/engine';
import type { Work } from '../../../../src/engine/layers/layer';
import { anyLayer } from './anyLayer';
import { evaluate } from './formula';
import { countMultiplications, type Counted } from './instrument';

function counted(work: Work): Counted {
  if (!('conv' in work)) throw new Error('a convolution layer multiplies');
  return countMultiplications(work.conv, work.kind);
}

test('MACs are as many as the definition’s loops multiply, on padding or not, for any layer', () => {
  fc.assert(
    fc.property(anyLayer, ({ layer, inputShape }) => {
      const truth = counted(layer.work(inputShape));
      expect(cost(layer, inputShape).totals.macs).toBe(truth.all);
      expect(cost(layer, inputShape, { padding: 'skip' }).totals.macs).toBe(truth.inside);
    }),
    { numRuns: 2500, seed: 1 },
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
        activations: outputs,
        activationBytes: 4 * outputs,
        weightBytes: 4 * (layer.weight.size + biasParams),
        bytesMoved: 4 * (zeros(inputShape).size + layer.weight.size + biasParams + outputs),
        arithmeticIntensity: totals.flops / totals.bytesMoved,
      });
    }),
    { numRuns: 500, seed: 2 },
  );
});

test('every formula gives its figure, for any layer and convention', () => {
  fc.assert(
    fc.property(
      anyLayer,
      fc.constantFrom('count' as const, 'skip' as const),
      ({ layer, inputShape }, padding) => {
        const [row] = cost(layer, inputShape, { padding }).rows;
        for (const figure of [...COUNTED_FIGURES, 'arithmeticIntensity'] as const) {
          expect([figure, evaluate(row!.formulas[figure])]).toEqual([figure, row![figure]]);
        }
      },
    ),
    { numRuns: 1000, seed: 3 },
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
