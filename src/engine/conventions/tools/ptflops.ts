import { countMacs, hasMacs } from '../../cost/count';
import {
  biasTerms,
  hasBias,
  isConv,
  isPooling,
  outputTerm,
  perInput,
  perOutput,
  WHY,
  type Term,
  type Tool,
} from '../tool';
import type { Step } from '../../model/steps';

const ABOUT = { name: 'ptflops', version: '0.7.5', metric: 'MACs', params: 'all', oneImage: true } as const;

/**
 * Hooks on modules, the older of its two ways: a convolution, transposed or not, by its outputs, with its bias; a
 * linear layer with its bias; batch norm by 2 per element, 1 without weight and bias; ReLU by its outputs, pooling
 * by its inputs.
 */
export const ptflopsModules: Tool = {
  ...ABOUT,
  name: 'ptflops, pytorch backend',
  source:
    'sovrasov/flops-counter.pytorch, ptflops/pytorch_ops.py (commit b5c9ef7): conv_flops_counter_hook, ' +
    'linear_flops_counter_hook, bn_flops_counter_hook, relu_flops_counter_hook, pool_flops_counter_hook',
  rule: step => {
    if (isConv(step)) {
      const { channelsIn, groups } = step.work.conv;
      return [outputTerm(step, { channels: channelsIn / groups, why: WHY.outputs }), ...biasTerms(step)];
    }
    return step.work.kind === 'dense'
      ? [countMacs(step.work, 'count'), ...biasTerms(step)]
      : elementTerms(step);
  },
};

function elementTerms(step: Step): Term[] {
  if (step.work.kind === 'scale') return [{ ...perInput(step, hasBias(step) ? 2 : 1), why: WHY.norm }];
  if (step.layer.kind === 'ReLU') return [{ ...perOutput(step), why: WHY.activation }];
  return isPooling(step) ? [{ ...perInput(step), why: WHY.pooling }] : [];
}

/**
 * Operators as they are dispatched, its default: convolutions with their biases, a transposed one by its
 * inputs, and matrix products without theirs.
 */
export const ptflopsOperators: Tool = {
  ...ABOUT,
  name: 'ptflops, aten backend',
  source:
    'sovrasov/flops-counter.pytorch, ptflops/aten_ops.py (commit fe667a2): conv_flop_count, addmm_flop, matmul_flop',
  rule: step => {
    if (!hasMacs(step.work)) return [];
    const macs = countMacs(step.work, 'count');
    return isConv(step) ? [macs, ...biasTerms(step)] : [macs];
  },
};
