import { describe, expect, test } from 'vitest';
import { conv1d, conv2d, conv3d } from '../../../../src/engine/conv/conv';
import { convTranspose1d, convTranspose2d } from '../../../../src/engine/conv/convTranspose';
import { outputLength, resolveConv, transposedOutputLength } from '../../../../src/engine/conv/geometry';
import { convolve, correlate } from '../../../../src/engine/conv/signal';
import { ArgumentError, ShapeError } from '../../../../src/engine/errors';
import { ones, tensor } from '../../../../src/engine/tensor/create';
import type { Tensor } from '../../../../src/engine/tensor/tensor';
import { thrownBy } from './support';

/** Cells are not type-checked, so these calls pass what the types would refuse. */
const untyped = (value: unknown): never => value as never;

const image = ones([1, 3, 5, 5]);
const filters = ones([2, 3, 3, 3]);
const up = ones([3, 2, 3, 3]);
const conv = (options: unknown): Tensor => conv2d(image, filters, untyped(options));
const transposed = (options: unknown): Tensor => convTranspose2d(image, up, untyped(options));

interface Refusal {
  call: () => unknown;
  type: typeof ShapeError | typeof ArgumentError;
  code: string;
  /** Pieces of the message: operation, axis, both numbers, what to try. */
  says: string[];
}

const refusals: Record<string, Refusal> = {
  'an input of too few axes': {
    call: () => conv2d(ones([5, 5]), filters),
    type: ShapeError,
    code: 'conv/rank',
    says: ['conv2d', 'input has 2 axes', '[5, 5]', '4 ([N, C, H, W])', '3 without a batch', 'reshape'],
  },
  'an input of too many axes': {
    call: () => conv1d(ones([1, 1, 5, 5]), ones([1, 1, 3])),
    type: ShapeError,
    code: 'conv/rank',
    says: ['conv1d', '4 axes', '[N, C, L]'],
  },
  'a weight of another rank': {
    call: () => conv3d(ones([1, 3, 5, 5, 5]), filters),
    type: ShapeError,
    code: 'conv/rank',
    says: ['conv3d', 'weight has 4 axes', '[2, 3, 3, 3]', 'expected 5', 'D, H, W'],
  },
  'a transposed weight of another rank': {
    call: () => convTranspose1d(ones([1, 3, 5]), up),
    type: ShapeError,
    code: 'conv/rank',
    says: ['convTranspose1d', 'weight has 4 axes', 'expected 3'],
  },
  'a weight shape without a filter axis': {
    call: () => resolveConv('layer', [1, 3, 5], [2, 3]),
    type: ShapeError,
    code: 'conv/rank',
    says: ['layer', 'weight has 2 axes', 'expected 3'],
  },
  'a weight shape of four spatial axes': {
    call: () => resolveConv('layer', [1, 3, 5], [2, 3, 1, 1, 1, 1]),
    type: ShapeError,
    code: 'conv/rank',
    says: ['weight has 6 axes', 'expected 5'],
  },
  'a shape that is none': {
    call: () => resolveConv('layer', [1, NaN, 5, 5], [2, 3, 3, 3]),
    type: ShapeError,
    code: 'shape/invalid',
    says: ['layer', 'axis 1', 'NaN'],
  },
  'an input without channels': {
    call: () => conv2d(ones([1, 0, 5, 5]), filters),
    type: ShapeError,
    code: 'conv/empty-axis',
    says: ['conv2d', 'input', '[0, 5, 5]', 'only the batch'],
  },
  'a filter without taps': {
    call: () => conv2d(image, ones([2, 3, 0, 3])),
    type: ShapeError,
    code: 'conv/empty-axis',
    says: ['weight', '[2, 3, 0, 3]'],
  },
  'a channel mismatch': {
    call: () => conv2d(image, ones([2, 4, 3, 3])),
    type: ShapeError,
    code: 'conv/channels',
    says: ['conv2d', '3 channels', '[1, 3, 5, 5]', 'takes 4', '[2, 4, 3, 3]', 'groups = 1'],
  },
  'a channel mismatch that groups cause': {
    call: () => conv2d(ones([1, 4, 5, 5]), ones([2, 4, 3, 3]), { groups: 2 }),
    type: ShapeError,
    code: 'conv/channels',
    says: ['4 channels', 'takes 8', 'groups = 2'],
  },
  'a transposed channel mismatch': {
    call: () => convTranspose2d(image, ones([2, 3, 3, 3])),
    type: ShapeError,
    code: 'conv/channels',
    says: ['convTranspose2d', '3 channels', 'takes 2'],
  },
  'groups that do not divide the input channels': {
    call: () => conv2d(ones([1, 3, 7, 7]), ones([4, 1, 3, 3]), { groups: 2 }), // the article's 7x7x3, error 8
    type: ShapeError,
    code: 'conv/groups',
    says: ['conv2d', 'groups = 2 does not divide Cin = 3', 'choose a divisor'],
  },
  'groups that do not divide the output channels': {
    call: () => conv2d(ones([1, 4, 7, 7]), ones([3, 2, 3, 3]), { groups: 2 }),
    type: ShapeError,
    code: 'conv/groups',
    says: ['groups = 2 does not divide Cout = 3'],
  },
  'transposed groups that do not divide the input channels': {
    call: () => transposed({ groups: 2 }),
    type: ShapeError,
    code: 'conv/groups',
    says: ['convTranspose2d', 'groups = 2 does not divide Cin = 3'],
  },
  'a bias of another length': {
    call: () => conv({ bias: ones([3]) }),
    type: ShapeError,
    code: 'conv/bias',
    says: ['conv2d', '[3]', 'expected [2]', 'Cout = 2'],
  },
  'a bias of another rank': {
    call: () => transposed({ bias: ones([2, 1]) }),
    type: ShapeError,
    code: 'conv/bias',
    says: ['convTranspose2d', '[2, 1]', 'expected [2]'],
  },
  'a filter larger than the padded input': {
    call: () => conv2d(ones([1, 3, 5, 2]), filters, { dilation: [1, 2], padding: [0, 1] }),
    type: ShapeError,
    code: 'conv/filter-too-large',
    says: ['conv2d', 'axis W', 'spans 5', 'dilation = 2', 'padded input has 4', 'add padding'],
  },
  'padding that crops a transposed output away': {
    call: () => convTranspose2d(ones([1, 3, 1, 2]), up, { padding: [2, 0] }),
    type: ShapeError,
    code: 'conv/output-empty',
    says: ['convTranspose2d', 'axis H', 'crops 4 of the 3', 'reduce padding'],
  },
  "a transposed 'same' beyond the filter's reach": {
    call: () => transposed({ padding: 'same', stride: [5, 1] }),
    type: ShapeError,
    code: 'conv/padding-same',
    says: ['convTranspose2d', 'axis H', '3 + 0 against 5', 'outputPadding = 2'],
  },
  "a transposed 'full'": {
    call: () => transposed({ padding: 'full' }),
    type: ArgumentError,
    code: 'conv/padding-full',
    says: ['convTranspose2d', "'full' has no meaning", "'valid'"],
  },
  'an unknown padding': {
    call: () => conv({ padding: 'reflect' }),
    type: ArgumentError,
    code: 'conv/padding',
    says: ['conv2d', 'reflect', "'same', 'valid' or 'full'"],
  },
  'an unknown transposed padding': {
    call: () => transposed({ padding: 'SAME' }),
    type: ArgumentError,
    code: 'conv/padding',
    says: ['convTranspose2d', 'SAME'],
  },
  'padding that is a triple': {
    call: () => conv({ padding: [1, [1, 2, 3]] }),
    type: ArgumentError,
    code: 'conv/padding',
    says: ['axis W', '[before, after]', '3 entries in [1, 2, 3]'],
  },
  'output padding as large as stride and dilation': {
    call: () => transposed({ outputPadding: [1, 2], stride: 2, dilation: [1, 2] }),
    type: ArgumentError,
    code: 'conv/output-padding',
    says: ['convTranspose2d', 'axis W', 'outputPadding = 2', '2 and 2'],
  },
  'too many list entries': {
    call: () => conv({ stride: [1, 2, 3] }),
    type: ArgumentError,
    code: 'conv/option-count',
    says: ['conv2d', 'stride', '3 entries in [1, 2, 3]', '2 spatial axes (H, W)'],
  },
  'too few list entries': {
    call: () => conv({ padding: [[1, 2]] }),
    type: ArgumentError,
    code: 'conv/option-count',
    says: ['padding', '1 entries in [[1, 2]]', '2 spatial axes'],
  },
  'too many entries of output padding': {
    call: () => transposed({ outputPadding: [0, 0, 0] }),
    type: ArgumentError,
    code: 'conv/option-count',
    says: ['outputPadding', '3 entries'],
  },
  'an unknown option': {
    call: () => conv({ strides: 2 }),
    type: ArgumentError,
    code: 'options/unknown',
    says: ['conv2d', 'strides', 'stride, padding'],
  },
  'output padding of a convolution': {
    call: () => conv({ outputPadding: 1 }),
    type: ArgumentError,
    code: 'options/unknown',
    says: ['conv2d', 'outputPadding'],
  },
  'options that are a number': {
    call: () => transposed(2),
    type: ArgumentError,
    code: 'options/not-an-object',
    says: ['convTranspose2d', '2'],
  },
  'an input that is no tensor': {
    call: () => conv2d(untyped([[1, 2]]), filters),
    type: ArgumentError,
    code: 'tensor/expected',
    says: ['conv2d', 'input must be a tensor', 'tensor(...)'],
  },
  'a transposed weight that is no tensor': {
    call: () => convTranspose2d(image, untyped(undefined)),
    type: ArgumentError,
    code: 'tensor/expected',
    says: ['convTranspose2d', 'weight', 'undefined'],
  },
  'a bias that is no tensor': {
    call: () => conv({ bias: [1, 2] }),
    type: ArgumentError,
    code: 'tensor/expected',
    says: ['conv2d', 'bias must be a tensor'],
  },
  'an integer input': {
    call: () => conv2d(tensor([[[1, 2]]], { dtype: 'uint8' }), ones([1, 1, 1, 1])),
    type: ArgumentError,
    code: 'conv/dtype',
    says: ['conv2d', 'input is uint8', 'float32 or float64', "to(input, 'float32')"],
  },
  'a weight of another float dtype': {
    call: () => conv2d(image, ones([2, 3, 3, 3], { dtype: 'float64' })),
    type: ArgumentError,
    code: 'conv/dtype',
    says: ['weight is float64', 'input is float32', "to(weight, 'float32')"],
  },
  'a bias of another dtype': {
    call: () => transposed({ bias: ones([2], { dtype: 'int32' }) }),
    type: ArgumentError,
    code: 'conv/dtype',
    says: ['convTranspose2d', 'bias is int32'],
  },
  'a convolve of different ranks': {
    call: () => convolve(ones([3]), ones([3, 3])),
    type: ShapeError,
    code: 'signal/rank',
    says: ['convolve', 'a has 1 axes', 'b 2', '1 to 3'],
  },
  'a correlate of four axes': {
    call: () => correlate(image, image),
    type: ShapeError,
    code: 'signal/rank',
    says: ['correlate', '4 axes', '1 to 3'],
  },
  'a convolve of an empty signal': {
    call: () => convolve(ones([0]), ones([3])),
    type: ShapeError,
    code: 'signal/empty',
    says: ['convolve', '[0]', '[3]'],
  },
  "a 'valid' where neither contains the other": {
    call: () => correlate(ones([5, 2]), ones([3, 4]), 'valid'),
    type: ShapeError,
    code: 'signal/valid',
    says: ['correlate', 'axis H (5 against 3)', 'axis W (2 against 4)', "'full' or 'same'"],
  },
  'an unknown mode': {
    call: () => convolve(ones([3]), ones([3]), untyped('circular')),
    type: ArgumentError,
    code: 'signal/mode',
    says: ['convolve', 'circular', "'full', 'same' or 'valid'"],
  },
  'a convolve of nested lists': {
    call: () => convolve(untyped([1, 2]), ones([3])),
    type: ArgumentError,
    code: 'tensor/expected',
    says: ['convolve', 'a must be a tensor'],
  },
  'a correlate of mixed dtypes': {
    call: () => correlate(ones([3]), ones([3], { dtype: 'float64' })),
    type: ArgumentError,
    code: 'conv/dtype',
    says: ['correlate', 'b is float64', 'a is float32'],
  },
};

for (const [what, { call, type, code, says }] of Object.entries(refusals)) {
  test(`${what} is refused as ${code}`, () => {
    const error = thrownBy(call);
    expect(error).toBeInstanceOf(type);
    expect(error.code).toBe(code);
    for (const piece of says) {
      expect(error.message).toContain(piece);
    }
  });
}

describe.each([
  ['stride', 1],
  ['dilation', 1],
  ['groups', 1],
  ['padding', 0],
  ['outputPadding', 0],
])('%s must be a whole number of %i or more', (name, least) => {
  test.each([NaN, 1.5, -1, Infinity, 2 ** 53, '2', null, true, ...(least === 1 ? [0] : [])])(
    'not %s',
    value => {
      const error = thrownBy(() => transposed({ [name]: value }));
      expect(error.code).toBe(
        name === 'padding' && typeof value === 'string' ? 'conv/padding' : 'conv/option-value',
      );
      expect(error.message).toContain(`convTranspose2d: ${name}`);
      expect(error.message).toContain(String(value));
    },
  );
});

test('an entry of a list is refused by the name of its axis', () => {
  const error = thrownBy(() => conv({ stride: [1, 0.5] }));
  expect(error.message).toContain('stride of axis W must be a whole number of 1 or more, got 0.5');
});

test.each([
  [[-1, 0], 'before'],
  [[0, NaN], 'after'],
])('a padding pair %j is refused by its end', (pair, end) => {
  const error = thrownBy(() => conv({ padding: [pair, [0, 0]] }));
  expect(error.code).toBe('conv/option-value');
  expect(error.message).toContain(`axis H, ${end},`);
});

test('lengths on their own are refused without an operation to name', () => {
  const axis = { input: 2, filter: 3, stride: 1, dilation: 1, padBefore: 0, padAfter: 0 };
  expect(thrownBy(() => outputLength(axis)).code).toBe('conv/filter-too-large');
  const crop = { ...axis, padBefore: 2, padAfter: 2 };
  expect(thrownBy(() => transposedOutputLength(crop)).code).toBe('conv/output-empty');
});
