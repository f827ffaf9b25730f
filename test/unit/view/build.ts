import { Tensor, type DType, type Shape } from '../../../src/engine';
import type { CostPayload } from '../../../src/view';

/** A tensor whose element at each row-major position is `valueAt(position)`. */
export function filled(
  shape: Shape,
  valueAt: (position: number) => number,
  dtype: DType = 'float32',
): Tensor {
  const tensor = Tensor.allocate(dtype, shape);
  for (let i = 0; i < tensor.size; i++) tensor.data[i] = valueAt(i);
  return tensor;
}

const receptiveField = { size: [3, 3], stride: [1, 1], padding: [0, 0], start: [1.5, 1.5] };

/** Figures of 128 filters of 3 x 3 x 3 on a 7 x 7 x 3 input. */
const figures = {
  inputShape: [1, 3, 7, 7],
  outputShape: [1, 128, 5, 5],
  params: 3456,
  macs: 86400,
  flops: 172800,
  multiplications: 86400,
  additions: 86400,
  activationBytes: 12800,
  weightBytes: 13824,
  receptiveField,
};

const formulas = {
  params: '128 x 3 x 3 x 3',
  macs: '128 x 3 x 3 x 3 x 5 x 5',
  multiplications: '128 x 3 x 3 x 3 x 5 x 5',
  additions: '86400',
  flops: '2 x 86400',
  activationBytes: '1 x 128 x 5 x 5 x 4',
  weightBytes: '3456 x 4',
};

/** The article's 7 x 7 x 3 input under 128 filters of 3 x 3 x 3: 86,400 multiplications (section 8). */
export const costExample = {
  version: 1,
  kind: 'cost',
  title: 'Conv2d on [1, 3, 7, 7]',
  rows: [{ name: 'conv', kind: 'Conv2d', ...figures, formulas }],
  totals: figures,
  convention: { bias: false, padding: 'count', flopsPerMac: 2 },
} satisfies CostPayload;

/** The same layer against its depthwise separable form: 10,275 multiplications (section 8). */
export const comparisonExample = {
  version: 1,
  kind: 'comparison',
  title: 'Two forms',
  entries: [
    {
      name: 'Conv2d',
      totals: figures,
      formulas,
    },
    {
      name: 'separable',
      totals: {
        ...figures,
        params: 411,
        macs: 10275,
        flops: 20550,
        multiplications: 10275,
      },
      formulas: { ...formulas, params: '27 + 384', macs: '675 + 9600' },
    },
  ],
  convention: costExample.convention,
  note: 'A note.',
} satisfies CostPayload;

export const layersExample = {
  version: 1,
  kind: 'layers',
  title: 'Sequential',
  rows: [
    {
      name: 'first',
      kind: 'Conv2d',
      settings: '3 -> 4, kernel 1 x 1',
      weightShape: [4, 3, 1, 1],
      params: 12,
      formula: '4 x 3',
    },
    {
      name: 'second',
      kind: 'Conv2d',
      settings: '4 -> 1, kernel 3 x 3',
      weightShape: [1, 4, 3, 3],
      params: 36,
      formula: '1 x 4 x 3 x 3',
    },
  ],
  params: 48,
} satisfies CostPayload;
