import { readdirSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ConvbookError, Tensor } from '../../../src/engine';
import { decode } from '../../../src/formats';
import { readFixture } from './fixture';
import { chunksOf, pngOf, withLines } from './pngFile';

const files = readdirSync(new URL('../../fixtures/formats', import.meta.url)).filter(
  name => !/expected|README/.test(name),
);

/** Decodes what may be damaged: tensors of a size that the file can account for, or an error of ours. */
function survives(bytes: Uint8Array, name: string): void {
  let decoded: Tensor | Record<string, Tensor>;
  try {
    decoded = decode(bytes, name);
  } catch (error) {
    expect(error).toBeInstanceOf(ConvbookError);
    expect((error as ConvbookError).message).toContain(name);
    return;
  }
  const tensors = decoded instanceof Tensor ? [decoded] : Object.values(decoded);
  const size = tensors.reduce((sum, { byteLength }) => sum + byteLength, 0);
  expect(size).toBeLessThanOrEqual(boundOf(name) * bytes.length);
}

/** Bytes of a tensor for one of the file: four of float32 for each that deflate or JPEG can make of one. */
function boundOf(name: string): number {
  if (/npz$|png$/.test(name)) return 4 * 8 * 1032;
  return name.endsWith('.jpg') ? 4 * 3 * 512 : 8;
}

const damage = fc.record({
  cut: fc.option(fc.nat(), { freq: 3 }),
  flips: fc.array(
    fc.tuple(fc.nat(), fc.oneof(fc.integer({ min: 0, max: 255 }), fc.constantFrom(0, 127, 128, 255))),
    {
      maxLength: 4,
    },
  ),
});

function damaged(
  bytes: Uint8Array,
  { cut, flips }: { cut: number | null; flips: [number, number][] },
): Uint8Array {
  const copy = cut === null ? bytes.slice() : bytes.slice(0, cut % (bytes.length + 1));
  for (const [at, value] of flips) if (copy.length > 0) copy[at % copy.length] = value;
  return copy;
}

describe('a damaged file is read within bounds or refused by an error of ours', () => {
  for (const ending of new Set(files.map(name => name.slice(name.lastIndexOf('.'))))) {
    test(`${ending}: cut off or with bytes changed`, () => {
      const some = fc.constantFrom(...files.filter(name => name.endsWith(ending)));
      fc.assert(
        fc.property(some, damage, (name, how) => survives(damaged(readFixture(name), how), name)),
        { seed: 5, numRuns: 1500 },
      );
    });
  }

  test('.png: with chunks changed, moved or dropped under right checksums', () => {
    const pictures = fc.constantFrom(...files.filter(name => name.endsWith('.png')));
    fc.assert(
      fc.property(
        pictures,
        fc.nat(),
        damage,
        fc.constantFrom('change', 'drop', 'double', 'last'),
        (name, pick, how, what) => {
          const chunks = chunksOf(readFixture(name));
          const index = pick % chunks.length;
          const chunk = chunks[index]!;
          if (what === 'change') chunks[index] = { ...chunk, data: damaged(chunk.data, how) };
          if (what === 'drop' || what === 'last') chunks.splice(index, 1);
          if (what === 'double' || what === 'last') chunks.splice(-1, 0, chunk);
          survives(pngOf(chunks), name);
        },
      ),
      { seed: 6, numRuns: 1500 },
    );
  });

  test('.png: with lines changed before they are deflated', () => {
    const pictures = fc.constantFrom(
      ...files.filter(name => name.endsWith('.png') && name !== 'interlaced4.png'),
    );
    fc.assert(
      fc.property(pictures, damage, (name, how) =>
        survives(
          withLines(name, lines => damaged(lines, how)),
          name,
        ),
      ),
      { seed: 7, numRuns: 500 },
    );
  });
});
