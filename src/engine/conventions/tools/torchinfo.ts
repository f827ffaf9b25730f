import type { Step } from '../../model/steps';
import { batchProduct, isConv, WHY, type Term, type Tool } from '../tool';

/**
 * Every parameter called weight or bias, once per output position for a layer whose class is called Conv, and once
 * per sample for any other.
 */
export const torchinfo: Tool = {
  name: 'torchinfo',
  version: 'commit 01fa0ce',
  metric: 'mult-adds',
  source: 'TylerYep/torchinfo, torchinfo/layer_info.py: LayerInfo.calculate_macs',
  params: 'all',
  rule: (step, batch) =>
    Object.entries(step.layer.parameters()).map(([name, { size }]): Term => {
      const positions = isConv(step) ? step.work.conv.axes.map(axis => axis.output) : [];
      const why = reason(step, name);
      return { ...batchProduct(batch, [size, ...positions]), ...(why === undefined ? {} : { why }) };
    }),
};

function reason({ work }: Step, parameter: string): string | undefined {
  if (work.kind === 'scale') return WHY.norm;
  if (parameter === 'bias') return WHY.bias;
  if (work.kind === 'scatter') return WHY.outputs;
  return work.kind === 'dense' && work.outputShape.length > 2 ? WHY.samples : undefined;
}
