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
const SUFFIXES: Record<ConversionTarget, string> = { 'depthwise-separable': 'Separable' };

/**
 * A cell that converts a layer of the session, headed by what the conversion loses and saves.
 *
 * @throws ArgumentError `call/no-such-layer`, and as `convert`
 * @throws ShapeError as `convert`
 */
export function convertLayerCell(
  { name, target, inputShape }: KernelCalls['layer/convert']['params'],
  names: SessionNames,
): LayerConversionPreview {
  const layer = names.read(name);
  if (!(layer instanceof Layer)) {
    throw new ArgumentError(
      'call/no-such-layer',
      `there is no layer named ${name} in this notebook's kernel; run the cell that makes it`,
    );
  }
  const conversion = convert(layer, target as ConversionTarget, { inputShape }); // convert checks the target
  const converted = unusedName(`${name}${SUFFIXES[conversion.target]}`, names.list());
  const shape = shapeText(inputShape);
  const code = [
    ...headerOf(name, conversion),
    `const ${converted} = convert(${name}, '${conversion.target}', { inputShape: ${shape} }).layer;`,
    `compare({ ${name}, ${converted} }, ${shape})`,
  ].join('\n');
  return { code };
}

function headerOf(name: string, conversion: Conversion): string[] {
  const { source, layer, target, error, inputShape, before, after } = conversion;
  const percent = `${(100 * error).toFixed(2)} %`;
  return [
    `// ${name}: ${source.kind} to ${target} (${layer.kind}), the nearest weights of that form`,
    `// weight error: ${conversion.exact ? 'none but rounding' : percent} (relative Frobenius norm)`,
    `// for an input of ${shapeText(inputShape)}:`,
    `//   parameters: ${change(before.params, after.params)}`,
    `//   MACs: ${change(before.macs, after.macs)}`,
  ];
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
