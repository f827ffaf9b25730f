import fc from 'fast-check';
import { sizeOf, stridesOf, tensor, type Tensor } from '../../../../src/engine';

/** Tensors of small whole numbers, on which sums and products are exact. */
export function tensors({ least = 0, rank = 4 } = {}): fc.Arbitrary<Tensor> {
  const shapes = fc.array(fc.integer({ min: least, max: 4 }), { maxLength: rank });
  return shapes.chain(shape => withShape(shape));
}

export function withShape(shape: readonly number[]): fc.Arbitrary<Tensor> {
  const length = sizeOf(shape);
  return fc
    .array(fc.integer({ min: -9, max: 9 }), { minLength: length, maxLength: length })
    .map(data => tensor(data, shape));
}

/** A tensor and a random order of its axes. */
export const permuted = tensors().chain(x => {
  const axes = x.shape.map((_, axis) => axis);
  return fc.tuple(fc.constant(x), fc.shuffledSubarray(axes, { minLength: x.rank }));
});

/** A tensor of at least one axis, and one of its axes. */
export const withAxis = tensors()
  .filter(x => x.rank > 0)
  .chain(x => fc.tuple(fc.constant(x), fc.integer({ min: 0, max: x.rank - 1 })));

/** Asserts a law for random values; the seed keeps a failure reproducible. */
export function check<T>(values: fc.Arbitrary<T>, law: (value: T) => void): void {
  fc.assert(fc.property(values, law), { seed: 20 });
}

/** Two tensors that broadcast: axes of the second are dropped from the front or made 1. */
export const broadcasting = tensors({ least: 1 }).chain(x =>
  fc
    .tuple(fc.nat(x.rank), fc.array(fc.boolean(), { minLength: x.rank, maxLength: x.rank }))
    .chain(([drop, ones]) => {
      const shape = x.shape.map((size, axis) => (ones[axis] ? 1 : size)).slice(drop);
      return fc.tuple(fc.constant(x), withShape(shape));
    }),
);

/** Every index of a shape. */
export function* indices(shape: readonly number[]): Generator<number[]> {
  const strides = stridesOf(shape);
  for (let i = 0; i < sizeOf(shape); i++) {
    yield strides.map((stride, axis) => Math.floor(i / stride) % shape[axis]!);
  }
}
