import * as vscode from 'vscode';
import { parseIpynb } from '../notebook';
import { openUntitledCopy } from './untitledCopy';

interface Sample extends vscode.QuickPickItem {
  file: vscode.Uri;
}

/**
 * Command "Open Sample Notebook": a choice of the notebooks that come with the extension. A sample that lies in
 * the open folder is opened itself; any other as an untitled copy, whose relative paths then start at the open
 * folder, like those of every untitled notebook.
 */
export async function openSample(extensionUri: vscode.Uri): Promise<void> {
  const folder = vscode.Uri.joinPath(extensionUri, 'media', 'notebooks');
  const sample = await vscode.window.showQuickPick(listSamples(folder), {
    title: 'Open Sample Notebook',
    matchOnDetail: true,
  });
  if (!sample) return;
  if (!vscode.workspace.getWorkspaceFolder(sample.file)) {
    await openUntitledCopy(sample.file);
    return;
  }
  await vscode.window.showNotebookDocument(await vscode.workspace.openNotebookDocument(sample.file));
}

async function listSamples(folder: vscode.Uri): Promise<Sample[]> {
  const entries = await vscode.workspace.fs.readDirectory(folder);
  const names = entries.map(([name]) => name).filter(name => name.endsWith('.ipynb'));
  return Promise.all(names.sort().map(name => readSample(vscode.Uri.joinPath(folder, name), name)));
}

async function readSample(file: vscode.Uri, description: string): Promise<Sample> {
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  const introduction = parseIpynb(text).cells.find(cell => cell.type === 'markdown')?.source ?? '';
  return { file, description, ...headingAndParagraph(introduction, description) };
}

/** The first heading of Markdown text as a label, else `otherwise`, and the first paragraph as a detail. */
function headingAndParagraph(markdown: string, otherwise: string): { label: string; detail: string } {
  const blocks = markdown.split(/\n\s*\n/).map(block => block.trim());
  const heading = blocks.find(block => block.startsWith('#'))?.split('\n')[0];
  const paragraph = blocks.find(block => !block.startsWith('#')) ?? '';
  return { label: heading?.replace(/^#+\s*/, '') ?? otherwise, detail: paragraph.replaceAll('\n', ' ') };
}
