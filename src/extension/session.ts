import * as vscode from 'vscode';
import type { CellLanguage, Kernel } from '../kernel';
import { CellQueue } from './cellQueue';
import type { Displays } from './cellOutputs';
import { CellRun, type CellRunHost } from './cellRun';

/** What a session needs from the extension around it. */
export interface SessionHost extends CellRunHost {
  createKernel(notebook: vscode.NotebookDocument): Kernel;
  /** Shows an error of which no cell can tell. */
  show(error: unknown): void;
}

/** One notebook with its kernel, which starts with the first cell that runs. */
export class NotebookSession implements vscode.Disposable {
  readonly notebook: vscode.NotebookDocument;
  readonly #host: SessionHost;
  readonly #queue: CellQueue<vscode.NotebookCell>;
  readonly #changed = new vscode.EventEmitter<void>();
  readonly #displays: Displays = new Map();
  #kernel: Kernel | undefined;
  /** Zero while the kernel holds no state. */
  #executionCount = 0;
  #running: CellRun | undefined;
  #closed = false;

  /** A cell has run, or the kernel has lost its state: its variables may be others. */
  readonly onDidChange = this.#changed.event;

  constructor(notebook: vscode.NotebookDocument, host: SessionHost) {
    this.notebook = notebook;
    this.#host = host;
    this.#queue = new CellQueue(cell => this.#runCell(cell));
  }

  /**
   * The kernel with the variables of the cells that have run.
   *
   * @throws Error when no cell has run since the kernel started, or the notebook is closed
   */
  requireKernel(): Kernel {
    if (this.#closed) throw new Error('The notebook is closed, and its kernel ended.');
    if (this.#kernel && this.#executionCount > 0) return this.#kernel;
    throw new Error('The kernel of this notebook has no variables. Run its cells and try again.');
  }

  run(cells: readonly vscode.NotebookCell[]): Promise<void> {
    return this.#queue.run(cells);
  }

  /** Cuts the running cell off and drops those that wait. */
  async interrupt(): Promise<void> {
    this.#queue.drop();
    if (!this.#kernel) return;
    const { stateKept } = await this.#kernel.interrupt();
    if (stateKept) return;
    this.#forgetState();
    const lost = 'The cell could only be stopped by restarting the kernel: its variables are gone.';
    void vscode.window.showWarningMessage(`${lost} Run the cells above again.`);
  }

  /** Ends the running cell with an error and starts over without variables. */
  async restart(): Promise<void> {
    this.#queue.drop();
    await this.#kernel?.restart();
    this.#forgetState();
  }

  /** Somebody cleared the outputs of a cell, perhaps of the running one. */
  outputsCleared(cell: vscode.NotebookCell): void {
    if (this.#running?.cell === cell) this.#running.outputsCleared();
  }

  dispose(): void {
    this.#closed = true;
    this.#queue.drop();
    this.#changed.fire();
    this.#changed.dispose();
    this.#kernel?.dispose().catch((error: unknown) => this.#host.log(error));
  }

  #forgetState(): void {
    this.#executionCount = 0;
    this.#displays.clear();
    this.#changed.fire();
  }

  /** Never rejects: a cell or notebook that vanishes while it runs ends the run, and nothing else. */
  async #runCell(cell: vscode.NotebookCell): Promise<boolean> {
    if (isGone(cell)) return false;
    try {
      return await this.#execute(cell);
    } catch (error) {
      if (isGone(cell)) this.#host.log(error);
      else this.#host.show(error);
      return false;
    } finally {
      this.#running = undefined;
      this.#changed.fire();
    }
  }

  async #execute(cell: vscode.NotebookCell): Promise<boolean> {
    this.#kernel ??= this.#host.createKernel(this.notebook);
    const run = new CellRun(cell, ++this.#executionCount, this.#displays, this.#host);
    await run.start();
    this.#running = run;
    const { error } = await this.#kernel.execute({
      code: cell.document.getText(),
      language: languageOf(cell),
      executionCount: run.executionCount,
      onOutput: output => run.add(output),
    });
    await run.end(error);
    return error === null;
  }
}

function isGone(cell: vscode.NotebookCell): boolean {
  return cell.notebook.isClosed || cell.index < 0;
}

function languageOf(cell: vscode.NotebookCell): CellLanguage {
  return cell.document.languageId === 'javascript' ? 'javascript' : 'typescript';
}
