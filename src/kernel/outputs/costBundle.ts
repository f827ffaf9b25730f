import { conversionTable, Layer, summary, type Conversion } from '../../engine';
import {
  COST_MIME,
  costHtml,
  costText,
  parseCostPayload,
  type CostPayload,
  type MimeBundle,
} from '../../view';

const TABLES: readonly unknown[] = ['cost', 'comparison', 'layers'] satisfies CostPayload['kind'][];

/** The bundle of what is shown as a cost table: a layer, a model, or what `cost`, `compare` and `convert` return. */
export function costBundle(value: unknown): MimeBundle | undefined {
  const payload = costPayload(value);
  if (!payload) return undefined;
  return {
    [COST_MIME]: JSON.parse(JSON.stringify(payload)) as object,
    'text/html': costHtml(payload),
    'text/plain': costText(payload),
  };
}

/** The table that a value is shown as, if it is. */
function costPayload(value: unknown): CostPayload | undefined {
  if (value instanceof Layer) return { version: 1, ...summary(value) };
  if (isLayerList(value)) return { version: 1, ...summary(value) };
  if (typeof value !== 'object' || value === null || !('kind' in value)) return undefined;
  if (value.kind === 'conversion' && 'layer' in value && value.layer instanceof Layer) {
    return { version: 1, ...conversionTable(value as Conversion) }; // no other object holds both
  }
  return TABLES.includes(value.kind) ? parsedTable(value) : undefined;
}

/** A result of the engine, or undefined for an object of the person's own that only shares its `kind`. */
function parsedTable(value: object): CostPayload | undefined {
  try {
    return parseCostPayload(JSON.parse(JSON.stringify({ ...value, version: 1 })));
  } catch {
    return undefined;
  }
}

function isLayerList(value: unknown): value is Layer[] {
  return Array.isArray(value) && value.length > 0 && value.every(item => item instanceof Layer);
}
