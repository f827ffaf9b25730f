import { BatchNorm1d, BatchNorm2d, BatchNorm3d } from '../../layers/batchNorm';

export type BatchNorm = BatchNorm1d | BatchNorm2d | BatchNorm3d;

export function isBatchNorm(layer: unknown): layer is BatchNorm {
  return layer instanceof BatchNorm1d || layer instanceof BatchNorm2d || layer instanceof BatchNorm3d;
}

/** A batch norm with its running statistics, as after `eval()`: y = scale · x + shift for each channel. */
export interface Scales {
  scale: Float64Array;
  shift: Float64Array;
}

/**
 * scale = weight / sqrt(variance + eps), shift = bias - mean · scale.
 *
 * @source Jacob et al., arXiv:1712.05877, section 3.2, equation 14
 */
export function scalesOf({ weight, bias, runningMean, runningVar, eps }: BatchNorm): Scales {
  const scale = Float64Array.from(
    runningVar.data,
    (variance, i) => (weight?.data[i] ?? 1) / Math.sqrt(variance + eps),
  );
  const shift = scale.map((factor, i) => (bias?.data[i] ?? 0) - runningMean.data[i]! * factor);
  return { scale, shift };
}
