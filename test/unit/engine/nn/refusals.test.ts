import { expect, test } from 'vitest';
import * as engine from '../../../../src/engine';
import { ArgumentError, ones, ShapeError, tensor } from '../../../../src/engine';
import { thrownBy } from '../conv/support';

/** Cells are not type-checked, so these calls pass what the types would refuse. */
const {
  linear,
  maxPool1d,
  maxPool2d,
  avgPool2d,
  adaptiveAvgPool2d,
  batchNorm,
  softmax,
  logSoftmax,
  crossEntropy,
  mseLoss,
} = engine as unknown as Record<string, (...args: unknown[]) => unknown>;

const image = ones([1, 3, 8, 8]);
const whole = ones([1, 3, 8, 8], { dtype: 'int32' });
const double = ones([2], { dtype: 'float64' });
const logits = ones([2, 3]);
const statistics = { runningMean: ones([3]), runningVar: ones([3]) };

type Refusal = [
  call: () => unknown,
  type: typeof ShapeError | typeof ArgumentError,
  code: string,
  says: string[],
];

const refusals: Record<string, Refusal> = {
  'linear of a list': [
    () => linear!([1], ones([1, 1])),
    ArgumentError,
    'tensor/expected',
    ['linear', 'x must be a tensor'],
  ],
  'linear without a weight': [
    () => linear!(logits),
    ArgumentError,
    'tensor/expected',
    ['weight must be a tensor'],
  ],
  'linear of integers': [
    () => linear!(ones([2, 3], { dtype: 'int32' }), ones([1, 3])),
    ArgumentError,
    'nn/dtype',
    ['linear: x is int32', "to(x, 'float32')"],
  ],
  'linear of two dtypes': [
    () => linear!(logits, ones([2, 3]), double),
    ArgumentError,
    'nn/dtype',
    ['bias is float64 but x is float32'],
  ],
  'linear with a bias that is none': [
    () => linear!(logits, ones([2, 3]), [1, 2]),
    ArgumentError,
    'tensor/expected',
    ['bias must be a tensor'],
  ],
  'linear with a weight that is no matrix': [
    () => linear!(logits, ones([3])),
    ShapeError,
    'nn/weight-shape',
    ['[3]', '[out, in]'],
  ],
  'linear with other inputs': [
    () => linear!(image, ones([2, 192])),
    ShapeError,
    'nn/weight-shape',
    ['[1, 3, 8, 8]', 'takes 192 inputs', 'flatten(x, 1)'],
  ],
  'linear of a scalar': [
    () => linear!(tensor(1), ones([2, 3])),
    ShapeError,
    'nn/weight-shape',
    ['x has shape []', 'takes 3 inputs'],
  ],
  'linear with another bias': [
    () => linear!(logits, ones([2, 3]), ones([3])),
    ShapeError,
    'nn/parameter-shape',
    ['bias has shape [3]', 'expected [2]'],
  ],

  'a pool of a list': [() => maxPool2d!([1], 2), ArgumentError, 'tensor/expected', ['maxPool2d']],
  'a max pool of integers': [
    () => maxPool2d!(whole, 2),
    ArgumentError,
    'nn/dtype',
    ['maxPool2d: x is int32', "to(x, 'float32')"],
  ],
  'an average pool of integers': [
    () => avgPool2d!(whole, 2),
    ArgumentError,
    'nn/dtype',
    ['avgPool2d: x is int32'],
  ],
  'an adaptive pool of integers': [
    () => adaptiveAvgPool2d!(whole, 2),
    ArgumentError,
    'nn/dtype',
    ['adaptiveAvgPool2d: x is int32'],
  ],
  'a pool without a kernel': [
    () => maxPool2d!(image),
    ArgumentError,
    'conv/option-value',
    ['maxPool2d: kernel', 'undefined'],
  ],
  'a kernel of three for two axes': [
    () => avgPool2d!(image, [2, 2, 2]),
    ArgumentError,
    'conv/option-count',
    ['avgPool2d: kernel has 3 entries'],
  ],
  'a stride of 0': [
    () => maxPool2d!(image, 2, { stride: 0 }),
    ArgumentError,
    'conv/option-value',
    ['stride', '1 or more'],
  ],
  'a fractional dilation': [
    () => maxPool2d!(image, 2, { dilation: 1.5 }),
    ArgumentError,
    'conv/option-value',
    ['dilation', '1.5'],
  ],
  'a negative padding': [
    () => avgPool2d!(image, 2, { padding: -1 }),
    ArgumentError,
    'conv/option-value',
    ['padding', '-1'],
  ],
  'padding by a rule': [
    () => avgPool2d!(image, 2, { padding: 'same' }),
    ArgumentError,
    'conv/option-value',
    ['padding', '"same"'],
  ],
  'padding of more than half the kernel': [
    () => maxPool2d!(image, [4, 3], { padding: 2 }),
    ShapeError,
    'nn/pool-padding',
    ['maxPool2d, axis W', 'padding = 2', 'half the kernel, 3', 'use 1 or less'],
  ],
  'a kernel beyond the input': [
    () => maxPool2d!(image, 9),
    ShapeError,
    'conv/filter-too-large',
    ['axis H', 'spans 9', 'has 8'],
  ],
  'a pool of too few axes': [
    () => maxPool2d!(ones([8, 8]), 2),
    ShapeError,
    'conv/rank',
    ['[N, C, H, W]', '[C, H, W]'],
  ],
  'a pool of an empty image': [
    () => maxPool1d!(ones([1, 2, 0]), 1),
    ShapeError,
    'conv/empty-axis',
    ['[2, 0]'],
  ],
  'an unknown option of a max pool': [
    () => maxPool2d!(image, 2, { countIncludePad: true }),
    ArgumentError,
    'options/unknown',
    ['countIncludePad', 'dilation'],
  ],
  'an unknown option of an average pool': [
    () => avgPool2d!(image, 2, { dilation: 2 }),
    ArgumentError,
    'options/unknown',
    ['dilation', 'countIncludePad'],
  ],
  'a countIncludePad of 1': [
    () => avgPool2d!(image, 2, { countIncludePad: 1 }),
    ArgumentError,
    'argument/boolean',
    ['avgPool2d: countIncludePad'],
  ],
  'an adaptive pool to nothing': [
    () => adaptiveAvgPool2d!(image, 0),
    ArgumentError,
    'conv/option-value',
    ['output', '1 or more'],
  ],
  'an adaptive pool to more than memory holds': [
    () => adaptiveAvgPool2d!(image, 2 ** 20),
    ArgumentError,
    'tensor/too-large',
    ['bytes'],
  ],
  'an adaptive pool of too many axes': [
    () => adaptiveAvgPool2d!(ones([1, 1, 1, 8, 8]), 1),
    ShapeError,
    'conv/rank',
    ['5 axes'],
  ],

  'batch norm of one axis': [
    () => batchNorm!(ones([3]), statistics),
    ShapeError,
    'nn/batch-norm-shape',
    ['[3]', '[N, C]'],
  ],
  'batch norm of integers': [
    () => batchNorm!(whole, { training: true }),
    ArgumentError,
    'nn/dtype',
    ['x is int32'],
  ],
  'batch norm with statistics of another dtype': [
    () => batchNorm!(image, { ...statistics, weight: ones([3], { dtype: 'float64' }) }),
    ArgumentError,
    'nn/dtype',
    ['weight is float64'],
  ],
  'batch norm with a list of means': [
    () => batchNorm!(image, { ...statistics, runningMean: [0, 0, 0] }),
    ArgumentError,
    'tensor/expected',
    ['runningMean'],
  ],
  'batch norm without statistics': [
    () => batchNorm!(image),
    ArgumentError,
    'nn/running-statistics',
    ['training: true'],
  ],
  'batch norm without a variance': [
    () => batchNorm!(image, { runningMean: ones([3]) }),
    ArgumentError,
    'nn/running-statistics',
    ['both'],
  ],
  'batch norm with other channels': [
    () => batchNorm!(image, { ...statistics, bias: ones([8]) }),
    ShapeError,
    'nn/parameter-shape',
    ['bias has shape [8]', 'expected [3]', '[1, 3, 8, 8]'],
  ],
  'batch norm with a matrix of weights': [
    () => batchNorm!(image, { ...statistics, weight: ones([3, 1]) }),
    ShapeError,
    'nn/parameter-shape',
    ['weight has shape [3, 1]'],
  ],
  'training on one element per channel': [
    () => batchNorm!(ones([1, 3]), { training: true }),
    ShapeError,
    'nn/batch-too-small',
    ['one element', '2 or more'],
  ],
  'training on nothing': [
    () => batchNorm!(ones([0, 3]), { training: true }),
    ShapeError,
    'nn/batch-too-small',
    ['no elements'],
  ],
  'training that is no boolean': [
    () => batchNorm!(image, { training: 'yes' }),
    ArgumentError,
    'argument/boolean',
    ['training'],
  ],
  'a momentum that is no number': [
    () => batchNorm!(image, { ...statistics, momentum: null }),
    ArgumentError,
    'argument/number',
    ['momentum'],
  ],
  'a negative eps': [() => batchNorm!(image, { ...statistics, eps: -1 }), ArgumentError, 'nn/eps', ['-1']],
  'an eps that is NaN': [
    () => batchNorm!(image, { ...statistics, eps: NaN }),
    ArgumentError,
    'argument/number',
    ['eps'],
  ],
  'an unknown option of batch norm': [
    () => batchNorm!(image, { mean: ones([3]) }),
    ArgumentError,
    'options/unknown',
    ['mean', 'runningMean'],
  ],

  'softmax of a list': [() => softmax!([1, 2], 0), ArgumentError, 'tensor/expected', ['softmax']],
  'softmax of integers': [
    () => softmax!(whole, 1),
    ArgumentError,
    'nn/dtype',
    ['softmax: x is int32', "to(x, 'float32')"],
  ],
  'softmax without an axis': [() => softmax!(logits), ArgumentError, 'shape/axis', ['undefined', '-2 to 1']],
  'logSoftmax of an axis that is not there': [
    () => logSoftmax!(logits, 2),
    ArgumentError,
    'shape/axis',
    ['logSoftmax', 'dim = 2'],
  ],
  'logSoftmax of a scalar': [() => logSoftmax!(tensor(1), 0), ArgumentError, 'shape/axis', ['scalar']],

  'cross-entropy of a list': [
    () => crossEntropy!([[1, 2]], [0]),
    ArgumentError,
    'tensor/expected',
    ['logits'],
  ],
  'cross-entropy of integers': [
    () => crossEntropy!(ones([2, 3], { dtype: 'int32' }), [0, 1]),
    ArgumentError,
    'nn/dtype',
    ['logits is int32'],
  ],
  'cross-entropy of one sample without a batch': [
    () => crossEntropy!(ones([3]), [0]),
    ShapeError,
    'nn/logits-shape',
    ['[3]', 'unsqueeze'],
  ],
  'cross-entropy of no classes': [
    () => crossEntropy!(ones([2, 0]), [0, 0]),
    ShapeError,
    'nn/logits-shape',
    ['[2, 0]'],
  ],
  'cross-entropy without targets': [
    () => crossEntropy!(logits),
    ArgumentError,
    'nn/targets',
    ['got undefined'],
  ],
  'cross-entropy with probabilities': [
    () => crossEntropy!(logits, ones([2, 3])),
    ArgumentError,
    'nn/targets',
    ['a float32 tensor', 'argmax'],
  ],
  'a class beyond the logits': [
    () => crossEntropy!(logits, [0, 3]),
    ArgumentError,
    'nn/targets',
    ['target 1 is 3', 'from 0 to 2'],
  ],
  'a negative class': [
    () => crossEntropy!(logits, tensor([0, -100], { dtype: 'int32' })),
    ArgumentError,
    'nn/targets',
    ['-100'],
  ],
  'half a class': [() => crossEntropy!(logits, [0.5, 1]), ArgumentError, 'nn/targets', ['target 0 is 0.5']],
  'too few classes': [
    () => crossEntropy!(logits, [0]),
    ShapeError,
    'nn/target-shape',
    ['[1]', 'expected [2]'],
  ],
  'classes without their pixels': [
    () => crossEntropy!(image, [0]),
    ShapeError,
    'nn/target-shape',
    ['expected [1, 8, 8]'],
  ],
  'a smoothing beyond 1': [
    () => crossEntropy!(logits, [0, 1], { labelSmoothing: 1.5 }),
    ArgumentError,
    'nn/label-smoothing',
    ['1.5'],
  ],
  'a negative smoothing': [
    () => crossEntropy!(logits, [0, 1], { labelSmoothing: -0.1 }),
    ArgumentError,
    'nn/label-smoothing',
    ['-0.1'],
  ],
  'a smoothing that is NaN': [
    () => crossEntropy!(logits, [0, 1], { labelSmoothing: NaN }),
    ArgumentError,
    'argument/number',
    ['labelSmoothing'],
  ],
  'an unknown reduction': [
    () => crossEntropy!(logits, [0, 1], { reduction: 'max' }),
    ArgumentError,
    'nn/reduction',
    ['"max"', "'mean'"],
  ],
  'an unknown option of cross-entropy': [
    () => crossEntropy!(logits, [0, 1], { weight: 1 }),
    ArgumentError,
    'options/unknown',
    ['weight'],
  ],

  'a squared error without a target': [() => mseLoss!(logits), ArgumentError, 'tensor/expected', ['target']],
  'a squared error of integers': [
    () => mseLoss!(logits, ones([2, 3], { dtype: 'int32' })),
    ArgumentError,
    'nn/dtype',
    ['target is int32'],
  ],
  'a squared error that would broadcast': [
    () => mseLoss!(logits, ones([2, 1])),
    ShapeError,
    'nn/target-shape',
    ['[2, 3]', '[2, 1]', 'broadcastTo'],
  ],
  'an unknown reduction of a squared error': [
    () => mseLoss!(logits, logits, { reduction: true }),
    ArgumentError,
    'nn/reduction',
    ['true'],
  ],
  'an unknown option of a squared error': [
    () => mseLoss!(logits, logits, { mean: true }),
    ArgumentError,
    'options/unknown',
    ['mean', 'reduction'],
  ],
};

for (const [what, [call, type, code, says]] of Object.entries(refusals)) {
  test(`${what} is refused as ${code}`, () => {
    const error = thrownBy(call);
    expect([error.code, error.constructor]).toEqual([code, type]);
    for (const piece of says) expect(error.message).toContain(piece);
  });
}
