import { cost } from '../cost/cost';
import { sumOf } from '../cost/count';
import type { CostReport } from '../cost/types';
import { asLayer, type Model } from '../layers/sequential';
import { traceModel, type Step } from '../model/steps';
import { shapeText, type Shape } from '../tensor/shape';
import { agreementOf } from './agreement';
import { ownRows } from './own';
import type { Term, Tool } from './tool';
import { fvcore } from './tools/fvcore';
import { onnxTool } from './tools/onnxTool';
import { ptflopsModules, ptflopsOperators } from './tools/ptflops';
import { pytorch } from './tools/pytorch';
import { thop, ultralyticsThop } from './tools/thop';
import { torchinfo } from './tools/torchinfo';
import type { ConventionRow, ConventionsReport } from './types';

const TOOLS: readonly Tool[] = [
  pytorch,
  torchinfo,
  fvcore,
  ptflopsModules,
  ptflopsOperators,
  thop,
  ultralyticsThop,
  onnxTool,
];

/**
 * What other tools report for the same layer or model, by the rules in their sources: PyTorch's FlopCounterMode,
 * torchinfo, fvcore, ptflops, thop and onnx-tool, after Convbook's own figures. Displayed it is a table.
 *
 *     const layer = new ConvTranspose2d({ in: 64, out: 32, kernel: 4, stride: 2, padding: 1 });
 *     conventions(layer, [1, 64, 16, 16])   // from 8,388,608 MACs to 33,587,200 "mult-adds" for one layer
 *
 * Each row has the tool's figure by the name that it gives it, its formula with the figures put in, how it stands to
 * the MACs of `cost`, what makes the difference, the layers that it passes over, and where its rule stands. The
 * tools are taken with their defaults, a model in evaluation, and branches added by `+`. An input without a batch
 * axis counts as a batch of one.
 *
 * @throws ShapeError when the input does not suit the layers
 * @throws ArgumentError `layers/not-a-layer`
 */
export function conventions(model: Model, inputShape: Shape): ConventionsReport {
  const layer = asLayer('conventions', model);
  const report = cost(layer, inputShape);
  const steps = traceModel(layer, inputShape);
  const batch = batchOf(steps, inputShape);
  const counts = TOOLS.map(tool => ({ tool, terms: steps.map(step => tool.rule(step, batch)) }));
  const counted = new Set(
    steps
      .filter((_, i) => counts.some(({ terms }) => terms[i]!.length > 0))
      .map(({ layer: { kind } }) => kind),
  );
  return {
    kind: 'conventions',
    title: `Conventions for ${layer.kind} on ${shapeText(inputShape)}`,
    rows: [
      ...ownRows(layer, inputShape),
      ...counts.map(({ tool, terms }) => {
        const passed = steps.filter((_, i) => terms[i]!.length === 0).map(({ layer: { kind } }) => kind);
        const ignored = [...new Set(passed.filter(kind => counted.has(kind)))];
        return { ...rowOf(tool, terms.flat(), { report, batch }), ignored };
      }),
    ],
  };
}

/** Samples of an input; its first axis is one where its layers take no fewer axes. */
function batchOf(steps: readonly Step[], inputShape: Shape): number {
  for (const { work } of steps) {
    if ('conv' in work) return work.conv.batch;
    if ('axes' in work) return work.outputShape.length === work.axes.length + 1 ? 1 : work.outputShape[0]!;
  }
  return inputShape.length > 1 ? inputShape[0]! : 1;
}

function rowOf(
  tool: Tool,
  terms: readonly Term[],
  { report, batch }: { report: CostReport; batch: number },
): Omit<ConventionRow, 'ignored'> {
  const { totals } = report;
  const sum = sumOf(terms);
  const isShared = tool.oneImage === true && batch > 1;
  const value = isShared ? sum.value / batch : sum.value;
  const why = terms.flatMap(term => (term.why === undefined || term.value === 0 ? [] : [term.why]));
  return {
    tool: tool.name,
    version: tool.version,
    metric: tool.metric,
    value,
    params: tool.params === 'all' ? totals.params : null,
    formula: isShared ? `(${sum.formula}) / ${batch}` : sum.formula,
    ...agreementOf(value, totals.macs),
    why: [...new Set(why), ...(isShared ? [`one image counts, not the batch of ${batch}`] : [])],
    source: tool.source,
  };
}
