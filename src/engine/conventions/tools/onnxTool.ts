import { isAdaptivePool } from '../../cost/adaptive';
import { countMacs } from '../../cost/count';
import type { Step } from '../../model/steps';
import { biasTerms, isConv, outputTerm, perInput, perOutput, WHY, type Term, type Tool } from '../tool';

/** What one element costs, in the tool's own units: an addition, multiplication or comparison is 1. */
const DIVISION = 4;
const BATCH_NORM = 31;
const PER_ELEMENT: Readonly<Record<string, number>> = { ReLU: 1, Sigmoid: 32, Tanh: 76 };

/**
 * A convolution by its outputs times its weight behind the first axis, which of a transposed one is Cout/groups and
 * not Cin/groups; biases; batch norm by 31 per element; activations, pooling and added branches too.
 */
export const onnxTool: Tool = {
  name: 'onnx-tool',
  version: 'commit f06228c',
  metric: 'MACs',
  source:
    'ThanatosShinji/onnx-tool, onnx_tool/node.py: ConvNode, ConvTransposeNode, GemmNode, BatchNormalizationNode, ' +
    'PoolBase, GlobalAveragePoolNode, AddNode',
  params: null,
  rule: step => {
    const { work, layer } = step;
    if (isConv(step)) {
      const { channelsIn, channelsOut, groups } = step.work.conv;
      const channels = (work.kind === 'gather' ? channelsIn : channelsOut) / groups;
      return [outputTerm(step, { channels, why: WHY.swapped }), ...biasTerms(step)];
    }
    if (work.kind === 'dense') return [countMacs(work, 'count'), ...biasTerms(step)];
    if (work.kind === 'scale') return [{ ...perOutput(step, BATCH_NORM), why: WHY.norm }];
    if (work.kind === 'join') {
      const added = work.join === 'add' ? work.inputs - 1 : 0;
      return added > 0 ? [{ ...perOutput(step, added), why: WHY.added }] : [];
    }
    const each = PER_ELEMENT[layer.kind];
    return each === undefined ? poolTerms(step) : [{ ...perOutput(step, each), why: WHY.activation }];
  },
};

/**
 * A pooling to one element is exported as a global one. Others count the first two axes of their window; one whose
 * windows are uneven cannot be exported.
 */
function poolTerms(step: Step): Term[] {
  const { work, layer } = step;
  if (work.kind !== 'window' || work.reduce === 'none') return [];
  if (isAdaptivePool(layer) && work.axes.every(axis => axis.output === 1)) {
    return [perInput(step), perOutput(step, DIVISION)].map(count => ({ ...count, why: WHY.pooling }));
  }
  const { length } = work.axes;
  const [first, second] = work.axes;
  const counted = first!.filter * (length === 2 ? second!.filter : 1); // a window has one axis or more
  return [{ ...perOutput(step, counted), why: WHY.pooling }];
}
