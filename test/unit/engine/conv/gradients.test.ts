import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { grad } from '../../../../src/engine/autograd';
import { conv1d, conv2d } from '../../../../src/engine/conv/conv';
import { convTranspose1d, convTranspose2d, convTranspose3d } from '../../../../src/engine/conv/convTranspose';
import type { ConvTransposeOptions } from '../../../../src/engine/conv/geometry';
import { observeConvs, type ConvRun } from '../../../../src/engine/conv/observe';
import { convolve, correlate, type ConvolveMode } from '../../../../src/engine/conv/signal';
import { ones, tensor } from '../../../../src/engine/tensor/create';
import type { Tensor } from '../../../../src/engine/tensor/tensor';
import { expectGradientsMatch } from '../autograd/finiteDifference';
import { expectPyTorch } from '../nn/fixture';
import { anyConv, anyTransposed } from './anyConv';
import { dot, f64, wholes } from './support';

expectPyTorch('convGrad/conv');
expectPyTorch('convGrad/convTranspose');

/** The same tensor, to differentiate by. */
function learned(x: Tensor): Tensor {
  x.requiresGrad = true;
  return x;
}

interface AnyRun {
  run: (input: Tensor, weight: Tensor, options: ConvTransposeOptions) => Tensor;
  inputShape: readonly number[];
  weightShape: readonly number[];
  biasShape: readonly number[];
  options: ConvTransposeOptions;
  seed: number;
}

// Operands are whole numbers in float64, so that the laws hold exactly.
describe.each<[string, fc.Arbitrary<AnyRun>]>([
  ['a convolution', anyConv],
  ['a transposed convolution', anyTransposed],
])('the gradients of %s', (_, anyRun) => {
  test('are its adjoints: <gradient, x> = <dy, conv(x)> for any other input, and alike for any other weight', () => {
    fc.assert(
      fc.property(anyRun, ({ run, inputShape, weightShape, options, seed }) => {
        const [x, w] = [learned(wholes(inputShape, seed)), learned(wholes(weightShape, seed + 1))];
        const y = run(x, w, options);
        const gradOutput = wholes(y.shape, seed + 2);
        const [byInput, byWeight] = grad(y, [x, w], { gradOutput }) as [Tensor, Tensor];
        expect([byInput.shape, byWeight.shape]).toEqual([inputShape, weightShape]);
        const [otherX, otherW] = [wholes(inputShape, seed + 3), wholes(weightShape, seed + 4)];
        expect(dot(byInput, otherX)).toBe(dot(gradOutput, run(otherX, w, options)));
        expect(dot(byWeight, otherW)).toBe(dot(gradOutput, run(x, otherW, options)));
      }),
      { seed: 31, numRuns: 300 },
    );
  });

  test('by the bias are the sums of each channel', () => {
    fc.assert(
      fc.property(anyRun, ({ run, inputShape, weightShape, biasShape, options, seed }) => {
        const bias = learned(wholes(biasShape, seed));
        const y = run(wholes(inputShape, seed), wholes(weightShape, seed), { ...options, bias });
        const gradOutput = wholes(y.shape, seed + 2);
        const [samples, channels] = y.shape as [number, number];
        const length = y.size / (samples * channels);
        const sums = Array.from({ length: channels }, () => 0);
        gradOutput.data.forEach((value, i) => (sums[Math.floor(i / length) % channels]! += value));
        expect(grad(y, [bias], { gradOutput })[0]!.tolist()).toEqual(sums);
      }),
      { seed: 32, numRuns: 100 },
    );
  });
});

test('gradients agree with finite differences', () => {
  expectGradientsMatch(
    (x, w, bias) =>
      conv2d(x, w, { bias: bias, stride: [2, 1], padding: 'same', dilation: [1, 2], groups: 2 }),
    [wholes([2, 4, 5, 4], 1), wholes([2, 2, 3, 2], 2), wholes([2], 3)],
  );
  expectGradientsMatch(
    (x, w, bias) =>
      convTranspose3d(x, w, { bias: bias, stride: [2, 1, 2], padding: 1, outputPadding: [1, 0, 1] }),
    [wholes([2, 2, 3, 2], 1), wholes([2, 1, 3, 2, 3], 2), wholes([1], 3)],
  );
});

describe.each<[string, (a: Tensor, b: Tensor, mode: ConvolveMode) => Tensor]>([
  ['convolve', convolve],
  ['correlate', correlate],
])('%s', (_, run) => {
  test.each<ConvolveMode>(['full', 'same', 'valid'])(
    'passes gradients to both signals in mode %s, whichever is longer',
    mode => {
      expectGradientsMatch((a, b) => run(a, b, mode), [wholes([6], 1), wholes([3], 2)]);
      expectGradientsMatch((a, b) => run(a, b, mode), [wholes([2, 2], 1), wholes([3, 4], 2)]);
    },
  );
});

describe('numbers', () => {
  // 2^24 + 1 is no float32, so a float32 sum would lose the ones one by one and end at 0.
  const far = [2 ** 24, 1, 1, -(2 ** 24)];

  test('the gradient by the input is summed in float64 and rounded once', () => {
    const x = learned(ones([1, 1, 1]));
    const y = conv1d(x, tensor(far, [4, 1, 1]));
    expect(grad(y, [x], { gradOutput: ones([1, 4, 1]) })[0]!.item()).toBe(2);
  });

  test('the gradient by the weight is summed in float64 over samples and rounded once', () => {
    const w = learned(ones([1, 1, 1]));
    const y = conv1d(tensor(far, [4, 1, 1]), w);
    expect(grad(y, [w], { gradOutput: ones([4, 1, 1]) })[0]!.item()).toBe(2);
  });

  test('the gradient by the bias is summed in float64 over samples and rounded once', () => {
    const bias = learned(ones([1]));
    const y = conv1d(ones([4, 1, 1]), ones([1, 1, 1]), { bias });
    expect(grad(y, [bias], { gradOutput: tensor(far, [4, 1, 1]) })[0]!.item()).toBe(2);
  });

  test('a tap on padding gets and gives nothing, even of infinities', () => {
    const x = learned(f64([2], [1, 1, 1]));
    const w = learned(f64([Infinity, 1], [1, 1, 2]));
    const y = conv1d(x, w, { padding: [[1, 0]] });
    const gradients = grad(y, [x, w], { gradOutput: f64([3], [1, 1, 1]) });
    expect(gradients.map(gradient => gradient.tolist())).toEqual([[[[3]]], [[[0, 6]]]]);
  });
});

describe('what is computed', () => {
  function runsOf(work: () => unknown): ConvRun[] {
    const runs: ConvRun[] = [];
    const end = observeConvs(run => runs.push(run));
    work();
    end();
    return runs;
  }

  const image = (): Tensor => wholes([2, 2, 4, 4], 1);
  const filters = (): Tensor => wholes([2, 2, 3, 3], 2);

  test('nothing is recorded when nothing requires gradients', () => {
    expect(conv2d(image(), filters()).node).toBe(null);
  });

  test('the gradient of an operand that requires none is not computed', () => {
    const [x, w, bias] = [image(), learned(filters()), wholes([2], 3)];
    const passes = runsOf(() => {
      const y = conv2d(x, w, { bias });
      expect(y.node!.inputs).toEqual([x, w, bias]);
      expect(y.node!.backward(y).map(gradient => gradient?.shape ?? null)).toEqual([null, w.shape, null]);
    }).map(run => run.pass);
    expect(passes).toEqual(['forward', 'weightGradient']);
  });

  test('observers are told of gradients as passes of the convolution they belong to', () => {
    const [x, w] = [learned(image()), learned(filters())];
    let found: Tensor[] = [];
    const runs = runsOf(() => {
      const y = convTranspose2d(x, w, { stride: 2 });
      found = grad(y, [x, w], { gradOutput: y });
    });
    expect(runs.map(({ pass, kind, algorithm }) => [pass, kind, algorithm])).toEqual([
      ['forward', 'scatter', 'reference'],
      ['inputGradient', 'scatter', 'reference'],
      ['weightGradient', 'scatter', 'reference'],
    ]);
    expect(runs.every(run => run.conv === runs[0]!.conv && run.elapsedMs >= 0)).toBe(true);
    expect(runs.map(run => run.operands.input === x && run.operands.weight === w)).toEqual([
      true,
      true,
      true,
    ]);
    expect(runs.slice(1).map(run => run.result.tolist())).toEqual(found.map(gradient => gradient.tolist()));
  });

  test('the node carries the name of the function', () => {
    expect(convTranspose1d(learned(ones([1, 1, 2])), ones([1, 1, 2])).node!.operation).toBe(
      'convTranspose1d',
    );
  });
});
