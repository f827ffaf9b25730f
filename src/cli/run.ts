import { basename, dirname, extname, join, resolve } from 'node:path';
import type { Kernel } from '../kernel';
import { NodeKernel } from '../kernel/node';
import { formatIpynb, type Notebook } from '../notebook';
import { CliError } from './errors';
import { checkWritable, replaceFile } from './files';
import { readNotebook } from './notebookFile';
import { OutputPrinter, type Terminal } from './outputPrinter';
import { runnableCells, runNotebook } from './runNotebook';

export interface RunRequest {
  notebooks: readonly string[];
  output?: string;
  keepGoing: boolean;
}

/**
 * Runs notebooks one after the other, each in a kernel of its own in the notebook's folder.
 *
 * @returns whether all of them succeeded
 * @throws CliError for a file that cannot be read, run or written; all are looked at before the first one runs
 */
export async function run(
  { notebooks, output, keepGoing }: RunRequest,
  terminal: Terminal,
): Promise<boolean> {
  const opened = [];
  for (const path of notebooks) {
    opened.push({ path, folder: dirname(resolve(path)), notebook: await openNotebook(path) });
  }
  const target = await openOutput(output);
  const stop = new AbortController();
  let succeeded = true;
  for (const one of opened) {
    if (stop.signal.aborted || (!succeeded && !keepGoing)) break;
    const finished = await runOne({ ...one, keepGoing, stop, terminal });
    if (target !== undefined) await replaceFile(target, formatIpynb(one.notebook));
    succeeded &&= finished;
  }
  return succeeded;
}

/** The whole path of the file to write, once it is known that it can be written. */
async function openOutput(output: string | undefined): Promise<string | undefined> {
  if (output === undefined) return undefined;
  if (extname(output) !== '.ipynb') {
    throw new CliError('cli/file-type', `--output ${output} must end in .ipynb: other files hold no outputs`);
  }
  await checkWritable(output);
  return resolve(output);
}

async function openNotebook(path: string): Promise<Notebook> {
  const notebook = await readNotebook(path);
  try {
    runnableCells(notebook);
  } catch (error) {
    if (error instanceof CliError) throw new CliError(error.code, `${path}: ${error.message}`);
    throw error;
  }
  return notebook;
}

interface OneRun {
  path: string;
  folder: string;
  notebook: Notebook;
  keepGoing: boolean;
  stop: AbortController;
  terminal: Terminal;
}

async function runOne({ path, folder, notebook, keepGoing, stop, terminal }: OneRun): Promise<boolean> {
  process.chdir(folder); // for files that cells open; a worker thread has no working folder of its own
  const kernel = new NodeKernel({
    name: basename(path),
    cwd: folder,
    workerPath: join(__dirname, 'kernel.js'),
  });
  const release = interruptOnCtrlC(kernel, stop);
  try {
    return await runNotebook(notebook, {
      kernel,
      printer: new OutputPrinter(terminal),
      keepGoing,
      signal: stop.signal,
      onCell: (number, count) => {
        if (terminal.stderr.isTTY) terminal.stderr.write(`[${number}/${count}] ${path}\n`);
      },
    });
  } finally {
    release();
    await kernel.dispose();
  }
}

/** Ctrl+C cuts the cell off and lets no other begin; a second one, when that did not help, ends the process. */
function interruptOnCtrlC(kernel: Kernel, stop: AbortController): () => void {
  const onSignal = () => {
    process.off('SIGINT', onSignal);
    stop.abort();
    void kernel.interrupt();
  };
  process.on('SIGINT', onSignal);
  return () => process.off('SIGINT', onSignal);
}
