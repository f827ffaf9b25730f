import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { parseIpynb } from '../../src/notebook';
import { freshFile, ipynbText, openNotebook, read, write } from './support/notebooks';
import { stub } from './support/stub';

const CELLS = ['# Title\n\nText with `code`.', 'const a = 1;\n\na', '// %% looks like a mark', ''];

function sibling(file: vscode.Uri, extension: string): vscode.Uri {
  return file.with({ path: file.path.replace(/\.\w+$/, extension) });
}

async function cellsOf(file: vscode.Uri): Promise<[string, string][]> {
  return parseIpynb(await read(file)).cells.map(({ type, source }) => [type, source]);
}

/** Collects the errors that are shown, instead of showing them. */
function shownErrors(): string[] {
  const messages: string[] = [];
  stub(vscode.window, 'showErrorMessage', (message: string) => void messages.push(message));
  return messages;
}

export default function convertNotebookSuite(): void {
  test('a notebook becomes a script and back without loss of texts and cell kinds', async () => {
    const original = freshFile('.ipynb');
    await write(original, ipynbText(CELLS));
    await vscode.commands.executeCommand('convbook.convertNotebook', original);
    const script = sibling(original, '.ts');
    assert.equal(vscode.window.activeTextEditor?.document.uri.toString(), script.toString());

    const moved = freshFile('.ts');
    await vscode.workspace.fs.copy(script, moved);
    await vscode.commands.executeCommand('convbook.convertNotebook', moved);
    const back = sibling(moved, '.ipynb');
    assert.equal(vscode.window.activeNotebookEditor?.notebook.uri.toString(), back.toString());
    assert.deepEqual(await cellsOf(back), await cellsOf(original));
  });

  test('the active notebook is converted with what is not saved yet', async () => {
    const notebook = await openNotebook('const saved = 1;');
    const edit = new vscode.WorkspaceEdit();
    edit.insert(notebook.cellAt(0).document.uri, new vscode.Position(0, 0), 'const typed = 2;\n');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await vscode.commands.executeCommand('convbook.convertNotebook');
    assert.match(await read(sibling(notebook.uri, '.ts')), /const typed = 2;\nconst saved = 1;/);
  });

  for (const [answer, expected] of [
    [undefined, 'mine'],
    ['Replace', '// %%'],
  ] as const) {
    test(`an existing file is ${answer ? 'replaced when the answer is Replace' : 'kept when there is no answer'}`, async () => {
      const original = freshFile('.ipynb');
      await write(original, ipynbText(['1']));
      await write(sibling(original, '.ts'), 'mine');
      stub(vscode.window, 'showWarningMessage', () => Promise.resolve(answer));
      await vscode.commands.executeCommand('convbook.convertNotebook', original);
      assert.ok((await read(sibling(original, '.ts'))).includes(expected));
    });
  }

  test('an unreadable notebook is refused with the reason, and nothing is written', async () => {
    const file = freshFile('.ipynb');
    await write(file, '{"cells": 3}');
    const errors = shownErrors();
    await vscode.commands.executeCommand('convbook.convertNotebook', file);
    assert.equal(errors.length, 1);
    assert.match(errors[0] ?? '', /\(notebook\//);
    await assert.rejects(Promise.resolve(vscode.workspace.fs.stat(sibling(file, '.ts'))));
  });
}
