import { randomUUID } from 'node:crypto';
import { access, constants, readFile, realpath, rename, rm, stat, writeFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { CliError } from './errors';

/** @throws CliError `cli/read`, naming the file and the reason */
export async function readText(path: string): Promise<string> {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(await readFile(path));
  } catch (error) {
    throw new CliError('cli/read', `${path} cannot be read: ${reasonOf(error)}`);
  }
}

/**
 * Checks that `path` can be written later, so that long work is not done in vain.
 *
 * @throws CliError `cli/write`
 */
export async function checkWritable(path: string): Promise<void> {
  try {
    await access(dirname(await targetOf(path)), constants.W_OK);
  } catch (error) {
    throw new CliError('cli/write', `${path} cannot be written: ${reasonOf(error)}`);
  }
}

/**
 * Puts `text` in the place of whatever `path` holds. The old file stays whole until the new one is complete,
 * and a link stays a link.
 *
 * @throws CliError `cli/write`
 */
export async function replaceFile(path: string, text: string): Promise<void> {
  try {
    const target = await targetOf(path);
    const temporary = join(dirname(target), `.${basename(target)}.${randomUUID()}`);
    const mode = await stat(target).then(
      found => found.mode,
      () => undefined,
    );
    try {
      await writeFile(temporary, text, mode === undefined ? {} : { mode: mode & 0o777 });
      await rename(temporary, target);
    } finally {
      await rm(temporary, { force: true });
    }
  } catch (error) {
    throw new CliError('cli/write', `${path} cannot be written: ${reasonOf(error)}`);
  }
}

async function targetOf(path: string): Promise<string> {
  return realpath(path).catch(() => path);
}

/** Node's messages end in the call and the path: `ENOENT: no such file or directory, open 'a.ipynb'`. */
function reasonOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message.replace(/, \w+ '.*$/s, '');
}
