import { decode } from 'fast-png';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { encodePng } from '../../../src/formats';

test('encodePng keeps every pixel, alpha included', () => {
  const sides = fc.integer({ min: 1, max: 9 });
  const bytes = fc.uint8Array({ minLength: 4 * 81, maxLength: 4 * 81 });
  fc.assert(
    fc.property(sides, sides, bytes, (width, height, all) => {
      const data = all.slice(0, 4 * width * height);
      const decoded = decode(encodePng({ width, height, data }));
      expect([decoded.width, decoded.height, decoded.channels, decoded.depth]).toEqual([width, height, 4, 8]);
      expect(new Uint8Array(decoded.data)).toEqual(data);
    }),
  );
});

test('encodePng writes the signature of a PNG file', () => {
  const bytes = encodePng({ width: 1, height: 1, data: new Uint8Array(4) });
  expect([...bytes.slice(0, 8)]).toEqual([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
});
