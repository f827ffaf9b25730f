/** The clock that every host of the engine has: Node, a browser's page and its workers. */
declare const performance: { now(): number };

/** Milliseconds, with fractions, from any start. */
export function now(): number {
  return performance.now();
}
