import { ArgumentError } from '../../errors';
import { greatestCommonDivisor } from '../../layers/phaseSplit';
import { fixedPads, isTrivial, tapsOf, type Kernel, type KernelAxis } from './kernel';

/** Layers that are not one convolution, and why: a clause for the refusal of whoever knows the target. */
export class NotOneKernel extends ArgumentError {
  constructor(readonly reason: string) {
    super('convert/layer', `convert: ${reason}`);
  }
}

/** What `multiply` makes, or what `otherwise` says to the reason why it is not one kernel. */
export function unlessApart<T, U>(multiply: () => T, otherwise: (reason: string) => U): T | U {
  try {
    return multiply();
  } catch (error) {
    if (error instanceof NotOneKernel) return otherwise(error.reason);
    throw error;
  }
}

/** Multiplications that a product of kernels may take, a few seconds. */
const MOST_STEPS = 5e9;
/** Elements that a kernel may have, 256 MiB of them. */
export const MOST_ELEMENTS = 2 ** 25;

/**
 * The kernel of one convolution after another; channels that never meet stay apart. Where output o of the second reads
 * elements s₂·o + d₂·t₂ - p₂ of the first, and those read s₁·(...) + d₁·t₁ - p₁, the two have stride s₁·s₂,
 * padding s₁·p₂ + p₁ and taps at d₁·t₁ + s₁·d₂·t₂.
 *
 * The second may pad only what the first has zeros beyond: its ends, where the first has filters of one element
 * and no bias. Elsewhere zeros stand in for what the first would compute there, and no one convolution does that.
 *
 * @throws NotOneKernel
 */
export function compose(first: Kernel, second: Kernel): Kernel {
  const pads = second.axes.some(axis => !isUnpadded(axis));
  if (first.bias?.some(value => value !== 0) && pads) {
    throw new NotOneKernel('the bias of a layer before one that pads counts at the inner places alone');
  }
  const joined = first.axes.map((axis, i) => joinAxes(axis, second.axes[i]!));
  const axes = matchRules(joined.map(({ axis }) => axis));
  const groups = greatestCommonDivisor(first.groups, second.groups);
  checkElements(second.out, first.in / groups, tapsOf(axes));
  checkSteps(first, second);
  return {
    ...{ in: first.in, out: second.out, groups, axes },
    weight: multiply(first, second, { joined, groups }),
    bias: joinBias(first, second),
  };
}

/** An axis of the product, and which of its taps each pair of taps makes. */
interface JoinedAxis {
  axis: KernelAxis;
  tapOf: (first: number, second: number) => number;
}

function isUnpadded(axis: KernelAxis): boolean {
  return fixedPads(axis)?.every(pad => pad === 0) ?? false;
}

function joinAxes(first: KernelAxis, second: KernelAxis): JoinedAxis {
  if (isTrivial(second)) return { axis: first, tapOf: tap => tap };
  // A filter of one element has zeros beyond its ends, and with stride 1 leaves all else to the second.
  if (isTrivial(first)) return { axis: second, tapOf: (_, tap) => tap };
  const [inner, outer] = [fixedPads(first), fixedPads(second)];
  if (!inner || !outer) {
    throw new NotOneKernel("padding 'same' with a stride depends on the length of the input");
  }
  if (first.filter > 1 && !isUnpadded(second)) {
    throw new NotOneKernel('a layer pads what a filter of more than one element before it has computed');
  }
  const steps = [
    first.filter > 1 ? first.dilation : 0,
    second.filter > 1 ? first.stride * second.dilation : 0,
  ] as const;
  const reach = steps[0] * (first.filter - 1) + steps[1] * (second.filter - 1);
  const dilation = greatestCommonDivisor(...steps) || 1; // filters of one element have no gaps
  return {
    axis: {
      filter: reach / dilation + 1,
      stride: first.stride * second.stride,
      dilation,
      pads: [first.stride * outer[0] + inner[0], first.stride * outer[1] + inner[1]],
    },
    tapOf: (a, b) => (steps[0] * a + steps[1] * b) / dilation,
  };
}

/**
 * Axes that all have the rule 'same', or none of them: options have one rule for all.
 *
 * @throws NotOneKernel
 */
export function matchRules(axes: readonly KernelAxis[]): KernelAxis[] {
  const ruled = (axis: KernelAxis): boolean => axis.pads === 'same';
  if (axes.some(ruled) && axes.every(axis => ruled(axis) || isTrivial(axis))) {
    return axes.map(axis => ({ ...axis, pads: 'same' }));
  }
  return axes.map(axis => {
    const pads = fixedPads(axis);
    if (!pads) throw new NotOneKernel("padding 'same' with a stride stands beside other padding");
    return { ...axis, pads };
  });
}

function checkSteps(first: Kernel, second: Kernel): void {
  const steps =
    ((second.out * second.in) / second.groups) *
    (first.in / first.groups) *
    tapsOf(first.axes) *
    tapsOf(second.axes);
  if (steps > MOST_STEPS) {
    throw new NotOneKernel(
      `multiplying it out takes ${steps.toExponential(0)} steps, the most is ${MOST_STEPS.toExponential(0)}`,
    );
  }
}

/**
 * Refuses a kernel that would not fit into memory beside the others.
 *
 * @throws NotOneKernel
 */
export function checkElements(out: number, channels: number, taps: number): void {
  const elements = out * channels * taps;
  if (elements > MOST_ELEMENTS) {
    throw new NotOneKernel(`multiplied out it has ${elements} weights, the most is ${MOST_ELEMENTS}`);
  }
}

/** weight[o, c, tap] = the sum over the channels m between them and the pairs of taps that meet. */
function multiply(
  first: Kernel,
  second: Kernel,
  { joined, groups }: { joined: readonly JoinedAxis[]; groups: number },
): Float64Array {
  const taps = tapsOf(joined.map(({ axis }) => axis));
  const [tapsA, tapsB] = [tapsOf(first.axes), tapsOf(second.axes)];
  const place = placesOf(first, second, joined);
  const [inA, inB, inAll] = [first.in / first.groups, second.in / second.groups, first.in / groups];
  const result = new Float64Array(second.out * inAll * taps);
  for (let o = 0; o < second.out; o++) {
    const base = Math.floor(o / (second.out / second.groups)) * inB;
    for (let i = 0; i < inB; i++) {
      const m = base + i;
      // The group of m begins at this channel; the result's group of o, which holds it, at a multiple of inAll.
      const from = (Math.floor(m / (first.out / first.groups)) * inA) % inAll;
      for (let b = 0; b < tapsB; b++) {
        const factor = second.weight[(o * inB + i) * tapsB + b]!;
        if (factor === 0) continue;
        for (let c = 0; c < inA; c++) {
          const to = (o * inAll + from + c) * taps;
          const at = (m * inA + c) * tapsA;
          for (let a = 0; a < tapsA; a++)
            result[to + place[b * tapsA + a]!]! += factor * first.weight[at + a]!;
        }
      }
    }
  }
  return result;
}

/** The tap of the product that tap a of the first and b of the second make, at b·taps + a. */
function placesOf(first: Kernel, second: Kernel, joined: readonly JoinedAxis[]): Uint32Array {
  const [tapsA, tapsB] = [tapsOf(first.axes), tapsOf(second.axes)];
  const places = new Uint32Array(tapsA * tapsB);
  for (let b = 0; b < tapsB; b++) {
    for (let a = 0; a < tapsA; a++) {
      let [restA, restB, place, stride] = [a, b, 0, 1];
      for (let axis = joined.length - 1; axis >= 0; axis--) {
        const [filterA, filterB] = [first.axes[axis]!.filter, second.axes[axis]!.filter];
        place += stride * joined[axis]!.tapOf(restA % filterA, restB % filterB);
        stride *= joined[axis]!.axis.filter;
        restA = Math.floor(restA / filterA);
        restB = Math.floor(restB / filterB);
      }
      places[b * tapsA + a] = place;
    }
  }
  return places;
}

function joinBias(first: Kernel, second: Kernel): Float64Array | null {
  if (!first.bias) return second.bias;
  const bias = second.bias ? second.bias.slice() : new Float64Array(second.out);
  const [channels, taps] = [second.in / second.groups, tapsOf(second.axes)];
  for (let o = 0; o < second.out; o++) {
    const base = Math.floor(o / (second.out / second.groups)) * channels;
    for (let i = 0; i < channels; i++) {
      for (let tap = 0; tap < taps; tap++) {
        bias[o]! += second.weight[(o * channels + i) * taps + tap]! * first.bias[base + i]!;
      }
    }
  }
  return bias;
}
