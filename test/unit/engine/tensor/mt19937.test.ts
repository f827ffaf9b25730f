import { expect, test } from 'vitest';
import { mt19937 } from '../../../../src/engine/tensor/mt19937';

test('mt19937 seeded with 5489 gives the 10000th number that the C++ standard states', () => {
  const { uint32 } = mt19937(5489);
  let last = 0;
  for (let i = 0; i < 10_000; i++) last = uint32();
  expect(last).toBe(4123659995); // ISO C++ 2011, [rand.predef], the required behaviour of mt19937
});

test('mt19937 gives floats below 1 and not below 0', () => {
  const { float32, float64 } = mt19937(3);
  for (let i = 0; i < 2000; i++) {
    for (const value of [float32(), float64()]) {
      expect(value).toBeGreaterThanOrEqual(0);
      expect(value).toBeLessThan(1);
    }
  }
});
