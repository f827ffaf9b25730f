import * as vscode from 'vscode';
import { NotebookSession, type SessionHost } from './session';

/**
 * The session of each open notebook. A notebook takes its kernel with it when its last tab closes: VS Code keeps a
 * document that was opened by an extension for minutes after that, and an endless loop would go on unseen.
 */
export class Sessions implements vscode.Disposable {
  readonly #sessions = new Map<vscode.NotebookDocument, NotebookSession>();
  readonly #host: SessionHost;
  readonly #listeners: vscode.Disposable;

  constructor(host: SessionHost) {
    this.#host = host;
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidCloseNotebookDocument(notebook => this.#close(notebook)),
      vscode.window.tabGroups.onDidChangeTabs(({ closed }) => closed.forEach(tab => this.#closeWithTab(tab))),
      vscode.workspace.onDidChangeNotebookDocument(change => this.#noteCleared(change)),
    );
  }

  /** The notebook's session, made when there is none yet. */
  of(notebook: vscode.NotebookDocument): NotebookSession {
    const known = this.#sessions.get(notebook);
    if (known) return known;
    const session = new NotebookSession(notebook, this.#host);
    this.#sessions.set(notebook, session);
    return session;
  }

  dispose(): void {
    this.#listeners.dispose();
    for (const session of this.#sessions.values()) session.dispose();
    this.#sessions.clear();
  }

  #close(notebook: vscode.NotebookDocument): void {
    this.#sessions.get(notebook)?.dispose();
    this.#sessions.delete(notebook);
  }

  /** A tab that moves to another group is closed and opened: then another one shows the notebook. */
  #closeWithTab({ input }: vscode.Tab): void {
    if (!(input instanceof vscode.TabInputNotebook)) return;
    const uri = input.uri.toString();
    const shown = vscode.window.tabGroups.all.flatMap(group => group.tabs).map(tab => tab.input);
    if (shown.some(other => other instanceof vscode.TabInputNotebook && other.uri.toString() === uri)) return;
    for (const notebook of this.#sessions.keys()) {
      if (notebook.uri.toString() === uri) this.#close(notebook);
    }
  }

  #noteCleared({ notebook, cellChanges }: vscode.NotebookDocumentChangeEvent): void {
    for (const { cell, outputs } of cellChanges) {
      if (outputs?.length === 0) this.#sessions.get(notebook)?.outputsCleared(cell);
    }
  }
}
