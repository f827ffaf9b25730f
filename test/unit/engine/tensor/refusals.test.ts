import { describe, expect, test } from 'vitest';
import * as engine from '../../../../src/engine';
import { codeOf, messageOf } from './failure';

const x = engine.zeros([2, 3, 4]);
const anything = (value: unknown): never => value as never; // lets a test pass what the types forbid

/** What is refused: the call, its code, and a part of the message that holds the numbers. */
const cases: [what: string, run: () => unknown, code: string, part: string][] = [
  ['arange with a zero step', () => engine.arange(0, 5, 0), 'arange/step', 'step of 0'],
  ['arange away from its end', () => engine.arange(0, 5, -1), 'arange/step', 'from 0 to 5'],
  ['arange with NaN', () => engine.arange(NaN), 'argument/number', 'got (NaN)'],
  ['arange without numbers', () => engine.arange(anything({})), 'argument/number', '(end) or (start, end)'],
  ['arange out of range', () => engine.arange(300, { dtype: 'uint8' }), 'dtype/out-of-range', '299'],
  ['linspace of half a step', () => engine.linspace(0, 1, 2.5), 'argument/integer', 'got 2.5'],
  ['linspace to infinity', () => engine.linspace(0, Infinity, 3), 'argument/number', 'got Infinity'],
  ['eye with a negative size', () => engine.eye(-1), 'argument/integer', 'got -1'],
  ['eye with an unknown option', () => engine.eye(2, anything({ d: 1 })), 'options/unknown', 'option d'],
  ['a tensor above 4 GiB', () => engine.zeros([2 ** 31]), 'tensor/too-large', '2147483648 elements'],

  [
    'reshape to another size',
    () => engine.reshape(x, [5, 5]),
    'reshape/size',
    'has 24 elements, [5, 5] has 25',
  ],
  ['reshape with a broken -1', () => engine.reshape(x, [5, -1]), 'reshape/size', 'multiple of 5 for axis 1'],
  ['reshape with -1 beside 0', () => engine.reshape(engine.zeros([0]), [0, -1]), 'reshape/size', 'axis 1'],
  ['reshape with two -1', () => engine.reshape(x, [-1, -1]), 'shape/invalid', 'axis 1'],
  ['reshape to a number', () => engine.reshape(x, anything(24)), 'shape/invalid', 'got 24'],
  ['flatten in reverse', () => engine.flatten(x, 2, 1), 'flatten/order', 'startDim = 2'],
  ['squeeze of an axis not there', () => engine.squeeze(x, 3), 'shape/axis', 'dim = 3'],
  [
    'squeeze of a scalar axis',
    () => engine.squeeze(engine.tensor(1), 0),
    'shape/axis',
    'a scalar has no axes',
  ],
  ['unsqueeze too far out', () => engine.unsqueeze(x, 4), 'argument/integer', 'from -4 to 3'],

  [
    'permute of too few axes',
    () => engine.permute(x, [0, 1]),
    'permute/dims',
    'names 2 axes, [2, 3, 4] has 3',
  ],
  ['permute of an axis twice', () => engine.permute(x, [0, 1, -2]), 'shape/repeated-axis', 'axis 1 twice'],
  ['permute of no list', () => engine.permute(x, anything(1)), 'shape/axis-list', 'got 1'],
  ['transpose of half an axis', () => engine.transpose(x, 0.5, 1), 'shape/axis', 'dim = 0.5'],
  ['flip of an axis not there', () => engine.flip(x, -4), 'shape/axis', 'use -3 to 2'],

  ['slice of too many axes', () => engine.slice(x, [0, 0, 0, 0]), 'slice/rank', '4 ranges for the 3 axes'],
  [
    'slice at an index outside',
    () => engine.slice(x, [0, -4]),
    'slice/index',
    'index -4 is outside axis 1 of size 3',
  ],
  ['slice at half an index', () => engine.slice(x, [0.5]), 'slice/index', 'index 0.5'],
  ['slice backwards', () => engine.slice(x, [[0, 2, -1]]), 'argument/integer', 'step'],
  ['slice from NaN', () => engine.slice(x, [[NaN]]), 'argument/integer', 'got NaN'],
  ['slice by text', () => engine.slice(x, [anything('1:2')]), 'slice/range', 'got "1:2"'],
  ['slice by four numbers', () => engine.slice(x, [anything([0, 1, 1, 1])]), 'slice/range', 'a list of 4'],
  ['slice without a list', () => engine.slice(x, anything(1)), 'slice/range', 'got 1'],

  ['concat of nothing', () => engine.concat([]), 'concat/empty', 'at least one'],
  ['concat of no list', () => engine.concat(anything(x)), 'concat/empty', 'list'],
  ['concat of ranks that differ', () => engine.concat([x, engine.zeros([2])]), 'concat/rank', '1 axes and 3'],
  [
    'concat of sizes that differ',
    () => engine.concat([x, engine.zeros([2, 3, 5])], 1),
    'concat/mismatch',
    'sizes 5 and 4 of axis 2',
  ],
  [
    'stack of sizes that differ',
    () => engine.stack([x, engine.zeros([2, 1, 4])]),
    'concat/mismatch',
    'sizes 1 and 3',
  ],
  ['stack too far out', () => engine.stack([x], 4), 'argument/integer', 'from -4 to 3'],

  [
    'pad of too many axes',
    () =>
      engine.pad(engine.zeros([1]), [
        [0, 0],
        [1, 1],
      ]),
    'pad/rank',
    '2 pairs for the 1 axes',
  ],
  ['pad by less than nothing', () => engine.pad(x, [[-1, 0]]), 'argument/integer', 'got -1'],
  ['pad by three numbers', () => engine.pad(x, [anything([1, 1, 1])]), 'pad/pairs', '[1,1,1]'],
  ['pad by one number', () => engine.pad(x, anything(1)), 'pad/pairs', 'got 1'],
  ['pad in a mode', () => engine.pad(x, [[1, 1]], anything({ mode: 'reflect' })), 'options/unknown', 'mode'],
  [
    'pad of integers with NaN',
    () => engine.pad(engine.to(x, 'int32'), [[1, 1]], { value: NaN }),
    'dtype/out-of-range',
    'NaN',
  ],

  [
    'a cast of NaN to integers',
    () => engine.to(engine.tensor([1, NaN]), 'int32'),
    'dtype/not-finite',
    'element 1 is NaN',
  ],
  ['a cast to an unknown dtype', () => engine.to(x, anything('int64')), 'dtype/unknown', '"int64"'],
  [
    'operands that do not broadcast',
    () => engine.add(x, engine.zeros([2, 1])),
    'broadcast/mismatch',
    'axis -2 has 3 and 2',
  ],
  ['an operand that is a list', () => engine.mul(x, anything([1])), 'tensor/operand', 'got a list of 1'],
  ['a stretch to fewer axes', () => engine.broadcastTo(x, [3, 4]), 'broadcast/mismatch', 'axis -3 has 2'],
  [
    'a stretch of 3 to 1',
    () => engine.broadcastTo(x, [2, 1, 4]),
    'broadcast/mismatch',
    'axis -2 has 3 and 1',
  ],
  [
    'integers to a negative power',
    () => engine.pow(engine.tensor([2], { dtype: 'int32' }), -1),
    'pow/negative',
    'power -1',
  ],
  ['clamp without limits', () => engine.clamp(x, {}), 'clamp/limits', 'min'],
  ['clamp by text', () => engine.clamp(x, { min: anything('0') }), 'argument/number', '"0"'],
  [
    'clamp of uint8 beyond its range',
    () => engine.clamp(engine.to(x, 'uint8'), { min: 300 }),
    'dtype/out-of-range',
    '300',
  ],

  [
    'matmul of inner sizes that differ',
    () => engine.matmul(x, engine.zeros([3, 5])),
    'matmul/inner',
    'has 4, axis 0',
  ],
  [
    'matmul with a vector too long',
    () => engine.matmul(x, engine.zeros([5])),
    'matmul/inner',
    'axis 0 of the right has 5',
  ],
  ['matmul of a scalar', () => engine.matmul(x, engine.tensor(1)), 'matmul/scalar', '[2, 3, 4] x []'],
  [
    'matmul of batches that differ',
    () => engine.matmul(x, engine.zeros([3, 4, 1])),
    'broadcast/mismatch',
    'has 2 and 3',
  ],

  ['a sum over an axis not there', () => engine.sum(x, { dim: 3 }), 'shape/axis', 'dim = 3'],
  ['a sum over an axis twice', () => engine.sum(x, { dim: [1, 1] }), 'shape/repeated-axis', 'axis 1 twice'],
  [
    'an unknown option of mean',
    () => engine.mean(x, anything({ axis: 1 })),
    'options/unknown',
    'unknown option axis',
  ],
  ['keepdim that is no boolean', () => engine.sum(x, { keepdim: anything(1) }), 'reduce/keepdim', 'got 1'],
  [
    'the maximum of nothing',
    () => engine.max(engine.zeros([2, 0]), { dim: 1 }),
    'reduce/empty',
    'axis 1 of [2, 0]',
  ],
  ['the minimum of nothing', () => engine.min(engine.zeros([0])), 'reduce/empty', 'axis 0 of [0]'],
  [
    'the maximum of nothing that makes nothing',
    () => engine.max(engine.zeros([0, 0]), { dim: 1 }),
    'reduce/empty',
    'axis 1',
  ],
  [
    'argmax of nothing',
    () => engine.argmax(engine.zeros([0])),
    'reduce/empty',
    'there is no argmax of nothing',
  ],
  [
    'argmax over two axes',
    () => engine.argmax(x, { dim: anything([0, 1]) }),
    'reduce/one-axis',
    'got a list of 2',
  ],
  ['a norm of the order NaN', () => engine.norm(x, { p: NaN }), 'norm/order', 'p is NaN'],
  ['a norm of the order "fro"', () => engine.norm(x, { p: anything('fro') }), 'argument/number', '"fro"'],
  [
    'the largest absolute value of nothing',
    () => engine.norm(engine.zeros([0]), { p: Infinity }),
    'reduce/empty',
    'axis 0 of [0]',
  ],
  [
    'a norm of nothing of a negative order',
    () => engine.norm(engine.zeros([2, 0]), { p: -1, dim: 1 }),
    'reduce/empty',
    'axis 1',
  ],
  ['an unknown option of norm', () => engine.norm(x, anything({ ord: 1 })), 'options/unknown', 'ord'],
  [
    'a class that is not there',
    () => engine.oneHot(engine.tensor([0, 3]), 3),
    'one-hot/index',
    'element 1 is 3',
  ],
  ['a negative class', () => engine.oneHot(engine.tensor([-1]), 3), 'one-hot/index', 'from 0 to 2'],
  ['half a class', () => engine.oneHot(engine.tensor([0.5]), 3), 'one-hot/index', 'is 0.5'],
  ['no classes', () => engine.oneHot(engine.tensor([0]), 0), 'argument/integer', 'got 0'],
  [
    'zeros of integers that require gradients',
    () => engine.zeros([2], { dtype: 'int32', requiresGrad: true }),
    'autograd/dtype',
    'int32',
  ],
  [
    'a tensor of booleans that requires gradients',
    () => engine.tensor([true], { requiresGrad: true }),
    'autograd/dtype',
    'uint8',
  ],
  [
    'requiresGrad that is no boolean',
    () => engine.randn([2], { requiresGrad: anything('yes') }),
    'argument/boolean',
    '"yes"',
  ],
  ['a correction that is NaN', () => engine.std(x, { correction: NaN }), 'argument/number', 'NaN'],
  [
    'an unknown option of allclose',
    () => engine.allclose(x, x, anything({ tol: 1 })),
    'options/unknown',
    'tol',
  ],
  [
    'a tolerance that is text',
    () => engine.allclose(x, x, { rtol: anything('1') }),
    'argument/number',
    '"1"',
  ],
];

describe('a clear error with a stable code refuses', () => {
  for (const [what, run, code, part] of cases) {
    test(what, () => {
      expect(codeOf(run)).toBe(code);
      expect(messageOf(run)).toContain(part);
    });
  }

  const functions: [name: string, run: (value: never) => unknown][] = [
    ...(
      ['reshape', 'permute', 'transpose', 'flip', 'slice', 'flatten', 'squeeze', 'unsqueeze', 'pad'] as const
    ).map((name): [string, (value: never) => unknown] => [
      name,
      value => (engine[name] as (x: never) => unknown)(value),
    ]),
    ...(
      ['to', 'neg', 'sqrt', 'clamp', 'sum', 'mean', 'max', 'argmin', 'equal', 'matmul', 'where'] as const
    ).map((name): [string, (value: never) => unknown] => [
      name,
      value => (engine[name] as (x: never) => unknown)(value),
    ]),
    ['norm', value => engine.norm(value)],
    ['oneHot', value => engine.oneHot(value, 2)],
    ['concat', value => engine.concat([value])],
    ['zerosLike', value => engine.zerosLike(value)],
    ['onesLike', value => engine.onesLike(value)],
    ['broadcastTo', value => engine.broadcastTo(value, [1])],
  ];
  for (const [name, run] of functions) {
    test(`${name} of something that is no tensor`, () => {
      expect(codeOf(() => run(anything([1, 2])))).toBe('tensor/expected');
    });
  }
});
