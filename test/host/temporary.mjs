import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/**
 * A new folder of the temporary directory, removed when this process ends unless it is to be kept.
 *
 * @param {string} purpose becomes a part of its name
 * @param {{ keep?: boolean }} [options]
 */
export function temporaryFolder(purpose, { keep = false } = {}) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `convbook-${purpose}-`));
  if (!keep) process.once('exit', () => fs.rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
  return folder;
}
