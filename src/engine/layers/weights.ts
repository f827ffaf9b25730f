import { checkDTypes } from '../conv/operands';
import { ArgumentError, ShapeError } from '../errors';
import { checkInteger, checkTensor, describeValue } from '../tensor/check';
import type { DType } from '../tensor/dtype';
import { rand } from '../tensor/random';
import { shapeText, sizeOf, type Shape } from '../tensor/shape';
import { Tensor } from '../tensor/tensor';

const MAX_SEED = 2 ** 32 - 1;

/** Where a layer's weight and bias come from. */
export interface WeightOptions {
  weight?: Tensor | undefined;
  bias?: boolean | Tensor | null | undefined;
  seed?: number | undefined;
  dtype?: DType | undefined;
}

export interface Weights {
  weight: Tensor;
  bias: Tensor | null;
}

/** What the layer's shape asks of its weights. */
export interface WeightShapes {
  weightShape: Shape;
  /** Output channels. */
  out: number;
}

/**
 * The weight and bias of a layer: those given, or drawn uniformly from ±1/sqrt(fan-in), as torch.nn does. The
 * fan-in is the weight's elements per entry of its first axis, for transposed layers too.
 *
 * @throws ShapeError `layers/weight-shape`, `layers/bias-shape`
 * @throws ArgumentError `tensor/expected`, `layers/dtype`, `layers/bias`, `conv/dtype`, `argument/integer` for a seed
 * @source He et al., arXiv:1502.01852, with PyTorch's choice a = sqrt(5) (torch.nn.modules.conv)
 */
export function makeWeights(
  kind: string,
  { weightShape, out }: WeightShapes,
  options: WeightOptions,
): Weights {
  const { weight, bias = true } = options;
  if (weight) checkShapeOf(kind, 'weight', weight, weightShape);
  const given = readBias(kind, bias, out);
  const dtype = readDType(kind, options.dtype, weight);
  const seed = readSeed(kind, options.seed);
  if (weight && bias !== true) {
    checkDTypes(kind, given ? { weight, bias: given } : { weight });
    return { weight, bias: given };
  }
  const drawn = drawWeights({ weightShape, out }, { seed, dtype });
  const made = { weight: weight ?? drawn.weight, bias: bias === true ? drawn.bias : given };
  if (made.bias) checkDTypes(kind, { weight: made.weight, bias: made.bias });
  return made;
}

/** The bias that was given as a tensor, or null. */
function readBias(kind: string, bias: unknown, out: number): Tensor | null {
  if (bias instanceof Tensor) {
    checkShapeOf(kind, 'bias', bias, [out]);
    return bias;
  }
  if (bias !== null && typeof bias !== 'boolean') {
    throw new ArgumentError(
      'layers/bias',
      `${kind}: bias must be true, false or a tensor [${out}], got ${describeValue(bias)}`,
    );
  }
  return null;
}

/**
 * Draws both from one stream, in torch.nn's order and arithmetic, so that a seed gives the numbers that
 * `torch.manual_seed(seed)` gives a new layer of the same shape: in float32 to the last bit, where the double
 * product and sum below are PyTorch's fused multiply-add, in float64 but for its last rounding.
 */
function drawWeights(
  { weightShape, out }: WeightShapes,
  { seed, dtype }: { seed: number; dtype: DType },
): { weight: Tensor; bias: Tensor } {
  const size = sizeOf(weightShape);
  const bound = 1 / Math.sqrt(sizeOf(weightShape.slice(1)));
  const numbers = rand([size + out], { dtype, seed }).data;
  const round = dtype === 'float32' ? Math.fround : (value: number) => value;
  const low = round(-bound);
  const width = round(round(bound) - low);
  const fill = (tensor: Tensor, from: number): Tensor => {
    for (let i = 0; i < tensor.size; i++) tensor.data[i] = numbers[from + i]! * width + low;
    return tensor;
  };
  return {
    weight: fill(Tensor.allocate(dtype, weightShape), 0),
    bias: fill(Tensor.allocate(dtype, [out]), size),
  };
}

/**
 * Checks that a tensor given for a layer is one, and has the shape that the other options ask for.
 *
 * @throws ShapeError `layers/weight-shape`, `layers/bias-shape`, `layers/statistics-shape`
 * @throws ArgumentError `tensor/expected`
 */
export function checkShapeOf(
  kind: string,
  name: keyof typeof SHAPE_CODES,
  given: Tensor,
  expected: Shape,
): void {
  const { shape } = checkTensor(kind, name, given);
  if (shapeText(shape) !== shapeText(expected)) {
    throw new ShapeError(
      SHAPE_CODES[name],
      `${kind}: the ${name} has shape ${shapeText(shape)}, expected ${shapeText(expected)} from the other options; ` +
        'reshape it or change them',
    );
  }
}

const SHAPE_CODES = {
  weight: 'layers/weight-shape',
  bias: 'layers/bias-shape',
  runningMean: 'layers/statistics-shape',
  runningVar: 'layers/statistics-shape',
} as const;

/**
 * The dtype of a layer's own tensors: the one asked for, else that of `like`, a tensor given, else float32.
 *
 * @throws ArgumentError `layers/dtype` for integers, and where the two differ
 */
export function readDType(kind: string, dtype: unknown, like: Tensor | undefined): DType {
  const chosen = dtype ?? like?.dtype ?? 'float32';
  if (chosen !== 'float32' && chosen !== 'float64') {
    throw new ArgumentError(
      'layers/dtype',
      `${kind}: dtype must be 'float32' or 'float64', got ${describeValue(chosen)}`,
    );
  }
  if (like && chosen !== like.dtype) {
    throw new ArgumentError(
      'layers/dtype',
      `${kind}: dtype is '${chosen}' but the weight given is ${like.dtype}; leave dtype out`,
    );
  }
  return chosen;
}

/**
 * The seed of a layer's weights, 0 when it is not given.
 *
 * @throws ArgumentError `argument/integer`
 */
export function readSeed(kind: string, seed: number | undefined): number {
  return checkInteger(`${kind}: seed`, seed ?? 0, { least: 0, most: MAX_SEED });
}
