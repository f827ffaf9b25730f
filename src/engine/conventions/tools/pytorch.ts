import { countMacs, hasMacs } from '../../cost/count';
import { WHY, type Tool } from '../tool';

/** 2 per multiply-accumulate of convolutions and matrix products; a transposed one by its inputs. No biases. */
export const pytorch: Tool = {
  name: 'PyTorch FlopCounterMode',
  version: '2.13.0',
  metric: 'FLOPs',
  source: 'pytorch/pytorch, torch/utils/flop_counter.py: conv_flop_count, mm_flop, addmm_flop',
  params: null,
  rule: ({ work }) => {
    if (!hasMacs(work)) return [];
    const { value, formula } = countMacs(work, 'count');
    return [{ value: 2 * value, formula: `2 x ${formula}`, why: WHY.twice }];
  },
};
