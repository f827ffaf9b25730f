import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { kernelspecName } from '../../src/extension/kernelspec';
import { EXTENSION_ID } from '../../src/extension/manifest';
import { CELL_LANGUAGE_ID, convbookMetadata, languageMetadata, parseIpynb } from '../../src/notebook';
import { freshFile, openNotebook, read, runAll, runCell, texts } from './support/notebooks';
import { stub } from './support/stub';
import { until } from './support/until';

function activeNotebook(): vscode.NotebookDocument {
  const notebook = vscode.window.activeNotebookEditor?.notebook;
  if (!notebook) throw new Error('no notebook is active');
  return notebook;
}

export default function notebooksSuite(): void {
  test('New Notebook opens an untitled notebook with a hint and a first cell that runs', async () => {
    await vscode.commands.executeCommand('convbook.newNotebook');
    const notebook = activeNotebook();
    assert.ok(notebook.isUntitled);
    assert.equal(kernelspecName(notebook), 'convbook');
    assert.deepEqual(
      notebook.getCells().map(cell => cell.document.languageId),
      ['markdown', CELL_LANGUAGE_ID],
    );
    await runCell(notebook, 1);
    assert.equal(notebook.cellAt(1).executionSummary?.success, true);
  });

  test('a saved notebook keeps TypeScript as its language and ours on its cells', async () => {
    const notebook = await openNotebook('1');
    const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, '2', CELL_LANGUAGE_ID);
    const edit = new vscode.WorkspaceEdit();
    edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(1, [cell])]);
    assert.ok(await vscode.workspace.applyEdit(edit));
    assert.ok(await notebook.save());
    const saved = parseIpynb(await read(notebook.uri));
    assert.deepEqual(saved.metadata, convbookMetadata());
    assert.deepEqual(saved.cells[1]?.metadata, languageMetadata(CELL_LANGUAGE_ID));
  });

  test('Open Sample Notebook opens a copy of the chosen sample, with its outputs, that runs without an error', async () => {
    stub(vscode.window, 'showQuickPick', async (items: Thenable<{ label: string; file: vscode.Uri }[]>) => {
      const samples = await items;
      for (const { label } of samples) assert.doesNotMatch(label, /^$|\.ipynb$/);
      return samples[0];
    });
    await vscode.commands.executeCommand('convbook.openSample');
    const notebook = activeNotebook();
    assert.ok(notebook.isUntitled);
    assert.notEqual(
      notebook
        .getCells()
        .flatMap(cell => texts(cell))
        .join(''),
      '',
    );
    await runAll(notebook);
    const code = notebook.getCells().filter(cell => cell.kind === vscode.NotebookCellKind.Code);
    await until('every cell ran', () => code.every(cell => cell.executionSummary?.success === true));
  });

  test('the samples are readable notebooks for the kernel convbook', async () => {
    const extension = vscode.extensions.getExtension(EXTENSION_ID);
    const folder = vscode.Uri.joinPath(extension?.extensionUri ?? freshFile(''), 'media/notebooks');
    for (const [name] of await vscode.workspace.fs.readDirectory(folder)) {
      const { metadata } = parseIpynb(await read(vscode.Uri.joinPath(folder, name)));
      assert.equal(kernelspecName({ metadata: { metadata } }), 'convbook', name);
    }
  });
}
