import type { ResolvedConv } from '../../../../src/engine';

/** What a run of a convolution by its definition did, counted one multiplication at a time. */
export interface Counted {
  /** Multiplications by a tap, wherever it fell. */
  all: number;
  /** Those whose element is a real one: no padding, and nothing that is cropped away. */
  inside: number;
}

/**
 * Runs the loops of a convolution's definition, position by position, tap by tap, counting instead of
 * multiplying: a gathering one goes over its outputs and reads inputs, a scattering one over its inputs and
 * writes outputs. It shares no arithmetic with the engine's closed forms.
 */
export function countMultiplications(conv: ResolvedConv, kind: 'gather' | 'scatter'): Counted {
  const { axes } = conv;
  const counted = { all: 0, inside: 0 };
  const places = positions(axes.map(({ input, output }) => (kind === 'gather' ? output : input)));
  const lengths = axes.map(({ input, output }) => (kind === 'gather' ? input : output));
  const taps = positions(axes.map(({ filter }) => filter));
  forEachPair(conv, () => {
    for (const place of places) {
      for (const tap of taps) {
        counted.all++;
        const isInside = axes.every(({ stride, dilation, padBefore }, i) => {
          const element = stride * place[i]! + dilation * tap[i]! - padBefore;
          return element >= 0 && element < lengths[i]!;
        });
        if (isInside) counted.inside++;
      }
    }
  });
  return counted;
}

/** Calls `visit` for every image and every pair of channels of one group. */
function forEachPair({ batch, channelsIn, channelsOut, groups }: ResolvedConv, visit: () => void): void {
  for (let image = 0; image < batch; image++) {
    for (let out = 0; out < channelsOut; out++) {
      for (let channel = 0; channel < channelsIn; channel++) {
        const groupOfOut = Math.floor((out * groups) / channelsOut);
        const groupOfChannel = Math.floor((channel * groups) / channelsIn);
        if (groupOfOut === groupOfChannel) visit();
      }
    }
  }
}

/** All indices of a grid. */
function positions(lengths: readonly number[]): number[][] {
  return lengths.reduce<number[][]>(
    (grid, length) => grid.flatMap(index => Array.from({ length }, (_, i) => [...index, i])),
    [[]],
  );
}
