import { describe, expect, test } from 'vitest';
import { costHtml, costTable, costText, parseCostPayload } from '../../../src/view';
import { barText } from '../../../src/view/bar';
import {
  comparisonExample,
  conventionsExample,
  costExample,
  layersExample,
  savedBefore,
  traceExample,
} from './build';

describe('as text', () => {
  test('a cost has aligned figures, totals, its convention and its formulas', () => {
    expect(costText(costExample)).toBe(
      [
        'Conv2d on [1, 3, 7, 7]',
        '',
        'Layer  Kind    Output          Params    MACs   Share           Multiplications    FLOPs  FLOP/byte  Activations  Receptive field',
        '-----  ------  --------------  ------  ------  ---------------  ---------------  -------  ---------  -----------  ---------------',
        'conv   Conv2d  [1, 128, 5, 5]   3,456  86,400  100.0% ████████           86,400  172,800       6.35     12.5 KiB  3 × 3',
        '-----  ------  --------------  ------  ------  ---------------  ---------------  -------  ---------  -----------  ---------------',
        'Total          [1, 128, 5, 5]   3,456  86,400    100%                    86,400  172,800       6.35     12.5 KiB  3 × 3',
        '',
        'Counted for the whole batch; 1 MAC = 2 FLOPs; biases are left out; taps on padding are counted like any other; bytes are those of float32.',
        'conv: Params = 128 x 3 x 3 x 3 = 3,456; MACs = 128 x 3 x 3 x 3 x 5 x 5 = 86,400; ' +
          'Multiplications = 128 x 3 x 3 x 3 x 5 x 5 = 86,400; Additions = 86400 = 86,400; ' +
          'FLOPs = 2 x 86400 = 172,800; Activations = 1 x 128 x 5 x 5 = 3,200; Activation bytes = 1 x 128 x 5 x 5 x 4 = 12,800; ' +
          'Weight bytes = 3456 x 4 = 13,824; ' +
          'Bytes moved = (1 x 3 x 7 x 7 + 3456 + 1 x 128 x 5 x 5) x 4 = 27,212; FLOP/byte = 172800 / 27212 = 6.3501',
      ].join('\n'),
    );
  });

  test('layers have their settings and parameters', () => {
    expect(costText(layersExample)).toBe(
      [
        'Sequential',
        '',
        'Layer   Kind    Settings              Weight        Params  Share',
        '------  ------  --------------------  ------------  ------  --------------',
        'first   Conv2d  3 -> 4, kernel 1 x 1  [4, 3, 1, 1]      12  25.0% ██',
        'second  Conv2d  4 -> 1, kernel 3 x 3  [1, 4, 3, 3]      36  75.0% ██████',
        '------  ------  --------------------  ------------  ------  --------------',
        'Total                                                   48   100%',
        '',
        'first: Params = 4 x 3 = 12',
        'second: Params = 1 x 4 x 3 x 3 = 36',
      ].join('\n'),
    );
  });
});

describe('conventions', () => {
  test('have a row per tool, against the MACs, with what it does not count', () => {
    expect(costText(conventionsExample)).toBe(
      [
        'Conventions for ConvTranspose2d on [1, 64, 16, 16]',
        '',
        'Tool       Figure          Value  vs MACs  Params  What differs',
        '---------  ---------  ----------  -------  ------  --------------------------------------------------',
        'fvcore     flops       8,388,608    equal       -  does not count ReLU',
        'torchinfo  mult-adds  33,587,200  4.0039×  32,800  one reason; biases count; does not count ReLU, Add',
        '',
        'By the rules in the tools’ sources, which the formulas name; a model in evaluation.',
        'fvcore: flops = 64 x 32 x 4 x 4 x 16 x 16 = 8,388,608; ' +
          'Source = facebookresearch/fvcore, fvcore/nn/jit_handles.py: conv_flop_count (commit 017141c)',
        'torchinfo: mult-adds = 32768 x 32 x 32 + 32 x 32 x 32 = 33,587,200; ' +
          'Source = TylerYep/torchinfo, torchinfo/layer_info.py: LayerInfo.calculate_macs (commit 01fa0ce)',
      ].join('\n'),
    );
  });

  test('of a layer without MACs have no ratio', () => {
    const [, second] = conventionsExample.rows;
    const { rows } = costTable({ ...conventionsExample, rows: [{ ...second!, ratio: null }] });
    expect(rows[0]!.cells[3]!.text).toBe('-');
  });

  test('let their sentences take several lines in HTML, and nothing else', () => {
    const html = costHtml(conventionsExample);
    expect(html.match(/<td [^>]*min-width:24em"><span>does not count ReLU</)).not.toBeNull();
    expect(html.match(/<td [^>]*white-space:nowrap"><span>8,388,608</)).not.toBeNull();
  });
});

describe('a trace', () => {
  test('has closed form and count side by side, with the time and what it did not list', () => {
    expect(costText(traceExample)).toBe(
      [
        'Trace of 3 convolutions',
        '',
        'Run                         Input         Weight          Output             MACs  Counted  On real elements  Counted    Time  GFLOP/s  Algorithm',
        '--------------------------  ------------  --------------  --------------  -------  -------  ----------------  -------  ------  -------  ---------',
        'conv2d                      [1, 3, 7, 7]  [128, 3, 3, 3]  [1, 128, 5, 5]   86,400   86,400            80,000   80,000  250 µs    0.691  reference',
        'conv2d, gradient by weight  [1, 3, 7, 7]  [128, 3, 3, 3]  [1, 128, 5, 5]   86,400   86,400            80,000   80,000    0 ms        -  reference',
        '--------------------------  ------------  --------------  --------------  -------  -------  ----------------  -------  ------  -------  ---------',
        'Total                                                                     259,200  259,200           240,000  240,000  250 µs     2.07',
        '',
        'The first 2 of 3 runs; all are in the totals.',
        '250 µs in convolutions, of 12.5 ms in all; the counting is not timed.',
        ...['conv2d', 'conv2d, gradient by weight'].map(
          name =>
            `${name}: MACs = 128 x 3 x 3 x 3 x 5 x 5 = 86,400; ` +
            'On real elements = 128 x 3 x (12 of 15) x (15 of 15) = 80,000; ' +
            'Counted = 86,400, 80,000 on real elements, visiting every tap at every position',
        ),
      ].join('\n'),
    );
  });

  test('that has a row for every run does not say that some are left out, and how large ones were counted', () => {
    const row = {
      ...traceExample.rows[0]!,
      counted: { ...traceExample.rows[0]!.counted, by: 'axes' as const },
    };
    const totals = { ...traceExample.totals, runs: 1 };
    const text = costText({ ...traceExample, rows: [row], totals });
    expect(text).not.toContain('The first');
    expect(text).toContain('visiting every tap at every position of each axis');
  });
});

describe('an output saved before arithmetic intensity was counted', () => {
  test('is read, and shown without it', () => {
    for (const payload of [costExample, comparisonExample]) {
      const read = parseCostPayload(savedBefore(payload));
      const { columns, rows } = costTable(read);
      const column = columns.findIndex(({ label }) => label === 'FLOP/byte');
      expect(rows.map(({ cells }) => cells[column]!.text)).toEqual(rows.map(() => '-'));
      expect(rows[0]!.formulas.map(({ label }) => label)).toEqual([
        ...['Params', 'MACs', 'Multiplications', 'Additions', 'FLOPs', 'Activation bytes', 'Weight bytes'],
      ]);
      expect(costHtml(read)).toContain('86,400');
    }
  });
});

describe('a comparison', () => {
  const table = costTable(comparisonExample);

  test('gives every entry against the first, 10,275 / 86,400 as the article has it', () => {
    const macs = table.columns.findIndex(({ label }) => label === 'MACs');
    expect(table.rows.map(({ cells }) => cells[macs + 1]!.text)).toEqual(['1×', '0.119×']);
    expect(table.rows.map(({ cells }) => cells[macs + 1]!.bar)).toEqual([1, 10275 / 86400]);
  });

  test('has its note before its convention, and no totals', () => {
    expect(table.sentences[0]).toBe('A note.');
    expect(table.sentences).toHaveLength(2);
    expect(table.totals).toBeUndefined();
  });

  test('against a first entry without MACs has no ratio', () => {
    const [first, second] = comparisonExample.entries;
    const entries = [{ ...first!, totals: { ...first!.totals, macs: 0 } }, second!];
    const { rows } = costTable({ ...comparisonExample, entries });
    expect(rows[1]!.cells[5]!.text).toBe('-');
  });
});

describe('as HTML', () => {
  test('names and titles cannot become markup', () => {
    const html = costHtml({ ...layersExample, title: '<script>alert("x")</script>' });
    expect(html).not.toContain('<script');
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;');
  });

  test('formulas in attributes cannot end them', () => {
    const [row] = layersExample.rows;
    const html = costHtml({ ...layersExample, rows: [{ ...row!, formula: '" onmouseover="x' }] });
    expect(html).toContain('title="&quot; onmouseover=&quot;x"');
    expect(html).not.toContain('" onmouseover="x');
  });

  test('every row has as many columns as the head, bars counted', () => {
    const html = costHtml(comparisonExample);
    const head = html.match(/<th /g)!.length + html.match(/colspan="2"/g)!.length;
    const rows = html.slice(html.indexOf('<tbody>')).match(/<tr>.*?<\/tr>/g)!;
    for (const row of rows) expect(row.match(/<td /g)).toHaveLength(head);
  });

  test('stands without styles: figures are right-aligned by attribute, bars are characters', () => {
    const html = costHtml(costExample);
    expect(html).toMatch(/<td align="right" title="128 x 3 x 3 x 3 x 5 x 5"[^>]*><span>86,400<\/span><\/td>/);
    expect(html).toContain('████████');
    expect(html).not.toContain('<style');
  });
});

test('bars are eighths of a character, and never nothing for something', () => {
  expect(barText(0.5, 4)).toBe('██');
  expect(barText(0.53125, 4)).toBe('██▏');
  expect(barText(0.0001, 4)).toBe('▏');
  expect(barText(0, 4)).toBe('');
});

describe('parsing', () => {
  test('gives every kind of output back unchanged', () => {
    for (const payload of [costExample, comparisonExample, layersExample, conventionsExample, traceExample]) {
      expect(parseCostPayload(JSON.parse(JSON.stringify(payload)))).toEqual(payload);
    }
  });

  const bad: [what: string, value: unknown, message: string][] = [
    ['an unknown version by number', { ...costExample, version: 3 }, 'version 3'],
    ['an unknown kind', { ...costExample, kind: 'sweep' }, 'kind of'],
    ['a list', [costExample], 'must be an object'],
    ['a figure that is no number', { ...layersExample, params: '48' }, 'params of'],
    ['a missing title', { ...layersExample, title: undefined }, 'title of'],
    [
      'a bad figure of a row by its place',
      { ...costExample, rows: [{ ...costExample.rows[0], macs: -1 }] },
      'rows[0].macs of application/vnd.convbook.cost+json must be a whole number of 0 or more, got -1',
    ],
    [
      'an intensity that is no number',
      { ...costExample, totals: { ...costExample.totals, arithmeticIntensity: '6' } },
      'totals.arithmeticIntensity of application/vnd.convbook.cost+json must be a number, got "6"',
    ],
    [
      'reasons that are no strings',
      { ...conventionsExample, rows: [{ ...conventionsExample.rows[0], why: [1] }] },
      'rows[0].why of application/vnd.convbook.cost+json must be a list of strings, got [1]',
    ],
    [
      'a pass that is none',
      { ...traceExample, rows: [{ ...traceExample.rows[0], pass: 'back' }] },
      'rows[0].pass of application/vnd.convbook.cost+json must be one of forward, inputGradient, weightGradient',
    ],
    [
      'a bad convention',
      { ...costExample, convention: { ...costExample.convention, flopsPerMac: 3 } },
      'convention.flopsPerMac',
    ],
  ];
  for (const [what, value, message] of bad) {
    test(`refuses ${what}`, () => expect(() => parseCostPayload(value)).toThrow(message));
  }
});
