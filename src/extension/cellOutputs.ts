import * as vscode from 'vscode';
import type { Output } from '../kernel';
import type { MimeBundle } from '../view';
import { bundleItems, streamItem } from './outputItems';

/** The outputs of a session that can be updated, by display id. One id may stand in several cells. */
export type Displays = Map<string, vscode.NotebookCellOutput[]>;

/** Brings a cell's outputs into the notebook as they come, always by appending. */
export class CellOutputs {
  readonly #execution: () => vscode.NotebookCellExecution;
  readonly #displays: Displays;
  /** VS Code takes edits in order, so the last one to settle is the last one made. */
  #lastEdit: Thenable<void> = Promise.resolve();
  #stream: { name: 'stdout' | 'stderr'; output: vscode.NotebookCellOutput } | undefined;
  #clearBeforeNext = false;

  /** @param execution the cell's execution that is open now */
  constructor(execution: () => vscode.NotebookCellExecution, displays: Displays) {
    this.#execution = execution;
    this.#displays = displays;
  }

  /** @throws Error when VS Code takes no outputs for the cell any more */
  add(output: Output): void {
    if (this.#clearBeforeNext && output.type !== 'update-display') this.#clear();
    switch (output.type) {
      case 'stream':
        return this.#write(output.name, output.text);
      case 'display':
        return this.#display(output.bundle, output.displayId);
      case 'update-display':
        return this.#update(output.bundle, output.displayId);
      case 'result': {
        const metadata = { outputType: 'execute_result', executionCount: output.executionCount };
        return this.append(new vscode.NotebookCellOutput(bundleItems(output.bundle), metadata));
      }
      case 'clear-output':
        this.#clearBeforeNext = output.wait;
        return output.wait ? undefined : this.#clear();
    }
  }

  /** Puts an output behind the others. */
  append(output: vscode.NotebookCellOutput): void {
    this.#stream = undefined;
    this.#lastEdit = this.#execution().appendOutput(output);
  }

  /** The person cleared the cell while it runs: there is no stream output left to append to. */
  forgetStream(): void {
    this.#stream = undefined;
  }

  /** Settles when the notebook holds everything that was added. */
  async flush(): Promise<void> {
    await this.#lastEdit;
  }

  #write(name: 'stdout' | 'stderr', text: string): void {
    const item = streamItem(name, text);
    if (this.#stream?.name === name) {
      this.#lastEdit = this.#execution().appendOutputItems(item, this.#stream.output);
      return;
    }
    const output = new vscode.NotebookCellOutput([item]);
    this.append(output);
    this.#stream = { name, output };
  }

  #display(bundle: MimeBundle, displayId: string | undefined): void {
    // The names are the built-in .ipynb serializer's, which keeps `transient` out of the file.
    const transient = displayId === undefined ? {} : { transient: { display_id: displayId } };
    const output = new vscode.NotebookCellOutput(bundleItems(bundle), {
      outputType: 'display_data',
      ...transient,
    });
    this.append(output);
    if (displayId === undefined) return;
    this.#displays.set(displayId, [...(this.#displays.get(displayId) ?? []), output]);
  }

  #update(bundle: MimeBundle, displayId: string): void {
    for (const output of this.#displays.get(displayId) ?? []) {
      this.#lastEdit = this.#execution().replaceOutputItems(bundleItems(bundle), output);
    }
  }

  #clear(): void {
    this.#clearBeforeNext = false;
    this.#stream = undefined;
    this.#lastEdit = this.#execution().clearOutput();
  }
}
