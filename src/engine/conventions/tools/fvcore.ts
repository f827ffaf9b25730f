import { countMacs, hasMacs } from '../../cost/count';
import { hasBias, perInput, perOutput, WHY, type Tool } from '../tool';

/**
 * A multiply-accumulate of convolutions and matrix products as one; batch norm in evaluation by 2 per element, 1
 * without weight and bias; an adaptive average pooling of images by its inputs.
 */
export const fvcore: Tool = {
  name: 'fvcore',
  version: 'commit 017141c',
  metric: 'flops',
  source:
    'facebookresearch/fvcore, fvcore/nn/jit_handles.py: conv_flop_count, linear_flop_jit, batchnorm_flop_jit; ' +
    'fvcore/nn/flop_count.py: _DEFAULT_SUPPORTED_OPS',
  params: null,
  rule: step => {
    const { layer, work } = step;
    if (hasMacs(work)) return [countMacs(work, 'count')];
    if (work.kind === 'scale') return [{ ...perOutput(step, hasBias(step) ? 2 : 1), why: WHY.norm }];
    return layer.kind === 'AdaptiveAvgPool2d' ? [{ ...perInput(step), why: WHY.pooling }] : [];
  },
};
