import { ArgumentError } from '../errors';
import { checkInteger } from './check';
import { resolveCreation, type CreationOptions } from './create';
import type { DType, TypedArray } from './dtype';
import { mt19937, type RandomStream } from './mt19937';
import { checkShape, type Shape } from './shape';
import { Tensor } from './tensor';

export interface RandomOptions extends CreationOptions {
  /** A whole number from 0 to 2^32 - 1; 0 when not given, so that every call is reproducible. */
  seed?: number;
}

/**
 * Numbers drawn evenly from [0, 1): those of PyTorch's `manual_seed(seed)` and `rand(shape)` on the CPU.
 *
 * @throws ArgumentError `random/dtype` for an integer dtype, `argument/integer` for a seed out of range
 */
export function rand(shape: Shape, options: RandomOptions = {}): Tensor {
  const { result, stream } = prepare('rand', shape, options);
  fillUniform(result.data, stream, result.dtype);
  return result;
}

/**
 * Numbers drawn from the normal distribution of mean 0 and variance 1: those of PyTorch's `manual_seed(seed)`
 * and `randn(shape)` on the CPU, to the last digits that its faster logarithm and cosine leave.
 *
 * @throws ArgumentError `random/dtype` for an integer dtype, `argument/integer` for a seed out of range
 * @source G. E. P. Box and M. E. Muller, "A note on the generation of random normal deviates", 1958
 */
export function randn(shape: Shape, options: RandomOptions = {}): Tensor {
  const { result, stream } = prepare('randn', shape, options);
  if (result.size < BLOCK) fillNormalInPairs(result.data, stream);
  else fillNormalInBlocks(result.data, stream, result.dtype);
  return result;
}

function prepare(operation: string, shape: Shape, options: RandomOptions) {
  const { dtype, requiresGrad } = resolveCreation(operation, options, ['seed']);
  const seed = checkInteger(`${operation}: seed`, options.seed ?? 0, { least: 0, most: 2 ** 32 - 1 });
  if (dtype !== 'float32' && dtype !== 'float64') {
    throw new ArgumentError(
      'random/dtype',
      `${operation}: draws float32 or float64, got ${dtype}; scale the result and convert it with to(x, '${dtype}')`,
    );
  }
  const result = Tensor.allocate(dtype, checkShape(operation, shape));
  result.requiresGrad = requiresGrad;
  return { result, stream: mt19937(seed) };
}

function fillUniform(data: TypedArray, stream: RandomStream, dtype: DType): void {
  const draw = dtype === 'float64' ? stream.float64 : stream.float32;
  for (let i = 0; i < data.length; i++) data[i] = draw();
}

/** PyTorch draws few numbers in pairs and many in blocks; both are kept, so that the numbers are the same. */
const BLOCK = 16;

/** Each two float64 draws u, v give r cos(2 pi u) and r sin(2 pi u) with r = sqrt(-2 ln(1 - v)). */
function fillNormalInPairs(data: TypedArray, stream: RandomStream): void {
  for (let i = 0; i < data.length; i += 2) {
    const angle = 2 * Math.PI * stream.float64();
    const radius = Math.sqrt(-2 * Math.log1p(-stream.float64()));
    data[i] = radius * Math.cos(angle);
    if (i + 1 < data.length) data[i + 1] = radius * Math.sin(angle);
  }
}

/**
 * All numbers are drawn first; then in each block of 16, numbers j and j + 8 are turned into a normal pair.
 * When the length is no multiple of 16, the last 16 places are drawn anew as one more block.
 */
function fillNormalInBlocks(data: TypedArray, stream: RandomStream, dtype: DType): void {
  fillUniform(data, stream, dtype);
  const whole = data.length - (data.length % BLOCK);
  for (let start = 0; start < whole; start += BLOCK) makeNormal(data.subarray(start, start + BLOCK));
  if (whole < data.length) {
    const tail = data.subarray(data.length - BLOCK);
    fillUniform(tail, stream, dtype);
    makeNormal(tail);
  }
}

function makeNormal(block: TypedArray): void {
  const half = BLOCK / 2;
  for (let j = 0; j < half; j++) {
    const radius = Math.sqrt(-2 * Math.log(1 - block[j]!));
    const angle = 2 * Math.PI * block[j + half]!;
    block[j] = radius * Math.cos(angle);
    block[j + half] = radius * Math.sin(angle);
  }
}
