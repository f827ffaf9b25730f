import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  conv2d,
  convTranspose2d,
  directForm,
  ones,
  tensor,
  turnKernel,
  zeroStuff,
  zeros,
} from '../../../../src/engine';
import { expectGradientsMatch } from '../autograd/finiteDifference';
import { counting, dot, wholes } from '../conv/support';
import { codeOf } from '../tensor/failure';
import { anyTransposed, RUNS, untyped } from './support';

describe('directForm', () => {
  test('is the transposed convolution, by an ordinary one', () => {
    fc.assert(
      fc.property(anyTransposed, ({ run, direct, inputShape, weightShape, channelsOut, options, seed }) => {
        const [x, w] = [wholes(inputShape, seed), wholes(weightShape, seed + 1)];
        const bias = wholes([channelsOut], seed + 2);
        const expected = run(x, w, { ...options, bias });
        const { input, weight, padding, dilation, groups, result } = directForm(x, w, { ...options, bias });
        expect(result.shape).toEqual(expected.shape);
        expect(result.data).toEqual(expected.data.map(value => value + 0)); // -0 is 0
        expect(direct(input, weight, { padding, dilation, groups, bias }).data).toEqual(result.data);
      }),
      RUNS,
    );
  });

  test("section 6 of the article: 2x2 to 4x4 pads by 2, which is not the layer's padding of 0", () => {
    const [x, w] = [counting(1, 1, 2, 2), counting(1, 1, 3, 3)];
    const { input, weight, padding, result } = directForm(x, w);
    expect(padding).toEqual([[2, 2], [2, 2]]); // prettier-ignore
    expect(input.tolist()).toEqual(x.tolist());
    expect(weight.tolist()).toEqual([[[[8, 7, 6], [5, 4, 3], [2, 1, 0]]]]); // prettier-ignore
    expect(result.shape).toEqual([1, 1, 4, 4]);
    expect(result.tolist()).toEqual(convTranspose2d(x, w).tolist());
  });

  test('section 6 of the article: 2x2 to 5x5 puts one zero between inputs, then pads by 2', () => {
    const { input, padding, result } = directForm(tensor([[[1, 2], [3, 4]]]), ones([1, 1, 3, 3]), { stride: 2 }); // prettier-ignore
    expect(input.tolist()).toEqual([[[1, 0, 2], [0, 0, 0], [3, 0, 4]]]); // prettier-ignore
    expect(padding).toEqual([[2, 2], [2, 2]]); // prettier-ignore
    expect(result.shape).toEqual([1, 5, 5]);
  });

  test("padding of the layer lowers the convolution's, and beyond the filter it crops the input", () => {
    const [x, w] = [ones([1, 1, 4]), ones([1, 1, 3])];
    expect(directForm(x, w, { padding: 1 }).padding).toEqual([[1, 1]]);
    const { input, padding } = directForm(x, w, { padding: [[3, 0]] });
    expect([input.shape, padding]).toEqual([[1, 1, 3], [[0, 2]]]);
  });

  test('output padding is zeros at the end of the input', () => {
    const { input, padding, result } = directForm(ones([1, 2]), ones([1, 1, 3]), {
      stride: 2,
      outputPadding: 1,
    });
    expect(input.tolist()).toEqual([[1, 0, 1, 0]]);
    expect(padding).toEqual([[2, 2]]);
    expect(result.tolist()).toEqual([[1, 1, 2, 1, 1, 0]]);
  });

  test("padding 'same' is the layer's", () => {
    const [x, w] = [wholes([1, 2, 3, 4], 1), wholes([2, 1, 3, 4], 2)];
    const options = { stride: 2, padding: 'same' } as const;
    expect(directForm(x, w, options).result.tolist()).toEqual(convTranspose2d(x, w, options).tolist());
  });

  test('gradients pass to the input and the weight', () => {
    const options = { stride: 2, padding: 1, groups: 2 };
    expectGradientsMatch(
      (x, w) => directForm(x, w, options).result,
      [wholes([4, 3], 1), wholes([4, 1, 3], 2)],
    );
  });
});

describe('turnKernel', () => {
  test('turning twice, with the groups, changes nothing', () => {
    fc.assert(
      fc.property(anyTransposed, ({ weightShape, options: { groups }, seed }) => {
        const w = wholes(weightShape, seed);
        const back = turnKernel(turnKernel(w, { groups }), { groups });
        expect([back.shape, back.data]).toEqual([w.shape, w.data]);
      }),
      RUNS,
    );
  });

  test('exchanges the channels within each group and reverses every spatial axis', () => {
    expect(turnKernel(counting(2, 3, 2)).tolist()).toEqual([[[1, 0], [7, 6]], [[3, 2], [9, 8]], [[5, 4], [11, 10]]]); // prettier-ignore
    const w = counting(4, 3, 2, 2);
    const turned = turnKernel(w, { groups: 2 });
    expect(turned.shape).toEqual([6, 2, 2, 2]);
    expect(turned.at(4, 1, 0, 1)).toBe(w.at(3, 1, 1, 0)); // group 1: output 1 of it, input 1 of it
  });

  test('takes a convolution to the gradient of its input', () => {
    const [x, w] = [wholes([1, 4, 5, 5], 1), wholes([6, 2, 3, 3], 2)];
    const y = wholes([1, 6, 3, 3], 3);
    const back = conv2d(y, turnKernel(w, { groups: 2 }), { padding: 'full', groups: 2 });
    expect(dot(conv2d(x, w, { groups: 2 }), y)).toBe(dot(x, back));
  });

  test('a gradient passes through', () => {
    expectGradientsMatch(w => turnKernel(w, { groups: 2 }), [wholes([4, 3, 2, 2], 1)]);
  });
});

describe('zeroStuff', () => {
  test('puts zeros between neighbours of the last axes', () => {
    expect(zeroStuff(tensor([1, 2, 3]), [2]).tolist()).toEqual([1, 0, 2, 0, 3]);
    expect(zeroStuff(tensor([[1, 2], [3, 4]]), [3, 1]).tolist()).toEqual([[1, 2], [0, 0], [0, 0], [3, 4]]); // prettier-ignore
    expect(zeroStuff(tensor([[1, 2], [3, 4]]), [3]).tolist()).toEqual([[1, 0, 0, 2], [3, 0, 0, 4]]); // prettier-ignore
  });

  test('a number stands for all axes of [N, C, H, W]', () => {
    expect(zeroStuff(ones([1, 2, 2, 3]), 2).shape).toEqual([1, 2, 3, 5]);
  });

  test('margins lengthen with zeros and crop, the one after the other', () => {
    const x = tensor([1, 2, 3]);
    expect(zeroStuff(x, [2], { margins: [[1, 2]] }).tolist()).toEqual([0, 1, 0, 2, 0, 3, 0, 0]);
    expect(zeroStuff(x, [2], { margins: [[-2, -1]] }).tolist()).toEqual([2, 0]);
    expect(zeroStuff(x, [2], { margins: [[-6, 3]] }).tolist()).toEqual([0, 0]);
    expect(zeroStuff(x, [1]).tolist()).toEqual([1, 2, 3]);
  });

  test('a gradient passes through', () => {
    expectGradientsMatch(x => zeroStuff(x, [2, 3], { margins: [[-1, 2], [1, -1]] }), [wholes([2, 3, 2], 1)]); // prettier-ignore
  });
});

describe('refusals', () => {
  const x = ones([1, 2, 3, 3]);
  const w = ones([2, 1, 2, 2]);
  const refusals: Record<string, { code: string; run: () => unknown }> = {
    'directForm of what is no tensor': { code: 'tensor/expected', run: () => directForm(untyped(1), w) },
    'a weight that is no tensor': { code: 'tensor/expected', run: () => directForm(x, untyped(1)) },
    'different dtypes': {
      code: 'conv/dtype',
      run: () => directForm(x, ones([2, 1, 2, 2], { dtype: 'float64' })),
    },
    'other channels': { code: 'conv/channels', run: () => directForm(ones([1, 3, 3, 3]), w) },
    'an unknown option': { code: 'options/unknown', run: () => directForm(x, w, untyped({ strides: 2 })) },
    'turnKernel of what is no tensor': { code: 'tensor/expected', run: () => turnKernel(untyped(1)) },
    'a weight of two axes': { code: 'conv/rank', run: () => turnKernel(ones([2, 2])) },
    'groups that do not divide': { code: 'conv/groups', run: () => turnKernel(w, { groups: 3 }) },
    'groups of 0': { code: 'conv/option-value', run: () => turnKernel(w, { groups: 0 }) },
    'an unknown option of turnKernel': {
      code: 'options/unknown',
      run: () => turnKernel(w, untyped({ group: 1 })),
    },
    'zeroStuff of what is no tensor': { code: 'tensor/expected', run: () => zeroStuff(untyped(1), 2) },
    'a stride of 0': { code: 'conv/option-value', run: () => zeroStuff(x, [0, 1]) },
    'a number for three axes': { code: 'matrix/axes', run: () => zeroStuff(ones([1, 2, 3]), 2) },
    'more strides than axes': { code: 'matrix/rank', run: () => zeroStuff(ones([2]), [2, 2]) },
    'margins of other axes': { code: 'conv/option-count', run: () => zeroStuff(x, 2, { margins: [[1, 1]] }) },
    'a margin that is no pair': {
      code: 'matrix/margins',
      run: () => zeroStuff(x, 2, { margins: untyped(1) }),
    },
    'a margin of three': {
      code: 'matrix/margins',
      run: () => zeroStuff(x, [2], { margins: untyped([[1, 1, 1]]) }),
    },
    'a broken margin': { code: 'argument/integer', run: () => zeroStuff(x, [2], { margins: [[0.5, 0]] }) },
    'margins that leave nothing': {
      code: 'matrix/cropped',
      run: () => zeroStuff(x, [2], { margins: [[-3, -2]] }),
    },
    'an empty axis': { code: 'matrix/cropped', run: () => zeroStuff(zeros([0]), [1]) },
  };
  for (const [what, { code, run }] of Object.entries(refusals)) {
    test(`${what}: ${code}`, () => expect(codeOf(run)).toBe(code));
  }
});
