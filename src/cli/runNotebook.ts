import { CELL_LANGUAGE_ID, cellLanguage, convbookMetadata, type CodeCell, type Notebook } from '../notebook';
import type { CellLanguage, Kernel } from '../kernel';
import { CliError } from './errors';
import { OutputCollector } from './outputCollector';
import type { OutputPrinter } from './outputPrinter';

export interface RunOptions {
  kernel: Kernel;
  printer: OutputPrinter;
  /** Runs the cells after a failed one too. */
  keepGoing: boolean;
  /** Aborted when the user wants no further cell. */
  signal: AbortSignal;
  /** Called before each cell, with its number from 1 and how many there are. */
  onCell(number: number, count: number): void;
}

const LANGUAGES: Record<string, CellLanguage> = {
  [CELL_LANGUAGE_ID]: 'typescript',
  typescript: 'typescript',
  javascript: 'javascript',
};

/** Jupyter's tag for a cell that is there to fail. */
const RAISES_EXCEPTION = 'raises-exception';

/** A code cell with something in it, and its language. */
interface RunnableCell {
  cell: CodeCell;
  language: CellLanguage;
}

/**
 * The cells that a run goes through; blank ones are passed over.
 *
 * @throws CliError `cli/language` for a cell in a language that the kernel does not speak
 */
export function runnableCells(notebook: Notebook): RunnableCell[] {
  return notebook.cells.flatMap((cell, index) => {
    if (cell.type !== 'code' || cell.source.trim() === '') return [];
    const name = cellLanguage(notebook, cell);
    const language = LANGUAGES[name];
    if (!language) {
      throw new CliError(
        'cli/language',
        `cells[${index}] is in ${name}; Convbook runs TypeScript and JavaScript`,
      );
    }
    return [{ cell, language }];
  });
}

/**
 * Runs the code cells of `notebook` in order, and puts their outputs and counts into it in the place of the old
 * ones. Stops at the first cell that fails, unless it is tagged `raises-exception`.
 *
 * @returns whether every cell that was not to fail succeeded
 * @throws CliError `cli/language`, before anything runs
 */
export async function runNotebook(notebook: Notebook, options: RunOptions): Promise<boolean> {
  const cells = runnableCells(notebook);
  prepare(notebook);
  const collector = new OutputCollector();
  let succeeded = true;
  for (const [index, runnable] of cells.entries()) {
    if (options.signal.aborted) return false;
    options.onCell(index + 1, cells.length);
    const failed = await runCell({ ...runnable, executionCount: index + 1, collector }, options);
    if (failed) succeeded = false;
    if (failed && !options.keepGoing) return false;
  }
  return succeeded && !options.signal.aborted;
}

/** Takes away what an earlier run has left, and names the kernel of this one. */
function prepare(notebook: Notebook): void {
  Object.assign(notebook.metadata, convbookMetadata());
  for (const cell of notebook.cells) {
    if (cell.type !== 'code') continue;
    cell.outputs = [];
    cell.executionCount = null;
  }
}

interface CellRun extends RunnableCell {
  executionCount: number;
  collector: OutputCollector;
}

async function runCell(run: CellRun, { kernel, printer }: RunOptions): Promise<boolean> {
  const { cell, language, executionCount, collector } = run;
  cell.executionCount = executionCount;
  collector.begin(cell.outputs);
  const { error } = await kernel.execute({
    code: cell.source,
    language,
    executionCount,
    onOutput: output => {
      collector.add(output);
      printer.print(output);
    },
  });
  if (error) collector.addError(error);
  printer.end(error);
  return error !== null && !mayRaise(cell);
}

function mayRaise(cell: CodeCell): boolean {
  const tags = cell.metadata['tags'];
  return Array.isArray(tags) && tags.includes(RAISES_EXCEPTION);
}
