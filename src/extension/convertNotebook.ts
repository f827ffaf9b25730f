import * as vscode from 'vscode';
import { formatIpynb, formatPercent, parseIpynb, parsePercent, type Notebook } from '../notebook';
import { activeNotebook } from './activeNotebook';
import { documentNotebook } from './documentNotebook';

interface Conversion {
  /** Of the file to write. */
  extension: string;
  text: string;
}

/**
 * Command "Convert Notebook...": .ipynb to a percent script beside it, or back. The source is the file chosen in
 * the explorer, else the active notebook or script, with what is not saved yet. The result is opened.
 *
 * @throws NotebookError when the source cannot be read; nothing is written then
 */
export async function convertNotebook(explorerArgument?: unknown): Promise<void> {
  const source = explorerArgument instanceof vscode.Uri ? explorerArgument : activeSource();
  const { extension, text } = await convert(source);
  const target = await chooseTarget(source, extension);
  if (!target) return;
  await vscode.workspace.fs.writeFile(target, new TextEncoder().encode(text));
  await open(target);
}

/** @throws Error when neither a notebook nor a script is active */
function activeSource(): vscode.Uri {
  const script = vscode.window.activeTextEditor?.document;
  const isNotebook = vscode.window.activeNotebookEditor !== undefined;
  return !isNotebook && script?.uri.path.endsWith('.ts') ? script.uri : activeNotebook().uri;
}

async function convert(source: vscode.Uri): Promise<Conversion> {
  if (source.path.endsWith('.ts')) {
    const script = await vscode.workspace.openTextDocument(source);
    return { extension: '.ipynb', text: formatIpynb(parsePercent(script.getText())) };
  }
  return { extension: '.ts', text: formatPercent(await readNotebook(source)) };
}

async function readNotebook(source: vscode.Uri): Promise<Notebook> {
  const opened = vscode.workspace.notebookDocuments.find(({ uri }) => uri.toString() === source.toString());
  if (opened) return documentNotebook(opened);
  return parseIpynb(new TextDecoder().decode(await vscode.workspace.fs.readFile(source)));
}

/** Where to write; undefined when the person would rather not. */
async function chooseTarget(source: vscode.Uri, extension: string): Promise<vscode.Uri | undefined> {
  if (source.scheme === 'untitled') {
    const filters = extension === '.ts' ? { TypeScript: ['ts'] } : { Notebook: ['ipynb'] };
    return vscode.window.showSaveDialog({ title: 'Convert Notebook', filters });
  }
  const target = source.with({ path: source.path.replace(/\.\w+$/, extension) });
  return (await exists(target)) && !(await mayReplace(target)) ? undefined : target;
}

async function exists(file: vscode.Uri): Promise<boolean> {
  try {
    await vscode.workspace.fs.stat(file);
    return true;
  } catch (error) {
    if (error instanceof vscode.FileSystemError && error.code === 'FileNotFound') return false;
    throw error;
  }
}

async function mayReplace(file: vscode.Uri): Promise<boolean> {
  const question = `${vscode.workspace.asRelativePath(file)} exists already.`;
  const answer = await vscode.window.showWarningMessage(question, { modal: true }, 'Replace');
  return answer === 'Replace';
}

async function open(file: vscode.Uri): Promise<void> {
  if (file.path.endsWith('.ts')) await vscode.window.showTextDocument(file);
  else await vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument(file));
}
