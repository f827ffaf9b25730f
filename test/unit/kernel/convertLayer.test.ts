import { describe, expect, test } from 'vitest';
import { convert, cost, Linear, type ConversionTarget } from '../../../src/engine';
import { COST_MIME } from '../../../src/view';
import { TestNotebook } from './notebook';

/** A notebook with one variable, the layer that a code makes. */
async function notebookWith(name: string, code: string): Promise<TestNotebook> {
  const notebook = new TestNotebook();
  await notebook.run(`const ${name} = ${code}`);
  return notebook;
}

function targetsOf(notebook: TestNotebook): string[] {
  const [variable] = notebook.call('variables/list', {}).result;
  return variable!.convertible?.targets.map(({ name }) => name) ?? [];
}

describe('variables say what they can be converted to', () => {
  test('where they are layers for which there is something', async () => {
    const conv = await notebookWith('conv', 'new Conv2d({ in: 3, out: 8, kernel: 3, dilation: 2 })');
    expect(targetsOf(conv)).toEqual([
      'depthwise-separable',
      'spatially-separable',
      'flattened',
      'low-rank',
      'im2col',
      'zero-stuffed',
      'phase-split',
      'linear',
    ]);
    const [variable] = conv.call('variables/list', {}).result;
    expect(variable!.convertible!.targets[0]).toEqual({
      name: 'depthwise-separable',
      title: 'Depthwise separable',
      description: expect.stringContaining('SVD') as string,
      asks: { option: 'rank', value: 1, most: 8, breakEven: 4 },
    });
  });

  test('and not for anything else', async () => {
    for (const code of [
      'new ReLU()',
      'new Sequential(new ReLU(), new MaxPool2d({ kernel: 2 }))',
      '[1]',
      'zeros([2])',
    ]) {
      const [variable] = (await notebookWith('x', code)).call('variables/list', {}).result;
      expect(variable).not.toHaveProperty('convertible');
    }
  });
});

const CASES: [target: ConversionTarget, layer: string, suffix: string, inputShape: number[]][] = [
  ['depthwise-separable', 'new Conv2d({ in: 4, out: 6, kernel: 3 })', 'Separable', [1, 4, 8, 8]],
  ['spatially-separable', 'new Conv2d({ in: 4, out: 6, kernel: 3 })', 'Spatial', [1, 4, 8, 8]],
  ['flattened', 'new Conv2d({ in: 4, out: 6, kernel: 3 })', 'Flattened', [1, 4, 8, 8]],
  ['grouped', 'new Conv2d({ in: 4, out: 6, kernel: 3 })', 'Grouped', [1, 4, 8, 8]],
  ['low-rank', 'new Conv2d({ in: 4, out: 6, kernel: 3 })', 'LowRank', [1, 4, 8, 8]],
  ['im2col', 'new Conv2d({ in: 4, out: 6, kernel: 3 })', 'Im2col', [1, 4, 8, 8]],
  ['dense', 'new SeparableConv2d({ in: 4, out: 6, kernel: 3 })', 'Dense', [1, 4, 8, 8]],
  ['direct', 'new ConvTranspose2d({ in: 4, out: 6, kernel: 3, stride: 2 })', 'Direct', [1, 4, 8, 8]],
  ['zero-stuffed', 'new Conv2d({ in: 4, out: 6, kernel: 3, dilation: 2 })', 'ZeroStuffed', [1, 4, 8, 8]],
  ['phase-split', 'new Conv2d({ in: 4, out: 6, kernel: 3, dilation: 2 })', 'PhaseSplit', [1, 4, 8, 8]],
  ['pointwise', 'new Linear({ in: 4, out: 6 })', 'Pointwise', [1, 4]],
  ['linear', 'new Conv2d({ in: 4, out: 6, kernel: 3 })', 'Linear', [1, 4, 3, 3]],
  [
    'fold-batchnorm',
    'new Sequential(new Conv2d({ in: 4, out: 6, kernel: 3 }), new BatchNorm2d({ features: 6 }))',
    'Folded',
    [1, 4, 8, 8],
  ],
  [
    'fuse-branches',
    'new Residual(new Conv2d({ in: 4, out: 4, kernel: 3, padding: 1 }))',
    'Fused',
    [1, 4, 8, 8],
  ],
];

describe('Convert Layer gives a cell that runs', () => {
  for (const [target, layer, suffix, inputShape] of CASES) {
    test(`for ${target}`, async () => {
      const notebook = await notebookWith('layer', layer);
      expect(targetsOf(notebook)).toContain(target);
      const { code } = notebook.call('layer/convert', { name: 'layer', target, inputShape }).result;
      const { error, outputs } = await notebook.run(code);
      expect(error).toBeNull();
      expect(outputs[0]).toMatchObject({ bundle: { [COST_MIME]: {} } });
      expect((await notebook.run(`layer${suffix}.kind`)).error).toBeNull();
    });
  }

  test('with the rank or groups that were asked for, and what they lose', async () => {
    const notebook = await notebookWith('conv', 'new Conv2d({ in: 4, out: 6, kernel: 3 })');
    const ask = (target: string, options: { rank?: number; groups?: number }) =>
      notebook.call('layer/convert', { name: 'conv', target, inputShape: [1, 4, 8, 8], options }).result.code;
    const code = ask('depthwise-separable', { rank: 2 });
    expect(code).toContain(
      "convert(conv, 'depthwise-separable', { inputShape: [1, 4, 8, 8], rank: 2 }).layer;",
    );
    expect(code).toContain('// rank: 2; up to 3 there are fewer MACs than before');
    expect(code).toContain('(SeparableConv2d), the nearest weights of that form');
    expect(ask('grouped', { groups: 2 })).toMatch(/groups: 2 \}\)\.layer;/);
    expect(ask('grouped', { groups: 2 })).not.toContain('rank');
  });

  test('that says of an exact conversion that it is, and what else there is to know', async () => {
    const [, layer] = CASES.find(([target]) => target === 'fold-batchnorm')!;
    const notebook = await notebookWith('model', layer);
    const { code } = notebook.call('layer/convert', {
      ...{ name: 'model', target: 'fold-batchnorm', inputShape: [1, 4, 8, 8] },
    }).result;
    expect(code.split('\n').slice(0, 4)).toEqual([
      '// model: Sequential to fold-batchnorm (Sequential)',
      '// weight error: none but rounding (relative Frobenius norm)',
      '// Batch norm is taken by its running statistics, as after eval().',
      '// for an input of [1, 4, 8, 8]:',
    ]);
  });

  test('that shows the costs of the new layer alone where it takes another input', async () => {
    const notebook = await notebookWith('fc', 'new Linear({ in: 4, out: 6 })');
    const { code } = notebook.call('layer/convert', {
      name: 'fc',
      target: 'pointwise',
      inputShape: [2, 4],
    }).result;
    expect(code.split('\n').at(-1)).toBe('cost(fcPointwise, [2, 4, 1, 1])');
    const { layer } = convert(new Linear({ in: 4, out: 6 }), 'pointwise', { inputShape: [2, 4] });
    expect(code).toContain(`MACs: 48 -> ${cost(layer, [2, 4, 1, 1]).totals.macs} (100.0 %)`);
  });

  test('refuses options that the target does not know', async () => {
    const notebook = await notebookWith('conv', 'new Conv2d({ in: 4, out: 6, kernel: 3 })');
    const { error } = notebook.call('layer/convert', {
      ...{ name: 'conv', target: 'im2col', inputShape: [1, 4, 8, 8], options: { rank: 2 } },
    });
    expect(error?.message).toContain("convert to 'im2col': unknown option rank");
  });
});
