import { realpathSync } from 'node:fs';
import { pathToFileURL } from 'node:url';

/**
 * Whether Node was started with this module, rather than another one importing it.
 *
 * @param {string} url the module's `import.meta.url`
 */
export function isMain(url) {
  const script = process.argv[1];
  return script !== undefined && url === pathToFileURL(realpathSync(script)).href;
}
