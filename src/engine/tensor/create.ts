import { ArgumentError, ShapeError } from '../errors';
import { checkOptions } from '../options';
import { checkValues } from './cast';
import { checkBoolean, checkDType, checkNumber, checkTensor } from './check';
import { dtypeOf, isFloat, type DType, type TypedArray } from './dtype';
import { flattenNested, type NestedData } from './nested';
import { checkShape, shapeText, sizeOf, type Shape } from './shape';
import { Tensor } from './tensor';

export interface CreationOptions {
  /** float32 when not given. */
  dtype?: DType;
  /** Whether operations on the tensor are recorded, for `backward` and `grad`; not when not given. Floats only. */
  requiresGrad?: boolean;
}

export interface TensorOptions extends CreationOptions {
  shape?: Shape;
}

/**
 * A tensor of the given numbers, which are copied: nested lists, a flat list or a typed array, or one number.
 *
 *     tensor([[1, 2], [3, 4]])                    // [2, 2]
 *     tensor([1, 2, 3, 4], [2, 2])                // the same
 *     tensor(new Float64Array(4), { shape: [2, 2] })
 *     tensor([0.5, -1], { requiresGrad: true })   // something to learn
 *
 * The shape is that of the nesting when it is not given. The dtype is float32 when it is not given, except
 * that a typed array of one of our dtypes keeps it (others are read as lists of numbers) and booleans become
 * uint8, the dtype of comparisons.
 *
 * @throws ShapeError `tensor/ragged` for lists of unequal length, `tensor/size` for a shape of another size
 * @throws ArgumentError `tensor/element` for an element that is no number, `dtype/out-of-range` for a number
 *   that an integer dtype cannot hold, `autograd/dtype` for integers that require gradients, `argument/boolean`
 */
export function tensor(data: NestedData, shape?: Shape | TensorOptions, options?: CreationOptions): Tensor {
  const given = resolveOptions(shape, options);
  const source = readData(data);
  const dtype = checkDType('tensor', given.dtype ?? source.dtype);
  const resultShape = given.shape === undefined ? source.shape : checkShape('tensor', given.shape);
  if (sizeOf(resultShape) !== source.values.length) {
    throw new ShapeError(
      'tensor/size',
      `tensor: shape ${shapeText(resultShape)} has ${sizeOf(resultShape)} elements, ` +
        `the data has ${source.values.length}`,
    );
  }
  checkValues('tensor', source.values, dtype);
  const requiresGrad = checkRequiresGrad('tensor', dtype, given);
  const result = Tensor.allocate(dtype, resultShape);
  result.data.set(source.values);
  result.requiresGrad = requiresGrad;
  return result;
}

function resolveOptions(shape?: Shape | TensorOptions, options?: CreationOptions): TensorOptions {
  if (shape === undefined || isShape(shape)) {
    if (options !== undefined) checkOptions('tensor', options, ['dtype', 'requiresGrad']);
    return { ...options, ...(shape && { shape }) };
  }
  checkOptions('tensor', shape, ['shape', 'dtype', 'requiresGrad']);
  return shape;
}

function isShape(value: Shape | TensorOptions): value is Shape {
  return Array.isArray(value);
}

function readData(data: unknown): { values: ArrayLike<number>; shape: number[]; dtype: DType } {
  if (data instanceof Tensor) {
    throw new ArgumentError(
      'tensor/element',
      'tensor: the data is a tensor already; use clone() for a copy, to(x, dtype) or reshape(x, shape)',
    );
  }
  const own = ArrayBuffer.isView(data) ? dtypeOf(data) : undefined;
  if (own) {
    const values = data as TypedArray; // dtypeOf knows no other arrays
    return { values, shape: [values.length], dtype: own };
  }
  const flat = flattenNested(data);
  return { values: flat.values, shape: flat.shape, dtype: flat.boolean ? 'uint8' : 'float32' };
}

/** A tensor of zeros; `{ dtype, requiresGrad }` if wanted. */
export function zeros(shape: Shape, options: CreationOptions = {}): Tensor {
  return filled('zeros', shape, 0, options);
}

/** A tensor of ones; `{ dtype, requiresGrad }` if wanted. */
export function ones(shape: Shape, options: CreationOptions = {}): Tensor {
  return filled('ones', shape, 1, options);
}

/**
 * A tensor of one value. Unlike in PyTorch, a whole number does not make it an integer tensor.
 *
 * @throws ArgumentError `dtype/out-of-range` for a value that an integer dtype cannot hold
 */
export function full(shape: Shape, value: number, options: CreationOptions = {}): Tensor {
  return filled('full', shape, value, options);
}

/** Zeros in the shape of `x`, and in its dtype when none is given. */
export function zerosLike(x: Tensor, options: CreationOptions = {}): Tensor {
  checkTensor('zerosLike', 'x', x);
  return filled('zerosLike', x.shape, 0, { dtype: x.dtype, ...options });
}

/** Ones in the shape of `x`, and in its dtype when none is given. */
export function onesLike(x: Tensor, options: CreationOptions = {}): Tensor {
  checkTensor('onesLike', 'x', x);
  return filled('onesLike', x.shape, 1, { dtype: x.dtype, ...options });
}

function filled(operation: string, shape: Shape, value: number, options: CreationOptions): Tensor {
  const { dtype, requiresGrad } = resolveCreation(operation, options);
  const size = checkShape(operation, shape);
  checkValues(operation, [checkNumber(`${operation}: the value`, value)], dtype);
  const result = Tensor.allocate(dtype, size);
  if (value !== 0) result.data.fill(value);
  result.requiresGrad = requiresGrad;
  return result;
}

/**
 * The options of a function that makes a tensor, checked and filled in.
 *
 * @throws ArgumentError `options/unknown`, `dtype/unknown`, `argument/boolean`, `autograd/dtype`
 */
export function resolveCreation(
  operation: string,
  options: CreationOptions,
  known: readonly string[] = [],
): Required<CreationOptions> {
  checkOptions(operation, options, ['dtype', 'requiresGrad', ...known]);
  const dtype = checkDType(operation, options.dtype);
  return { dtype, requiresGrad: checkRequiresGrad(operation, dtype, options) };
}

function checkRequiresGrad(operation: string, dtype: DType, options: CreationOptions): boolean {
  const requiresGrad = checkBoolean(`${operation}: requiresGrad`, options.requiresGrad ?? false);
  if (requiresGrad && !isFloat(dtype)) {
    throw new ArgumentError(
      'autograd/dtype',
      `${operation}: only float32 and float64 tensors have gradients, not ${dtype}; choose one of them as dtype`,
    );
  }
  return requiresGrad;
}
