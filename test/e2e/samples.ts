import { readdirSync } from 'node:fs';
import path from 'node:path';

export const SAMPLES_FOLDER = path.resolve(import.meta.dirname, '../../media/notebooks');

/** The notebooks that are shipped, in the order of their numbers. */
export const SAMPLES = readdirSync(SAMPLES_FOLDER)
  .filter(name => name.endsWith('.ipynb'))
  .sort();
