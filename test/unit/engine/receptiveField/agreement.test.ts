import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  effectiveLayer,
  fieldAt,
  gridding,
  inputsSeen,
  probeField,
  receptiveField,
  Conv1d,
  Conv2d,
  type Layer,
  type Shape,
} from '../../../../src/engine';
import { anyGraph, anyStack, pick, type Draw } from './models';

/** A random model, with an input that suits it and one of its outputs. */
function anyCase(
  draw: Draw,
  { spatial, graph, adaptive }: { spatial: 1 | 2; graph: boolean; adaptive: boolean },
) {
  const model = (graph ? anyGraph : anyStack)(draw, spatial, { adaptive });
  const lengths = Array.from({ length: spatial }, () => draw(fc.integer, { min: 4, max: 10 }));
  const inputShape = [1, 1, ...lengths];
  fc.pre(suits(model, inputShape));
  const position = model
    .outputShape(inputShape)
    .slice(2)
    .map(size => draw(fc.nat, size - 1));
  return { model, inputShape, position };
}

function suits(model: Layer, inputShape: Shape): boolean {
  try {
    return model.outputShape(inputShape).length > 0;
  } catch {
    return false;
  }
}

describe.each([
  ['stack', 1, false],
  ['stack', 2, false],
  ['graph', 1, true],
  ['graph', 2, true],
] as const)('every output element of a random %s of %i axes', (_, spatial, graph) => {
  test('depends by its gradient on the inputs that the geometry tells', () => {
    fc.assert(
      fc.property(fc.gen(), draw => {
        const { model, inputShape, position } = anyCase(draw, { spatial, graph, adaptive: true });
        const probe = probeField(model, inputShape, { position });
        const { clipped, unclipped } = fieldAt(model, inputShape, position);
        expect(inputsSeen(model, inputShape, position).tolist()).toEqual(probe.mask.tolist());
        expect(clipped).toEqual(probe.extent);
        const { size } = receptiveField(model, inputShape);
        clipped?.forEach(([first, last], axis) => {
          const [from, to] = unclipped![axis]!;
          expect(first).toBeGreaterThanOrEqual(from);
          expect(last).toBeLessThanOrEqual(to);
          expect(to - from + 1).toBeLessThanOrEqual(size[axis]!);
        });
      }),
      { seed: 31 + spatial, numRuns: 150 },
    );
  });

  test('answers impulses as its gradient tells, path by path', () => {
    fc.assert(
      fc.property(fc.gen(), draw => {
        const { model, inputShape, position } = anyCase(draw, { spatial, graph, adaptive: false });
        const [gradient, impulse] = (['gradient', 'impulse'] as const).map(method =>
          probeField(model, inputShape, { position, method }),
        );
        expect(impulse!.strength.tolist()).toEqual(gradient!.strength.tolist());
      }),
      { seed: 41 + spatial, numRuns: 40 },
    );
  });
});

const LENGTH = 240;

/** The fields that the probe finds for outputs from the middle of a long input on, as many as may differ. */
function measuredInTheMiddle(model: Layer): { output: number; extent: [number, number] }[] {
  const inputShape = [1, 1, LENGTH];
  const middle = Math.floor(model.outputShape(inputShape)[2]! / 2);
  return Array.from({ length: 16 }, (_, i) => middle + i).flatMap(output => {
    const { extent } = probeField(model, inputShape, { position: [output] });
    return extent ? [{ output, extent: extent[0]! }] : [];
  });
}

/** A random model whose fields end well within the long input. */
function anyLongCase(draw: Draw, make: (draw: Draw) => Layer): Layer {
  const model = make(draw);
  fc.pre(hasAxes(model) && suits(model, [1, 1, LENGTH]) && model.outputShape([1, 1, LENGTH])[2]! >= 50);
  const { size } = receptiveField(model, [1, 1, LENGTH]);
  fc.pre(size[0]! <= 40);
  return model;
}

describe('far from the borders', () => {
  test('the largest field that the probe finds is the size, for stacks and graphs', () => {
    fc.assert(
      fc.property(fc.gen(), fc.boolean(), (draw, graph) => {
        const model = anyLongCase(draw, draw => (graph ? anyGraph : anyStack)(draw, 1));
        const sizes = measuredInTheMiddle(model).map(({ extent: [first, last] }) => last - first + 1);
        expect(Math.max(0, ...sizes)).toBe(receptiveField(model).size[0]);
      }),
      { seed: 51, numRuns: 120 },
    );
  });

  test('every field that the probe finds lies where size, stride, padding and start put it, without transposed layers', () => {
    fc.assert(
      fc.property(fc.gen(), draw => {
        const model = anyLongCase(draw, draw => anyStack(draw, 1, { transposed: false }));
        const { size, stride, padding, start } = receptiveField(model);
        for (const { output, extent } of measuredInTheMiddle(model)) {
          const first = output * stride[0]! - padding[0]!;
          expect(extent).toEqual([first, first + size[0]! - 1]);
          expect(output * stride[0]! + start[0]!).toBe(first + size[0]! / 2);
        }
      }),
      { seed: 52, numRuns: 60 },
    );
  });

  test('the offsets that the probe finds unread are those of gridding', () => {
    fc.assert(
      fc.property(fc.gen(), draw => {
        const model = anyLongCase(draw, draw => anyStack(draw, 1, { transposed: false }));
        const [axis] = gridding(model);
        const middle = Math.floor(model.outputShape([1, 1, LENGTH])[2]! / 2);
        const { mask, extent, density } = probeField(model, [1, 1, LENGTH], { position: [middle] });
        const [first, last] = extent![0]!;
        expect([...mask.data.slice(first, last + 1)]).toEqual([...axis!.read.data]);
        expect(axis!.fraction).toBeCloseTo(1 - density, 12);
      }),
      { seed: 53, numRuns: 60 },
    );
  });
});

/** Whether not all layers are activations, which have no axes. */
function hasAxes(model: Layer): boolean {
  return 'kernel' in model || 'geometry' in model || Object.values(model.parts).some(hasAxes);
}

test('the effective layer of a stack reaches as far and has as many outputs, for inputs of any length', () => {
  fc.assert(
    fc.property(fc.gen(), draw => {
      const spatial = pick(draw, [1, 2] as const);
      const model = anyStack(draw, spatial, { transposed: false });
      fc.pre(hasAxes(model));
      const options = { in: 1, out: 1, ...effectiveLayer(model) };
      const layer = spatial === 1 ? new Conv1d(options) : new Conv2d(options);
      expect(receptiveField(layer)).toEqual(receptiveField(model));
      for (let length = 5; length < 30; length++) {
        const inputShape = [1, 1, ...new Array<number>(spatial).fill(length)];
        expect(suits(layer, inputShape) || !suits(model, inputShape)).toBe(true);
        if (suits(model, inputShape))
          expect(layer.outputShape(inputShape)).toEqual(model.outputShape(inputShape));
      }
    }),
    { seed: 61, numRuns: 100 },
  );
});
