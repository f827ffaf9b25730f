export { adaptiveAvgPool1d, adaptiveAvgPool2d, adaptiveAvgPool3d } from './adaptiveAvgPool';
export { avgPool1d, avgPool2d, avgPool3d, type AvgPoolOptions } from './avgPool';
export { batchNorm, type BatchNormOptions } from './batchNorm';
export { crossEntropy, type CrossEntropyOptions } from './crossEntropy';
export { linear } from './linear';
export { maxPool1d, maxPool2d, maxPool3d, type MaxPoolOptions } from './maxPool';
export { mseLoss, type MseLossOptions } from './mseLoss';
export {
  adaptiveWindow,
  resolveAdaptivePool,
  resolvePool,
  type PoolGeometry,
  type ResolvedPool,
} from './poolGeometry';
export type { LossReduction } from './reduction';
export { logSoftmax, softmax } from './softmax';
