import * as vscode from 'vscode';
import { isConvbookNotebook } from './kernelspec';
import { CONTROLLER_ID, EXTENSION_ID } from './manifest';

/**
 * Chooses our kernel for each notebook that asks for it by name. VS Code only lists a preferred kernel first: where
 * another extension offers kernels too, the first run would still ask. Once it is chosen for an opened notebook, a
 * person may choose another.
 */
export class KernelSelection implements vscode.Disposable {
  readonly #controller: vscode.NotebookController;
  readonly #done = new WeakSet<vscode.NotebookDocument>();
  readonly #log: (error: unknown) => void;
  readonly #listeners: vscode.Disposable;

  constructor(controller: vscode.NotebookController, log: (error: unknown) => void) {
    this.#controller = controller;
    this.#log = log;
    this.#listeners = vscode.Disposable.from(
      vscode.workspace.onDidOpenNotebookDocument(notebook => this.#prefer(notebook)),
      controller.onDidChangeSelectedNotebooks(({ notebook, selected }) => {
        if (selected) this.#done.add(notebook);
      }),
      vscode.window.onDidChangeVisibleNotebookEditors(editors => this.#selectAll(editors)),
    );
    vscode.workspace.notebookDocuments.forEach(notebook => this.#prefer(notebook));
    this.#selectAll(vscode.window.visibleNotebookEditors);
  }

  dispose(): void {
    this.#listeners.dispose();
  }

  #prefer(notebook: vscode.NotebookDocument): void {
    if (!isConvbookNotebook(notebook)) return;
    this.#controller.updateNotebookAffinity(notebook, vscode.NotebookControllerAffinity.Preferred);
  }

  #selectAll(editors: readonly vscode.NotebookEditor[]): void {
    for (const editor of editors) this.#select(editor).catch(this.#log);
  }

  async #select(notebookEditor: vscode.NotebookEditor): Promise<void> {
    const { notebook } = notebookEditor;
    if (this.#done.has(notebook) || !isConvbookNotebook(notebook)) return;
    const kernel = { notebookEditor, id: CONTROLLER_ID, extension: EXTENSION_ID };
    await vscode.commands.executeCommand('notebook.selectKernel', kernel);
  }
}
