import * as path from 'node:path';
import { homedir } from 'node:os';
import * as vscode from 'vscode';
import { NodeKernel } from '../kernel/node';
import { activeNotebook } from './activeNotebook';
import { registerCommands } from './commands';
import { connectController, createController } from './controller';
import { convertLayer } from './convertLayer';
import { convertNotebook } from './convertNotebook';
import { registerHover } from './hover';
import { KernelSelection } from './kernelSelection';
import { inspectTensor } from './inspectTensor';
import { newNotebook } from './newNotebook';
import { listenToTensorRenderer } from './rendererMessages';
import { Reporter } from './reporter';
import { openSample } from './samples';
import { Sessions } from './sessions';

export function activate({ extensionUri, subscriptions }: vscode.ExtensionContext): void {
  const reporter = new Reporter();
  const controller = createController();
  const sessions = new Sessions({
    createKernel: notebook => createKernel(notebook, extensionUri),
    createExecution: cell => controller.createNotebookCellExecution(cell),
    log: error => reporter.log(error),
    show: error => reporter.show(error),
  });
  const inspectors = { extensionUri, reporter };
  const handlers = {
    'convbook.newNotebook': () => newNotebook(extensionUri),
    'convbook.openSample': () => openSample(extensionUri),
    'convbook.restartKernel': (toolbar: unknown) => sessions.of(activeNotebook(toolbar)).restart(),
    'convbook.inspectTensor': () => inspectTensor(inspectors, sessions),
    'convbook.convertNotebook': (resource: unknown) => convertNotebook(resource),
    'convbook.convertLayer': () => convertLayer(sessions),
  };
  connectController(controller, sessions, reporter);
  subscriptions.push(
    reporter,
    controller,
    sessions,
    new KernelSelection(controller, error => reporter.log(error)),
    registerCommands(handlers, reporter),
    listenToTensorRenderer(inspectors, sessions),
    registerHover(extensionUri, reporter),
  );
}

function createKernel(notebook: vscode.NotebookDocument, extensionUri: vscode.Uri): NodeKernel {
  return new NodeKernel({
    name: path.posix.basename(notebook.uri.path),
    cwd: folderOf(notebook),
    workerPath: vscode.Uri.joinPath(extensionUri, 'dist', 'kernel.js').fsPath,
  });
}

/** Where relative paths in cells start: the notebook's folder, for an unsaved one the open folder or the home. */
function folderOf({ uri, isUntitled }: vscode.NotebookDocument): string {
  if (!isUntitled) return path.dirname(uri.fsPath);
  return vscode.workspace.workspaceFolders?.[0]?.uri.fsPath ?? homedir();
}
