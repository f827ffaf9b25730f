import { randomBytes } from 'node:crypto';
import * as vscode from 'vscode';

/** The inspector's page: our one script, and nothing that carries no nonce of this page. */
export function inspectorHtml(webview: vscode.Webview, extensionUri: vscode.Uri): string {
  const nonce = randomBytes(16).toString('base64');
  const script = webview.asWebviewUri(vscode.Uri.joinPath(extensionUri, 'dist', 'inspector.js'));
  const policy = `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="UTF-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Tensor Inspector</title>
</head>
<body><div id="root"></div><script nonce="${nonce}" src="${String(script)}"></script></body>
</html>`;
}
