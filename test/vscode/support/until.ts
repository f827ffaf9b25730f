const LIMIT_MS = 40_000;
const PAUSE_MS = 20;

/**
 * Waits until `condition` holds; what VS Code shows lags behind what was asked of it.
 *
 * @throws Error naming `what` when it never does
 */
export async function until(what: string, condition: () => boolean): Promise<void> {
  const end = Date.now() + LIMIT_MS;
  while (!condition()) {
    if (Date.now() > end) throw new Error(`waited in vain until ${what}`);
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS));
  }
}
