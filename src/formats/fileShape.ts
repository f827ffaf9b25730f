import { errorAt, type SourceFile } from './sourceFile';

/** As in the engine. */
const MAX_AXES = 64;

/**
 * The shape of a file's tensor, whose sizes are checked so that their product is exact.
 *
 * @throws ArgumentError of the given `code`
 */
export function checkFileShape(
  file: SourceFile,
  { shape, offset, code }: { shape: readonly unknown[]; offset: number; code: string },
): { shape: number[]; size: number } {
  if (shape.length > MAX_AXES) {
    throw errorAt(file, offset, code, `the shape has ${shape.length} axes, at most ${MAX_AXES} are read`);
  }
  let product = 1; // of the sizes that are not 0, as the others may be of any size beside one
  const sizes = shape.map((size, axis) => {
    if (typeof size !== 'number' || !Number.isSafeInteger(size) || size < 0) {
      throw errorAt(
        file,
        offset,
        code,
        `axis ${axis} of the shape must be a whole number of 0 or more, got ${String(size)}`,
      );
    }
    product *= size || 1;
    if (product > Number.MAX_SAFE_INTEGER) {
      throw errorAt(
        file,
        offset,
        code,
        `the shape [${shape.join(', ')}] has more elements than can be counted`,
      );
    }
    return size;
  });
  return { shape: sizes, size: sizes.includes(0) ? 0 : product };
}
