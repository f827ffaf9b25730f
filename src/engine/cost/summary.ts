import { asLayer, type Model } from '../layers/sequential';
import { countParams } from './count';
import { layersOf } from '../model/steps';
import type { LayerSummary } from './types';

/**
 * What a layer or model is made of, without an input: settings, weights and parameters, biases among them.
 *
 * @throws ArgumentError `layers/not-a-layer`
 */
export function summary(model: Model): LayerSummary {
  const layer = asLayer('summary', model);
  const rows = layersOf(layer).map(({ name, layer: part }) => {
    const params = countParams(part, { bias: true });
    return {
      name,
      kind: part.kind,
      settings: Object.entries(part.settings)
        .map(([setting, value]) => `${setting} ${value}`)
        .join(', '),
      weightShape: part.parameters()['weight']?.shape ?? [],
      params: params.value,
      formula: params.formula,
    };
  });
  return { kind: 'layers', title: layer.kind, rows, params: rows.reduce((sum, row) => sum + row.params, 0) };
}
