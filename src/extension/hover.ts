import * as vscode from 'vscode';
import { CELL_LANGUAGE_ID } from '../notebook';
import type { Reference } from '../reference/reference';
import { isConvbookNotebook } from './kernelspec';
import { NOTEBOOK_TYPE } from './manifest';
import type { Reporter } from './reporter';

/** Shows what the reference says of a name of the API when the pointer rests on it in a cell. */
export function registerHover(extensionUri: vscode.Uri, reporter: Reporter): vscode.Disposable {
  let reference: Promise<Map<string, vscode.MarkdownString>> | undefined;
  const selector = [CELL_LANGUAGE_ID, 'typescript', 'javascript'].map(language => ({
    notebookType: NOTEBOOK_TYPE,
    language,
  }));
  return vscode.languages.registerHoverProvider(selector, {
    async provideHover(document, position) {
      const range = nameAt(document, position);
      if (!range || !isConvbookCell(document)) return undefined;
      reference ??= readReference(extensionUri);
      try {
        const shown = (await reference).get(document.getText(range));
        return shown && new vscode.Hover(shown, range);
      } catch (error) {
        reference = undefined;
        reporter.log(error);
        return undefined;
      }
    },
  });
}

/** A name that may be one of the API's: no property of something else, and none that the cell declares itself. */
function nameAt(document: vscode.TextDocument, position: vscode.Position): vscode.Range | undefined {
  const range = document.getWordRangeAtPosition(position, /[A-Za-z_$][\w$]*/);
  if (!range) return undefined;
  const before = document.lineAt(range.start.line).text.slice(0, range.start.character);
  if (/[^.]\.\s*$/.test(before)) return undefined;
  const name = document.getText(range).replaceAll('$', '\\$');
  const declared = new RegExp(`\\b(?:const|let|var|function|class)\\s+${name}(?![\\w$])`);
  return declared.test(document.getText()) ? undefined : range;
}

/** Plain TypeScript and JavaScript cells may belong to the notebook of another kernel. */
function isConvbookCell(document: vscode.TextDocument): boolean {
  if (document.languageId === CELL_LANGUAGE_ID) return true;
  const notebook = vscode.workspace.notebookDocuments.find(({ uri }) => uri.path === document.uri.path);
  return notebook !== undefined && isConvbookNotebook(notebook);
}

async function readReference(extensionUri: vscode.Uri): Promise<Map<string, vscode.MarkdownString>> {
  const file = vscode.Uri.joinPath(extensionUri, 'dist', 'reference.json');
  const text = new TextDecoder().decode(await vscode.workspace.fs.readFile(file));
  const entries = Object.entries(JSON.parse(text) as Reference); // the build wrote it
  return new Map(
    entries.map(([name, entry]) => [
      name,
      new vscode.MarkdownString().appendCodeblock(entry.code, 'typescript').appendMarkdown(entry.text),
    ]),
  );
}
