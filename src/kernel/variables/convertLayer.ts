import {
  ArgumentError,
  convert,
  Layer,
  shapeText,
  type Conversion,
  type ConversionTarget,
} from '../../engine';
import type { KernelCalls, LayerConversionPreview } from '../protocol';
import type { SessionNames } from './names';

/** What the new layer's name ends with, by target. */
const SUFFIXES: Record<ConversionTarget, string> = {
  'depthwise-separable': 'Separable',
  'spatially-separable': 'Spatial',
  flattened: 'Flattened',
  grouped: 'Grouped',
  'low-rank': 'LowRank',
  im2col: 'Im2col',
  dense: 'Dense',
  direct: 'Direct',
  'zero-stuffed': 'ZeroStuffed',
  'phase-split': 'PhaseSplit',
  pointwise: 'Pointwise',
  linear: 'Linear',
  'fold-batchnorm': 'Folded',
  'fuse-branches': 'Fused',
};

/**
 * A cell that converts a layer of the session, headed by what the conversion loses and saves.
 *
 * @throws ArgumentError `call/no-such-layer`, and as `convert`
 * @throws ShapeError as `convert`
 */
export function convertLayerCell(
  { name, target, inputShape, options = {} }: KernelCalls['layer/convert']['params'],
  names: SessionNames,
): LayerConversionPreview {
  const layer = names.read(name);
  if (!(layer instanceof Layer)) {
    throw new ArgumentError(
      'call/no-such-layer',
      `there is no layer named ${name} in this notebook's kernel; run the cell that makes it`,
    );
  }
  const conversion = convert(layer, target as ConversionTarget, { ...options, inputShape }); // convert checks the target
  const converted = unusedName(`${name}${SUFFIXES[conversion.target]}`, names.list());
  const given = Object.entries(options).map(([option, value]) => `, ${option}: ${value}`);
  const settings = `{ inputShape: ${shapeText(inputShape)}${given.join('')} }`;
  const code = [
    ...headerOf(name, conversion),
    `const ${converted} = convert(${name}, '${conversion.target}', ${settings}).layer;`,
    costLine(name, converted, conversion),
  ].join('\n');
  return { code };
}

/** The two side by side where they take the same input. */
function costLine(name: string, converted: string, { inputShape, layerInputShape }: Conversion): string {
  const shape = shapeText(layerInputShape);
  return shape === shapeText(inputShape)
    ? `compare({ ${name}, ${converted} }, ${shape})`
    : `cost(${converted}, ${shape})`;
}

function headerOf(name: string, conversion: Conversion): string[] {
  const { source, layer, target, exact, error, inputShape, before, after, notes = [] } = conversion;
  const lost = exact ? 'none but rounding' : `${(100 * Number(error)).toFixed(2)} %`;
  return [
    `// ${name}: ${source.kind} to ${target} (${layer.kind})${exact ? '' : ', the nearest weights of that form'}`,
    `// weight error: ${lost} (relative Frobenius norm)`,
    ...rankLine(conversion),
    ...notes.map(note => `// ${note}`),
    `// for an input of ${shapeText(inputShape)}:`,
    `//   parameters: ${change(before.params, after.params)}`,
    `//   MACs: ${change(before.macs, after.macs)}`,
  ];
}

function rankLine({ rank, breakEvenRank }: Conversion): string[] {
  if (breakEvenRank === undefined || rank === undefined) return [];
  return [`// rank: ${String(rank)}; up to ${breakEvenRank} there are fewer MACs than before`];
}

/** `9,728 -> 1,347 (13.8 %)` */
function change(before: number, after: number): string {
  const ratio = before > 0 ? ` (${((100 * after) / before).toFixed(1)} %)` : '';
  return `${before.toLocaleString('en')} -> ${after.toLocaleString('en')}${ratio}`;
}

function unusedName(wanted: string, taken: readonly string[]): string {
  let name = wanted;
  for (let count = 2; taken.includes(name); count++) name = `${wanted}${count}`;
  return name;
}
