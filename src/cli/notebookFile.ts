import { extname } from 'node:path';
import {
  formatIpynb,
  formatPercent,
  NotebookError,
  parseIpynb,
  parsePercent,
  type Notebook,
} from '../notebook';
import { CliError } from './errors';
import { readText } from './files';

interface NotebookForm {
  parse(text: string): Notebook;
  format(notebook: Notebook): string;
}

/** How a notebook is kept in a file, by the ending of its name. */
const FORMS: Record<string, NotebookForm> = {
  '.ipynb': { parse: parseIpynb, format: formatIpynb },
  '.ts': { parse: parsePercent, format: formatPercent },
};

/** @throws CliError `cli/file-type` for other endings */
export function formOf(path: string): NotebookForm {
  const form = FORMS[extname(path).toLowerCase()];
  if (!form) {
    throw new CliError(
      'cli/file-type',
      `${path} is no kind of notebook; names end in ${Object.keys(FORMS).join(' or ')}`,
    );
  }
  return form;
}

/** @throws CliError `cli/file-type`, `cli/read`, or `cli/notebook` for a file that holds no readable notebook */
export async function readNotebook(path: string): Promise<Notebook> {
  const form = formOf(path);
  const text = await readText(path);
  try {
    return form.parse(text);
  } catch (error) {
    if (error instanceof NotebookError) throw new CliError('cli/notebook', `${path}: ${error.message}`);
    throw error;
  }
}
