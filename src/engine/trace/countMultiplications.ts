import type { ResolvedAxis } from '../conv/axis';
import type { ResolvedConv } from '../conv/geometry';

/** Multiplications that were counted one by one. */
export interface CountedMultiplications {
  /** By every tap, wherever it falls. */
  all: number;
  /** Those of a real element: not of padding and, scattering, not of what is cropped. */
  inside: number;
  /**
   * How they were counted: `taps` walked every loop of the definition; `axes` walked every position and tap of
   * each axis, and multiplied what the axes and pairs of channels gave.
   */
  by: 'taps' | 'axes';
}

/** More multiplications than this are counted by axes: walking each of them would take as long as running them. */
const MOST_WALKED = 2 ** 20;

/**
 * The multiplications of a convolution, counted by going through the loops of its definition: an instrumented run
 * that counts instead of multiplying. A gathering one goes over its outputs and looks which inputs its taps read,
 * a scattering one over its inputs and looks which outputs its taps reach.
 *
 * It knows nothing of the closed forms, which work out by division how many positions of a tap lie inside: here
 * every position and tap is visited, and its element's index compared with the bounds. Up to a million
 * multiplications are visited one by one, over samples, pairs of channels of a group, positions and taps. Where
 * there are more, the same is done for every axis by itself: a tap lies inside if it does along each axis, so the
 * counts of the axes multiply, and the result is exact there too.
 */
export function countMultiplications(conv: ResolvedConv, kind: 'gather' | 'scatter'): CountedMultiplications {
  const axes = conv.axes.map(axis => sidesOf(axis, kind));
  const channelPairs = conv.channelsOut * (conv.channelsIn / conv.groups);
  const all = axes.reduce(
    (taps, { positions, filter }) => taps * positions * filter,
    channelPairs * conv.batch,
  );
  return all <= MOST_WALKED ? walkTaps(conv, axes) : walkAxes(conv, axes);
}

/** An axis by the side that the filter is placed at and the side that its taps fall on. */
interface Sides extends Pick<ResolvedAxis, 'filter' | 'stride' | 'dilation' | 'padBefore'> {
  positions: number;
  length: number;
}

function sidesOf({ input, output, filter, stride, dilation, padBefore }: ResolvedAxis, kind: string): Sides {
  const [positions, length] = kind === 'gather' ? [output, input] : [input, output];
  return { positions, length, filter, stride, dilation, padBefore };
}

function walkTaps(conv: ResolvedConv, axes: readonly Sides[]): CountedMultiplications {
  const counted: CountedMultiplications = { all: 0, inside: 0, by: 'taps' };
  const visit = (axis: number, isInside: boolean): void => {
    const sides = axes[axis];
    if (!sides) {
      counted.all++;
      if (isInside) counted.inside++;
      return;
    }
    walkAxis(sides, met => visit(axis + 1, isInside && met));
  };
  for (let sample = 0; sample < conv.batch; sample++) {
    walkChannelPairs(conv, () => visit(0, true));
  }
  return counted;
}

function walkAxes(conv: ResolvedConv, axes: readonly Sides[]): CountedMultiplications {
  let pairs = 0;
  walkChannelPairs(conv, () => void pairs++);
  const counted: CountedMultiplications = { all: pairs * conv.batch, inside: pairs * conv.batch, by: 'axes' };
  for (const axis of axes) {
    let all = 0;
    let inside = 0;
    walkAxis(axis, met => {
      all++;
      if (met) inside++;
    });
    counted.all *= all;
    counted.inside *= inside;
  }
  return counted;
}

/** Visits every position and tap of an axis, telling whether the tap meets an element there. */
function walkAxis(
  { positions, length, filter, stride, dilation, padBefore }: Sides,
  visit: (met: boolean) => void,
): void {
  for (let position = 0; position < positions; position++) {
    for (let tap = 0; tap < filter; tap++) {
      const element = stride * position + dilation * tap - padBefore;
      visit(element >= 0 && element < length);
    }
  }
}

/** Visits every output channel with every input channel of its group. */
function walkChannelPairs({ channelsIn, channelsOut, groups }: ResolvedConv, visit: () => void): void {
  const outputs = channelsOut / groups;
  const inputs = channelsIn / groups;
  for (let group = 0; group < groups; group++) {
    for (let out = 0; out < outputs; out++) {
      for (let channel = 0; channel < inputs; channel++) visit();
    }
  }
}
