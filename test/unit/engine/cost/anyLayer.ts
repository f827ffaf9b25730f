import fc from 'fast-check';
import {
  Conv1d,
  Conv2d,
  Conv3d,
  ConvTranspose1d,
  ConvTranspose2d,
  ConvTranspose3d,
} from '../../../../src/engine';
import type { ConvolutionLayer } from '../../../../src/engine/layers/convolution';

export interface LayerCase {
  layer: ConvolutionLayer;
  inputShape: number[];
  transposed: boolean;
}

const small = (max: number, min = 1) => fc.integer({ min, max });

const anySettings = fc.integer({ min: 1, max: 3 }).chain(spatial => {
  const perAxis = (value: fc.Arbitrary<number>) =>
    fc.array(value, { minLength: spatial, maxLength: spatial });
  return fc.record({
    transposed: fc.boolean(),
    batch: fc.option(small(2), { nil: undefined }),
    groups: small(3),
    inPerGroup: small(3),
    outPerGroup: small(3),
    bias: fc.boolean(),
    input: perAxis(small(spatial === 3 ? 4 : 6)),
    kernel: perAxis(small(spatial === 3 ? 2 : 4)),
    stride: perAxis(small(3)),
    dilation: perAxis(small(3)),
    padding: fc.array(fc.tuple(small(3, 0), small(3, 0)), { minLength: spatial, maxLength: spatial }),
    outputPadding: perAxis(small(2, 0)),
  });
});

/** Random convolution layers of one to three axes, transposed or not, each with an input that suits it. */
export const anyLayer: fc.Arbitrary<LayerCase> = anySettings
  .filter(({ transposed, input, kernel, stride, dilation, padding, outputPadding }) =>
    input.every((length, i) => {
      const span = dilation[i]! * (kernel[i]! - 1) + 1;
      const pads = padding[i]![0] + padding[i]![1];
      if (!transposed) return span <= length + pads;
      const fitsOutput = outputPadding[i]! < Math.max(stride[i]!, dilation[i]!);
      return fitsOutput && stride[i]! * (length - 1) + outputPadding[i]! + span > pads;
    }),
  )
  .map(({ transposed, batch, groups, inPerGroup, outPerGroup, input, outputPadding, ...rest }) => {
    const options = { ...rest, groups, in: groups * inPerGroup, out: groups * outPerGroup };
    const image = [options.in, ...input];
    return {
      transposed,
      inputShape: batch === undefined ? image : [batch, ...image],
      layer: transposed
        ? new [ConvTranspose1d, ConvTranspose2d, ConvTranspose3d][input.length - 1]!({
            ...options,
            outputPadding,
          })
        : new [Conv1d, Conv2d, Conv3d][input.length - 1]!(options),
    };
  });
