import { replaceFile } from './files';
import { formOf, readNotebook } from './notebookFile';

/**
 * Writes the notebook in `input` as the kind of file that the name of `output` asks for.
 *
 * @throws CliError `cli/file-type`, `cli/read`, `cli/notebook` or `cli/write`
 */
export async function convert(input: string, output: string): Promise<void> {
  const form = formOf(output);
  await replaceFile(output, form.format(await readNotebook(input)));
}
