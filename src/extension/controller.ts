import * as vscode from 'vscode';
import { CELL_LANGUAGE_ID } from '../notebook';
import { CONTROLLER_ID, NOTEBOOK_TYPE } from './manifest';
import type { Reporter } from './reporter';
import type { Sessions } from './sessions';

/** The kernel as VS Code lists it. It runs nothing before it is connected. */
export function createController(): vscode.NotebookController {
  const controller = vscode.notebooks.createNotebookController(CONTROLLER_ID, NOTEBOOK_TYPE, 'Convbook');
  controller.description = 'TypeScript with tensors and convolutions';
  controller.supportedLanguages = [CELL_LANGUAGE_ID, 'typescript', 'javascript'];
  controller.supportsExecutionOrder = true;
  return controller;
}

/** Has the controller run and interrupt cells through the notebooks' sessions. */
export function connectController(
  controller: vscode.NotebookController,
  sessions: Sessions,
  reporter: Reporter,
): void {
  controller.executeHandler = (cells, notebook) => sessions.of(notebook).run(cells);
  controller.interruptHandler = async notebook => {
    try {
      await sessions.of(notebook).interrupt();
    } catch (error) {
      reporter.show(error);
    }
  };
}
