import * as vscode from 'vscode';
import { stub } from './stub';

/** A webview panel without a page: the test speaks for the page. */
export interface FakePanel {
  html: () => string;
  /** What the extension sent to the page. */
  received: Record<string, unknown>[];
  send: (message: unknown) => void;
  close: () => void;
}

/** The next panel that the extension opens is a fake one. */
export function fakeNextPanel(): FakePanel {
  const messages = new vscode.EventEmitter<unknown>();
  const closed = new vscode.EventEmitter<void>();
  const received: Record<string, unknown>[] = [];
  const webview = {
    html: '',
    onDidReceiveMessage: messages.event,
    postMessage: (message: Record<string, unknown>) => Promise.resolve(received.push(message) > 0),
    asWebviewUri: (uri: vscode.Uri) => uri,
  };
  stub(vscode.window, 'createWebviewPanel', () => ({ webview, onDidDispose: closed.event }));
  return {
    html: () => webview.html,
    received,
    send: message => messages.fire(message),
    close: () => closed.fire(),
  };
}
