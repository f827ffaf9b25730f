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
  activations: 3200,
  activationBytes: 12800,
  weightBytes: 13824,
  bytesMoved: 27212,
  arithmeticIntensity: 172800 / 27212,
  receptiveField,
};

const formulas = {
  params: '128 x 3 x 3 x 3',
  macs: '128 x 3 x 3 x 3 x 5 x 5',
  multiplications: '128 x 3 x 3 x 3 x 5 x 5',
  additions: '86400',
  flops: '2 x 86400',
  activations: '1 x 128 x 5 x 5',
  activationBytes: '1 x 128 x 5 x 5 x 4',
  weightBytes: '3456 x 4',
  bytesMoved: '(1 x 3 x 7 x 7 + 3456 + 1 x 128 x 5 x 5) x 4',
  arithmeticIntensity: '172800 / 27212',
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

/** The article's transposed layer as two tools count it. */
export const conventionsExample = {
  version: 1,
  kind: 'conventions',
  title: 'Conventions for ConvTranspose2d on [1, 64, 16, 16]',
  rows: [
    {
      ...{ tool: 'fvcore', version: 'commit 017141c', metric: 'flops', value: 8388608, params: null },
      ...{ formula: '64 x 32 x 4 x 4 x 16 x 16', agreement: 'equal', ratio: 1, why: [], ignored: ['ReLU'] },
      source: 'facebookresearch/fvcore, fvcore/nn/jit_handles.py: conv_flop_count',
    },
    {
      ...{
        tool: 'torchinfo',
        version: 'commit 01fa0ce',
        metric: 'mult-adds',
        value: 33587200,
        params: 32800,
      },
      ...{ formula: '32768 x 32 x 32 + 32 x 32 x 32', agreement: 'different', ratio: 33587200 / 8388608 },
      ...{ why: ['one reason', 'biases count'], ignored: ['ReLU', 'Add'] },
      source: 'TylerYep/torchinfo, torchinfo/layer_info.py: LayerInfo.calculate_macs',
    },
  ],
} satisfies CostPayload;

/** Two runs of three, the second a gradient of the first. */
export const traceExample = {
  version: 1,
  kind: 'trace',
  title: 'Trace of 3 convolutions',
  rows: (['forward', 'weightGradient'] as const).map((pass, i) => ({
    ...{ operation: 'conv2d', pass, kind: 'gather' as const, algorithm: 'reference' },
    ...{ inputShape: [1, 3, 7, 7], weightShape: [128, 3, 3, 3], outputShape: [1, 128, 5, 5] },
    ...{ macs: 86400, macsInside: 80000, counted: { all: 86400, inside: 80000, by: 'taps' as const } },
    ...{ elapsedMs: i === 0 ? 0.25 : 0, gflops: i === 0 ? 0.6912 : null },
    formulas: { macs: '128 x 3 x 3 x 3 x 5 x 5', macsInside: '128 x 3 x (12 of 15) x (15 of 15)' },
  })),
  totals: {
    ...{ runs: 3, macs: 259200, macsInside: 240000, counted: { all: 259200, inside: 240000 } },
    ...{ elapsedMs: 0.25, gflops: 2.0736, totalMs: 12.5 },
  },
} satisfies CostPayload;

/** A copy as Convbook saved it before it counted bytes moved. */
export function savedBefore<T>(payload: T): unknown {
  const later = ['activations', 'bytesMoved', 'arithmeticIntensity'];
  const drop = (key: string, value: unknown) => (later.includes(key) ? undefined : value);
  return JSON.parse(JSON.stringify(payload, drop));
}
