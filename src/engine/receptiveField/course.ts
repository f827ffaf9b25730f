import type { AxisStep } from './graph';
import { reachOfTaps, type Move } from './moves';

/**
 * Where the fields of all outputs of a step lie along one axis, as if they were spaced evenly: that of output o goes
 * from rate·o + first to rate·o + last, in input elements. Behind transposed layers both are fractions, and what
 * output o sees are at most the whole numbers between.
 */
export interface Course {
  readonly rate: Ratio;
  readonly first: number;
  readonly last: number;
  /** Outputs after which the pattern of what is seen repeats. */
  readonly period: number;
  /** Whether every output sees precisely from `first` to `last`. */
  readonly exact: boolean;
  /** False where branches of different rates meet: then no pattern repeats. */
  readonly aligned: boolean;
  /** An input of length L has floor((L + room) / rate) + 1 outputs; null where no convolution has that many. */
  readonly room: number | null;
}

/** A fraction in its lowest terms, so that 1/3 · 3 is 1. */
interface Ratio {
  readonly top: number;
  readonly bottom: number;
}

const AT_INPUT: Course = {
  rate: { top: 1, bottom: 1 },
  first: 0,
  last: 0,
  period: 1,
  exact: true,
  aligned: true,
  room: -1,
};

/** The course of the last of these steps. */
export function courseOf(steps: readonly AxisStep[]): Course {
  const courses: Course[] = [];
  for (const { inputs, moves } of steps) {
    const branches = inputs.map((input, k) => moved(courses[input] ?? AT_INPUT, moves[k]!));
    courses.push(branches.reduce(met));
  }
  return courses.at(-1)!; // a model has a step
}

export function valueOf({ top, bottom }: Ratio): number {
  return top / bottom;
}

function moved(course: Course, move: Move): Course {
  const { rate, first, last, period, room } = course;
  const inputs = valueOf(rate);
  switch (move.kind) {
    case 'keep':
      return course;
    case 'whole': {
      const span = inputs * (move.length - 1);
      // What repeats with the outputs before does not repeat where all of them are seen.
      return { ...course, rate: ratio(0, 1), last: last + span, period: 1, aligned: true, room: null };
    }
    case 'share': {
      const { top, bottom } = ratio(move.input, move.output);
      const widened = inputs * (1 - 1 / bottom); // windows begin and end with whole elements
      return {
        ...course,
        rate: ratio(rate.top * top, rate.bottom * bottom),
        first: first - widened,
        last: last + inputs * (top / bottom - 1) + widened,
        period: capped((bottom * period) / divisor(period, top)),
        exact: false,
        room: null,
      };
    }
    case 'gather': {
      const { stride, padBefore, padAfter } = move;
      const reach = reachOfTaps(move);
      return {
        ...course,
        rate: ratio(rate.top * stride, rate.bottom),
        first: first - inputs * padBefore,
        last: last + inputs * (reach - padBefore),
        period: period / divisor(period, stride),
        room: room === null ? null : room + inputs * (padBefore + padAfter - reach),
      };
    }
    case 'scatter': {
      const { stride, padBefore } = move;
      const reach = reachOfTaps(move);
      return {
        ...course,
        rate: ratio(rate.top, rate.bottom * stride),
        first: first + (inputs * (padBefore - reach)) / stride,
        last: last + (inputs * padBefore) / stride,
        period: capped(period * stride),
        exact: false,
        room: null,
      };
    }
  }
}

/** Of an output that is made of what two branches have there. */
function met(a: Course, b: Course): Course {
  const [rateA, rateB] = [valueOf(a.rate), valueOf(b.rate)];
  const level = rateA === rateB;
  return {
    rate: rateA >= rateB ? a.rate : b.rate,
    first: Math.min(a.first, b.first),
    last: Math.max(a.last, b.last),
    period: capped((a.period / divisor(a.period, b.period)) * b.period),
    exact: a.exact && b.exact && level,
    aligned: a.aligned && b.aligned && level,
    room: a.room === null || b.room === null || !level ? null : Math.max(a.room, b.room),
  };
}

function ratio(top: number, bottom: number): Ratio {
  const common = divisor(top, bottom);
  return { top: top / common, bottom: bottom / common };
}

/** The greatest common divisor. */
function divisor(a: number, b: number): number {
  return b > 0 ? divisor(b, a % b) : a;
}

/** Nothing is walked through that often, so that it need not be exact. */
function capped(period: number): number {
  return Math.min(period, Number.MAX_SAFE_INTEGER);
}
