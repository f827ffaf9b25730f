const N = 624;
const M = 397;

/** A stream of random numbers that depends on its seed alone. */
export interface RandomStream {
  /** The next whole number from 0 to 2^32 - 1. */
  uint32: () => number;
  /** The next multiple of 2^-24 in [0, 1), which float32 holds exactly. */
  float32: () => number;
  /** The next multiple of 2^-53 in [0, 1). */
  float64: () => number;
}

/**
 * The Mersenne Twister MT19937, seeded by a whole number from 0 to 2^32 - 1. It is PyTorch's generator on the
 * CPU, and its floats are taken from it as PyTorch takes them.
 *
 * @source M. Matsumoto and T. Nishimura, "Mersenne Twister: a 623-dimensionally equidistributed uniform
 *   pseudo-random number generator", ACM TOMACS 8 (1998), section 2; seeding by their 2002 `init_genrand`
 */
export function mt19937(seed: number): RandomStream {
  const state = seeded(seed);
  let next = N;
  const uint32 = (): number => {
    if (next === N) {
      twist(state);
      next = 0;
    }
    return temper(state[next++]!);
  };
  return {
    uint32,
    float32: () => (uint32() & 0xffffff) / 2 ** 24,
    float64: () => {
      const high = uint32() & 0x1fffff; // the low 53 bits of high * 2^32 + low
      return (high * 2 ** 32 + uint32()) / 2 ** 53;
    },
  };
}

function seeded(seed: number): Uint32Array {
  const state = new Uint32Array(N);
  state[0] = seed;
  for (let i = 1; i < N; i++) {
    const previous = state[i - 1]!;
    state[i] = Math.imul(1812433253, previous ^ (previous >>> 30)) + i;
  }
  return state;
}

/** The next N numbers of the recurrence, in place. */
function twist(state: Uint32Array): void {
  for (let k = 0; k < N; k++) {
    const mixed = (state[k]! & 0x80000000) | (state[(k + 1) % N]! & 0x7fffffff);
    state[k] = state[(k + M) % N]! ^ (mixed >>> 1) ^ (mixed & 1 ? 0x9908b0df : 0);
  }
}

function temper(word: number): number {
  let y = word;
  y ^= y >>> 11;
  y ^= (y << 7) & 0x9d2c5680;
  y ^= (y << 15) & 0xefc60000;
  return (y ^ (y >>> 18)) >>> 0;
}
