import { conversionTable, Layer, summary, type Conversion } from '../../engine';
import {
  COST_MIME,
  costHtml,
  costText,
  parseCostPayload,
  type CostPayload,
  type MimeBundle,
} from '../../view';

const TABLES: readonly unknown[] = [
  'cost',
  'comparison',
  'layers',
  'conventions',
  'trace',
] satisfies CostPayload['kind'][];

/** Runs of a trace that an output has rows for: more would fill a notebook and nobody's screen. */
const MOST_RUNS = 100;

/**
 * The bundle of what is shown as a cost table: a layer, a model, or what `cost`, `compare`, `convert`,
 * `conventions` and `trace` return.
 */
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
    // A trace's result may be anything, and is none of its table.
    const table = JSON.stringify({ ...value, result: undefined, version: 1 });
    const payload = parseCostPayload(JSON.parse(table));
    return payload.kind === 'trace' ? { ...payload, rows: payload.rows.slice(0, MOST_RUNS) } : payload;
  } catch {
    return undefined;
  }
}

function isLayerList(value: unknown): value is Layer[] {
  return Array.isArray(value) && value.length > 0 && value.every(item => item instanceof Layer);
}
