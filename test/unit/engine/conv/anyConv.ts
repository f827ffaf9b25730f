import fc from 'fast-check';
import { conv1d, conv2d, conv3d } from '../../../../src/engine/conv/conv';
import { convTranspose1d, convTranspose2d, convTranspose3d } from '../../../../src/engine/conv/convTranspose';
import type { Axis, ConvOptions } from '../../../../src/engine/conv/geometry';
import { anyAxis } from './support';

export const CONV = [conv1d, conv2d, conv3d] as const;
const TRANSPOSED = [convTranspose1d, convTranspose2d, convTranspose3d] as const;

/** Everything that makes one random convolution of 1 to 3 spatial axes. */
export const anyConv = fc
  .record({
    axes: fc.array(anyAxis, { minLength: 1, maxLength: 3 }),
    batch: fc.integer({ min: 1, max: 2 }),
    groups: fc.integer({ min: 1, max: 3 }),
    inPerGroup: fc.integer({ min: 1, max: 2 }),
    outPerGroup: fc.integer({ min: 1, max: 2 }),
    seed: fc.nat(),
  })
  .map(spec => {
    const { axes, batch, groups, inPerGroup, outPerGroup } = spec;
    return {
      ...spec,
      run: CONV[axes.length - 1]!,
      transposed: TRANSPOSED[axes.length - 1]!,
      inputShape: [batch, groups * inPerGroup, ...axes.map(axis => axis.input)],
      biasShape: [groups * outPerGroup],
      weightShape: [groups * outPerGroup, inPerGroup, ...axes.map(axis => axis.filter)],
      options: { ...optionsOf(axes), groups } satisfies ConvOptions,
    };
  });

export function optionsOf(axes: readonly Axis[]) {
  return {
    stride: axes.map(axis => axis.stride),
    dilation: axes.map(axis => axis.dilation),
    padding: axes.map(axis => [axis.padBefore, axis.padAfter] as const),
  };
}

/** Everything that makes one random transposed convolution of 1 to 3 spatial axes, output padding included. */
export const anyTransposed = fc
  .record({
    axes: fc.array(
      fc
        .tuple(anyAxis, fc.nat(3))
        .map(([axis, extra]) => ({ ...axis, extra: extra % Math.max(axis.stride, axis.dilation) }))
        .filter(axis => reached(axis) > axis.padBefore + axis.padAfter),
      { minLength: 1, maxLength: 3 },
    ),
    batch: fc.integer({ min: 1, max: 2 }),
    groups: fc.integer({ min: 1, max: 3 }),
    inPerGroup: fc.integer({ min: 1, max: 2 }),
    outPerGroup: fc.integer({ min: 1, max: 2 }),
    seed: fc.nat(),
  })
  .map(({ axes, batch, groups, inPerGroup, outPerGroup, seed }) => ({
    seed,
    run: TRANSPOSED[axes.length - 1]!,
    inputShape: [batch, groups * inPerGroup, ...axes.map(axis => axis.input)],
    weightShape: [groups * inPerGroup, outPerGroup, ...axes.map(axis => axis.filter)],
    biasShape: [groups * outPerGroup],
    options: { ...optionsOf(axes), groups, outputPadding: axes.map(axis => axis.extra) },
  }));

function reached({ input, filter, stride, dilation, extra }: Axis & { extra: number }): number {
  return stride * (input - 1) + dilation * (filter - 1) + 1 + extra;
}
