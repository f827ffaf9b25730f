import * as vscode from 'vscode';
import type { InspectorEvent, InspectorReply, InspectorRequest } from '../inspector/protocol';
import { inspectorHtml } from './inspectorHtml';
import { parseInspectorRequest } from './inspectorRequest';
import { INSPECTOR_VIEW_TYPE } from './manifest';
import { describeError, type Reporter } from './reporter';
import type { NotebookSession } from './session';
import { TensorSource, type TensorTarget } from './tensorSource';
import { propertyAt } from './unknown';

export interface InspectorContext {
  extensionUri: vscode.Uri;
  reporter: Reporter;
}

/**
 * Opens a panel beside the notebook that shows one live tensor. It asks again after each cell that has run, and
 * shows what went wrong when the kernel was restarted or its notebook closed.
 */
export function openInspector(
  { extensionUri, reporter }: InspectorContext,
  session: NotebookSession,
  target: TensorTarget,
): vscode.WebviewPanel {
  const source = new TensorSource(session, target);
  const panel = createPanel(extensionUri, titleOf(source));
  let open = true;
  const post = (message: InspectorReply | InspectorEvent) => {
    if (open) void panel.webview.postMessage(message); // an answer may come after the panel was closed
  };
  const listeners = vscode.Disposable.from(
    panel.webview.onDidReceiveMessage(async (message: unknown) => {
      const id = propertyAt(message, 'id');
      if (typeof id !== 'number') {
        return reporter.log(new Error('the tensor inspector sent a message without an id'));
      }
      post(await answer(source, id, message));
      if (open) panel.title = titleOf(source);
    }),
    session.onDidChange(() => post({ type: 'refresh' })),
  );
  panel.onDidDispose(() => {
    open = false;
    listeners.dispose();
  });
  panel.webview.html = inspectorHtml(panel.webview, extensionUri);
  return panel;
}

function titleOf({ name }: TensorSource): string {
  return `Inspect: ${name ?? 'Tensor'}`;
}

function createPanel(extensionUri: vscode.Uri, title: string): vscode.WebviewPanel {
  const place = { viewColumn: vscode.ViewColumn.Beside, preserveFocus: true };
  return vscode.window.createWebviewPanel(INSPECTOR_VIEW_TYPE, title, place, {
    enableScripts: true,
    localResourceRoots: [vscode.Uri.joinPath(extensionUri, 'dist')],
    retainContextWhenHidden: true, // the sliders keep their places behind another tab
  });
}

/** Answers a request exactly once; a failure travels as data, so the webview never waits for ever. */
async function answer(source: TensorSource, id: number, message: unknown): Promise<InspectorReply> {
  try {
    return { type: 'reply', id, result: await handle(source, parseInspectorRequest(message, id)) };
  } catch (error) {
    return { type: 'reply', id, error: describeError(error) };
  }
}

function handle(source: TensorSource, request: InspectorRequest): Promise<unknown> {
  switch (request.call) {
    case 'tensor/open':
      return source.open();
    case 'tensor/plane':
      return source.plane(request.params);
  }
}
