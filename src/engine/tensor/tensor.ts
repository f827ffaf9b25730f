import { ArgumentError, ShapeError } from '../errors';
import { isFloat, type DType, type TypedArray } from './dtype';
import { shapeText, sizeOf, stridesOf, type Shape } from './shape';
import type { Storage } from './storage';
import { allocate } from './storage';

export type NestedNumbers = number | readonly NestedNumbers[];

/** How a tensor was made, kept as long as the tensor is: the tape is these nodes, each held by its result. */
export interface GradNode {
  /** Name of the function, such as `conv2d`. */
  readonly operation: string;
  readonly inputs: readonly Tensor[];
  /**
   * Gradients of the loss by each input, from that by the result, which has the result's shape and dtype. null
   * for an input that needs none: only those that require gradients are asked for.
   */
  readonly backward: (gradient: Tensor) => readonly (Tensor | null)[];
}

/**
 * A dense tensor: a shape over contiguous elements, the last axis fastest. Functions of the engine never
 * change a tensor they are given; those that only change the shape share its storage.
 */
export class Tensor {
  readonly shape: Shape;
  readonly #storage: Storage;
  #requiresGrad = false;
  /** What `backward` has found so far; of a tensor that requires gradients and no operation made. */
  grad: Tensor | null = null;
  /**
   * The operation that made this tensor of others that require gradients: null for a leaf, which was made of none.
   * Set by `record`, and here for copies and views.
   */
  node: GradNode | null = null;

  /** @throws ShapeError `tensor/size` when the storage does not hold exactly the shape's elements */
  constructor(storage: Storage, shape: Shape) {
    if (storage.array.length !== sizeOf(shape)) {
      throw new ShapeError(
        'tensor/size',
        `a tensor of shape ${shapeText(shape)} has ${sizeOf(shape)} elements, the data has ${storage.array.length}`,
      );
    }
    this.#storage = storage;
    this.shape = Object.freeze([...shape]);
  }

  /** A zero-filled tensor. */
  static allocate(dtype: DType, shape: Shape): Tensor {
    return new Tensor(allocate(dtype, sizeOf(shape)), shape);
  }

  get dtype(): DType {
    return this.#storage.dtype;
  }

  /** The elements in row-major order. Writing to it writes to the tensor. */
  get data(): TypedArray {
    return this.#storage.array;
  }

  /** Number of axes. */
  get rank(): number {
    return this.shape.length;
  }

  /** Number of elements. */
  get size(): number {
    return sizeOf(this.shape);
  }

  get byteLength(): number {
    return this.data.byteLength;
  }

  get disposed(): boolean {
    return this.#storage.disposed;
  }

  /** Whether operations on this tensor are recorded, so that `backward` and `grad` reach it. */
  get requiresGrad(): boolean {
    return this.#requiresGrad || this.node !== null;
  }

  /**
   * @throws ArgumentError `autograd/dtype` for an integer tensor, `autograd/not-a-leaf` for switching off what an
   *   operation has made: take `detach(x)` instead
   */
  set requiresGrad(value: boolean) {
    if (value && !isFloat(this.dtype)) {
      throw new ArgumentError(
        'autograd/dtype',
        `requiresGrad: only float32 and float64 tensors have gradients, this one is ${this.dtype}; convert it with to(x, 'float32')`,
      );
    }
    if (!value && this.node) {
      throw new ArgumentError(
        'autograd/not-a-leaf',
        `requiresGrad: this tensor is the result of ${this.node.operation} and cannot forget it; use detach(x)`,
      );
    }
    this.#requiresGrad = value;
  }

  /**
   * The same elements under another shape of as many elements; its storage is that of this tensor. Gradients pass
   * through.
   *
   * @throws ShapeError `tensor/size`
   */
  withShape(shape: Shape): Tensor {
    return new Tensor(this.#storage, shape).#madeOf(this, 'reshape');
  }

  /** A copy with elements of its own. Gradients pass through: `detach(x).clone()` is a copy without a past. */
  clone(): Tensor {
    const copy = Tensor.allocate(this.dtype, this.shape);
    copy.data.set(this.data);
    return copy.#madeOf(this, 'clone');
  }

  /** What `record` does, for a result with the elements of `source`; it cannot be imported here. */
  #madeOf(source: Tensor, operation: string): this {
    if (source.requiresGrad) {
      const backward: GradNode['backward'] = gradient => [gradient.withShape(source.shape)];
      this.node = { operation, inputs: [source], backward };
    }
    return this;
  }

  /**
   * The element at one index per axis.
   *
   * @throws ShapeError `tensor/index` for a wrong number of indices or one out of range
   */
  at(...index: number[]): number {
    const strides = stridesOf(this.shape);
    if (index.length !== this.rank) {
      throw new ShapeError(
        'tensor/index',
        `at(${index.join(', ')}) gives ${index.length} indices for the ${this.rank} axes of ${shapeText(this.shape)}`,
      );
    }
    let offset = 0;
    index.forEach((position, axis) => {
      if (!Number.isInteger(position) || position < 0 || position >= this.shape[axis]!) {
        throw new ShapeError(
          'tensor/index',
          `index ${position} is outside axis ${axis} of ${shapeText(this.shape)}`,
        );
      }
      offset += position * strides[axis]!;
    });
    return this.data[offset]!;
  }

  /**
   * The value of a tensor of one element.
   *
   * @throws ArgumentError `tensor/item` for any other size
   */
  item(): number {
    if (this.size !== 1) {
      throw new ArgumentError(
        'tensor/item',
        `item() needs a tensor of one element, this one has shape ${shapeText(this.shape)}; use tolist() or at(...)`,
      );
    }
    return this.data[0]!;
  }

  /** The elements as nested arrays, one level per axis; a number for a scalar. */
  tolist(): NestedNumbers {
    const { data, shape, rank } = this;
    const strides = stridesOf(shape);
    const level = (axis: number, offset: number): NestedNumbers =>
      axis === rank
        ? data[offset]!
        : Array.from({ length: shape[axis]! }, (_, i) => level(axis + 1, offset + i * strides[axis]!));
    return level(0, 0);
  }

  /** Gives the memory back; tensors that share it are disposed too. */
  dispose(): void {
    this.#storage.dispose();
  }
}
