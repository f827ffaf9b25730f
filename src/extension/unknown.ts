/** The value at a path of property names, or undefined where the path leaves the objects. */
export function propertyAt(value: unknown, ...path: string[]): unknown {
  let at = value;
  for (const name of path) {
    if (typeof at !== 'object' || at === null) return undefined;
    at = (at as Record<string, unknown>)[name]; // any object may be read by name
  }
  return at;
}
