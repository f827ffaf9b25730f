import fc from 'fast-check';
import {
  conv1d,
  conv2d,
  conv3d,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
} from '../../../../src/engine';
import { anyAxis } from '../conv/support';

/** Cells are not type-checked, so some calls pass what the types would refuse. */
export const untyped = (value: unknown): never => value as never;

const CONV = [conv1d, conv2d, conv3d] as const;
export const TRANSPOSED = [convTranspose1d, convTranspose2d, convTranspose3d] as const;

/** Seeded, so that a failure can be run again. */
export const RUNS = { seed: 20, numRuns: 150 };

/** Everything that makes one random convolution of 1 to 3 spatial axes, its batch axis left out at times. */
export const anyConv = fc
  .record({
    axes: fc.array(anyAxis, { minLength: 1, maxLength: 3 }),
    batch: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
    groups: fc.integer({ min: 1, max: 3 }),
    inPerGroup: fc.integer({ min: 1, max: 2 }),
    outPerGroup: fc.integer({ min: 1, max: 2 }),
    seed: fc.nat(),
  })
  .map(({ axes, batch, groups, inPerGroup, outPerGroup, seed }) => ({
    axes,
    seed,
    groups,
    run: CONV[axes.length - 1]!,
    inputShape: [
      ...(batch === undefined ? [] : [batch]),
      groups * inPerGroup,
      ...axes.map(axis => axis.input),
    ],
    weightShape: [groups * outPerGroup, inPerGroup, ...axes.map(axis => axis.filter)],
    kernel: axes.map(axis => axis.filter),
    options: {
      stride: axes.map(axis => axis.stride),
      dilation: axes.map(axis => axis.dilation),
      padding: axes.map(axis => [axis.padBefore, axis.padAfter] as const),
    },
  }));

/** The same for a transposed convolution, whose padding crops something but never all. */
export const anyTransposed = fc
  .record({
    axes: fc.array(fc.record({ axis: anyAxis, extra: fc.nat(3) }), { minLength: 1, maxLength: 3 }),
    batch: fc.option(fc.integer({ min: 1, max: 2 }), { nil: undefined }),
    groups: fc.integer({ min: 1, max: 3 }),
    inPerGroup: fc.integer({ min: 1, max: 2 }),
    outPerGroup: fc.integer({ min: 1, max: 2 }),
    seed: fc.nat(),
  })
  .filter(({ axes }) =>
    axes.every(({ axis: { input, filter, stride, dilation, padBefore, padAfter }, extra }) => {
      const reached = stride * (input - 1) + extra + dilation * (filter - 1) + 1;
      return extra < Math.max(stride, dilation) && reached > padBefore + padAfter;
    }),
  )
  .map(({ axes, batch, groups, inPerGroup, outPerGroup, seed }) => ({
    seed,
    run: TRANSPOSED[axes.length - 1]!,
    direct: CONV[axes.length - 1]!,
    inputShape: [
      ...(batch === undefined ? [] : [batch]),
      groups * inPerGroup,
      ...axes.map(({ axis }) => axis.input),
    ],
    weightShape: [groups * inPerGroup, outPerGroup, ...axes.map(({ axis }) => axis.filter)],
    channelsOut: groups * outPerGroup,
    options: {
      groups,
      stride: axes.map(({ axis }) => axis.stride),
      dilation: axes.map(({ axis }) => axis.dilation),
      padding: axes.map(({ axis }) => [axis.padBefore, axis.padAfter] as const),
      outputPadding: axes.map(({ extra }) => extra),
    },
  }));
