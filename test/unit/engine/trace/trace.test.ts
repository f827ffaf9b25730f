import { afterEach, describe, expect, test, vi } from 'vitest';
import {
  Conv2d,
  ConvTranspose2d,
  SeparableConv2d,
  Sequential,
  backward,
  conv1d,
  conv2d,
  cost,
  endObservations,
  ones,
  sum,
  trace,
  zeros,
} from '../../../../src/engine';
import { codeOf } from '../tensor/failure';

const conv = () => conv2d(ones([2, 3, 6, 5]), ones([4, 3, 3, 2]), { padding: 1, stride: 2 });

/** Whether anyone is told of a convolution: only then is it timed. */
function isObserved(): boolean {
  const clock = vi.spyOn(performance, 'now');
  conv();
  const calls = clock.mock.calls.length;
  clock.mockRestore();
  return calls > 0;
}

afterEach(endObservations);

describe('a traced function', () => {
  const { rows, totals, kind, title, result } = trace(conv);

  test('has a row per convolution with its shapes and algorithm', () => {
    expect([kind, title, rows.length, totals.runs]).toEqual(['trace', 'Trace of 1 convolution', 1, 1]);
    expect(rows[0]).toMatchObject({
      ...{ operation: 'conv2d', pass: 'forward', kind: 'gather', algorithm: 'reference' },
      ...{ inputShape: [2, 3, 6, 5], weightShape: [4, 3, 3, 2], outputShape: [2, 4, 3, 3] },
    });
  });

  test('has its MACs by formula and as counted, on padding and not', () => {
    const { macs, macsInside, counted, formulas } = rows[0]!;
    // 2·4·3 pairs; along H 3 positions of 3 taps, of which 1 on padding; along W 3 of 2, of which 1
    expect([macs, macsInside]).toEqual([24 * 9 * 6, 24 * 8 * 5]);
    expect(counted).toEqual({ all: macs, inside: macsInside, by: 'taps' });
    expect(formulas).toEqual({
      macs: '2 x 4 x 3 x 3 x 2 x 3 x 3',
      macsInside: '2 x 4 x 3 x (8 of 9) x (5 of 6)',
    });
  });

  test('has a time, and a rate that follows from it', () => {
    const { elapsedMs, gflops, macs } = rows[0]!;
    expect(elapsedMs).toBeGreaterThanOrEqual(0);
    expect(gflops).toBe(elapsedMs > 0 ? (2 * macs) / elapsedMs / 1e6 : null);
    expect(totals.totalMs).toBeGreaterThanOrEqual(totals.elapsedMs);
  });

  test('gives its own result on', () => {
    expect(result.shape).toEqual([2, 4, 3, 3]);
  });
});

describe('trace', () => {
  test('reaches convolutions deep in a model, with the MACs that cost gives', () => {
    const model = new Sequential(
      new SeparableConv2d({ in: 3, out: 4, kernel: 3 }),
      new ConvTranspose2d({ in: 4, out: 2, kernel: 4, stride: 2, padding: 1 }),
    );
    const { rows, totals } = trace(() => model.forward(zeros([1, 3, 8, 8])));
    const count = cost(model, [1, 3, 8, 8]);
    const skip = cost(model, [1, 3, 8, 8], { padding: 'skip' });
    expect(rows.map(({ operation, kind }) => [operation, kind])).toEqual([
      ['conv2d', 'gather'],
      ['conv2d', 'gather'],
      ['convTranspose2d', 'scatter'],
    ]);
    expect(rows.map(({ macs }) => macs)).toEqual(count.rows.map(({ macs }) => macs));
    expect([totals.macs, totals.macsInside]).toEqual([count.totals.macs, skip.totals.macs]);
    expect(totals.counted).toEqual({ all: totals.macs, inside: totals.macsInside });
  });

  test('reports gradients as runs of their own, with the MACs of the forward pass', () => {
    const layer = new Conv2d({ in: 2, out: 3, kernel: 3 });
    const x = ones([1, 2, 5, 5]);
    x.requiresGrad = true;
    layer.weight.requiresGrad = true;
    const { rows } = trace(() => backward(sum(layer.forward(x))));
    expect(rows.map(({ pass }) => pass).sort()).toEqual(['forward', 'inputGradient', 'weightGradient']);
    expect(new Set(rows.map(({ macs, counted }) => `${macs} ${counted.all}`))).toEqual(new Set(['486 486']));
    expect(new Set(rows.map(({ outputShape }) => String(outputShape)))).toEqual(new Set(['1,3,3,3']));
  });

  test('of nothing has no rows and counts nothing', () => {
    const { rows, totals, title } = trace(() => 'done');
    expect([rows, title]).toEqual([[], 'Trace of 0 convolutions']);
    expect(totals).toMatchObject({ runs: 0, macs: 0, macsInside: 0, elapsedMs: 0, gflops: null });
  });

  test('keeps rows of the first thousand runs, and all of them in its totals', () => {
    const x = ones([1, 1, 2]);
    const w = ones([1, 1, 1]);
    const { rows, totals } = trace(() => {
      for (let i = 0; i < 1003; i++) conv1d(x, w);
    });
    expect([rows.length, totals.runs, totals.macs, totals.counted.all]).toEqual([1000, 1003, 2006, 2006]);
  });

  test('may stand within another, and each reports', () => {
    const outer = trace(() => {
      conv();
      return trace(conv);
    });
    expect([outer.totals.runs, outer.result.totals.runs]).toEqual([2, 1]);
  });

  test('of an async function promises the report, with what ran after its waits', async () => {
    const report = await trace(async () => {
      conv();
      await Promise.resolve();
      return conv().shape;
    });
    expect([report.totals.runs, report.result]).toEqual([2, [2, 4, 3, 3]]);
  });

  test('observes no more when it is over', () => {
    expect(trace(isObserved).result).toBe(true);
    expect(isObserved()).toBe(false);
  });

  test('observes no more when the function threw, and gives its error on', () => {
    const failing = () => {
      conv();
      throw new Error('mine');
    };
    expect(() => trace(failing)).toThrow('mine');
    expect(isObserved()).toBe(false);
  });

  test('observes until an async function ends, and no more then', async () => {
    const pending = trace(async () => {
      await Promise.resolve();
    });
    expect(isObserved()).toBe(true);
    await pending;
    expect(isObserved()).toBe(false);
  });

  test('observes no more when the promise is rejected, and gives its error on', async () => {
    const failing = async () => {
      await Promise.resolve();
      throw new Error('later');
    };
    await expect(trace(failing)).rejects.toThrow('later');
    expect(isObserved()).toBe(false);
  });

  test('refuses what is no function', () => {
    expect(codeOf(() => trace(conv() as unknown as () => void))).toBe('trace/not-a-function');
  });
});
