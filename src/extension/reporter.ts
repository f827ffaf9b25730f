import * as vscode from 'vscode';
import { ConvbookError } from '../engine';

/** What a person reads about an error: its message, and its code when it is one of ours. */
export function describeError(error: unknown): string {
  if (error instanceof ConvbookError) return `${error.message} (${error.code})`;
  return error instanceof Error ? error.message : String(error);
}

/** The one place where errors reach the person, as a message, and the log, in full. */
export class Reporter implements vscode.Disposable {
  readonly #log = vscode.window.createOutputChannel('Convbook', { log: true });

  /** Logs the error and shows it, without waiting for the message to be closed. */
  show(error: unknown): void {
    this.log(error);
    void vscode.window.showErrorMessage(describeError(error));
  }

  /** For what no person can act on. */
  log(error: unknown): void {
    this.#log.error(error instanceof Error ? error : String(error));
  }

  dispose(): void {
    this.#log.dispose();
  }
}
