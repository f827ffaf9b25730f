import type * as vscode from 'vscode';
import type { CellError, Output } from '../kernel';
import { CellOutputs, type Displays } from './cellOutputs';
import { errorOutput } from './outputItems';

/** How long the outputs of a timer that outlives its cell are gathered before they are shown. */
const LATE_OUTPUT_MS = 100;

export interface CellRunHost {
  createExecution(cell: vscode.NotebookCell): vscode.NotebookCellExecution;
  log(error: unknown): void;
}

/** One run of one cell: its figures, and its outputs, which may come later than its end. */
export class CellRun {
  readonly cell: vscode.NotebookCell;
  readonly executionCount: number;
  readonly #host: CellRunHost;
  readonly #outputs: CellOutputs;
  readonly #startTime = Date.now();
  #end: { success: boolean; time: number } | undefined;
  #execution: vscode.NotebookCellExecution | undefined;

  constructor(cell: vscode.NotebookCell, executionCount: number, displays: Displays, host: CellRunHost) {
    this.cell = cell;
    this.executionCount = executionCount;
    this.#host = host;
    this.#outputs = new CellOutputs(() => (this.#execution ??= this.#reopen()), displays);
  }

  /** Shows the cell as running, without the outputs of the run before. */
  async start(): Promise<void> {
    this.#execution = this.#open();
    await this.#execution.clearOutput();
  }

  /** Never throws: whoever writes is the kernel, which can do nothing about a cell that is gone. */
  add(output: Output): void {
    try {
      this.#outputs.add(output);
    } catch (error) {
      this.#host.log(error);
    }
  }

  outputsCleared(): void {
    this.#outputs.forgetStream();
  }

  /** Shows the cell as done, after all its outputs. */
  async end(error: CellError | null): Promise<void> {
    if (error) this.#outputs.append(errorOutput(error));
    this.#end = { success: error === null, time: Date.now() };
    await this.#close();
  }

  #open(): vscode.NotebookCellExecution {
    const execution = this.#host.createExecution(this.cell);
    execution.executionOrder = this.executionCount;
    execution.start(this.#startTime);
    return execution;
  }

  /**
   * VS Code takes outputs only during an execution. What a timer writes after its cell has ended therefore gets a
   * short one of its own, with the figures of the real one.
   */
  #reopen(): vscode.NotebookCellExecution {
    setTimeout(() => void this.#close().catch((error: unknown) => this.#host.log(error)), LATE_OUTPUT_MS);
    return this.#open();
  }

  async #close(): Promise<void> {
    const execution = this.#execution;
    try {
      await this.#outputs.flush();
    } finally {
      this.#execution = undefined;
      execution?.end(this.#end?.success, this.#end?.time);
    }
  }
}
