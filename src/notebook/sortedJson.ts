/**
 * JSON as Jupyter writes a notebook: keys sorted at every level, one space of indent a level. Written out here
 * because `JSON.stringify` puts keys that look like numbers first, whatever order they were given in.
 */
export function sortedJson(value: unknown, indent = ''): string {
  if (typeof value !== 'object' || value === null) return JSON.stringify(value) ?? 'null';
  const inner = `${indent} `;
  const parts = Array.isArray(value)
    ? value.map(item => sortedJson(item, inner))
    : Object.entries(value)
        .filter(([, item]) => item !== undefined)
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([key, item]) => `${JSON.stringify(key)}: ${sortedJson(item, inner)}`);
  const [open, close] = Array.isArray(value) ? '[]' : '{}';
  if (parts.length === 0) return `${open}${close}`;
  return `${open}\n${parts.map(part => `${inner}${part}`).join(',\n')}\n${indent}${close}`;
}
