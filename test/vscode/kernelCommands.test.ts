import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { INSPECTOR_VIEW_TYPE } from '../../src/extension/manifest';
import { CELL_LANGUAGE_ID } from '../../src/notebook';
import { openNotebook, runAll, runCell } from './support/notebooks';
import { stub } from './support/stub';
import { until } from './support/until';

interface Item {
  label: string;
}

/** Answers each quick pick with its first item and keeps the labels that were offered. */
function pickFirst(): string[][] {
  const offered: string[][] = [];
  stub(vscode.window, 'showQuickPick', async (items: Item[] | Thenable<Item[]>) => {
    const list = await items;
    offered.push(list.map(({ label }) => label));
    return list[0];
  });
  return offered;
}

function shownErrors(): string[] {
  const messages: string[] = [];
  stub(vscode.window, 'showErrorMessage', (message: string) => void messages.push(message));
  return messages;
}

/** The titles of the inspector panels that are open. */
function inspectorLabels(): string[] {
  const tabs = vscode.window.tabGroups.all.flatMap(group => group.tabs);
  const isInspector = ({ input }: vscode.Tab) =>
    input instanceof vscode.TabInputWebview && input.viewType.includes(INSPECTOR_VIEW_TYPE);
  return tabs.filter(isInspector).map(({ label }) => label);
}

export default function kernelCommandsSuite(): void {
  test('Convert Layer inserts a cell below with the code, and the cell runs', async () => {
    const notebook = await openNotebook(
      'const layer = new Conv2d({ in: 4, out: 6, kernel: 3 }); const other = zeros([2]);',
      '# After',
    );
    await runCell(notebook, 0);
    const offered = pickFirst();
    stub(vscode.window, 'showInputBox', ({ value }: vscode.InputBoxOptions) => Promise.resolve(value));
    await vscode.commands.executeCommand('convbook.convertLayer');
    assert.deepEqual(offered[0], ['layer']);
    assert.equal(notebook.cellCount, 3);
    const inserted = notebook.cellAt(1);
    assert.equal(inserted.document.languageId, CELL_LANGUAGE_ID);
    assert.match(inserted.document.getText(), /layer/);
    await runCell(notebook, 1);
    assert.equal(inserted.executionSummary?.success, true);
  });

  test('Convert Layer says what to do when there is no layer', async () => {
    const notebook = await openNotebook('const n = 1;');
    await runAll(notebook);
    const errors = shownErrors();
    await vscode.commands.executeCommand('convbook.convertLayer');
    assert.match(errors.join(), /no layer/);
  });

  test('Inspect Tensor offers the tensors and opens a panel beside', async () => {
    const notebook = await openNotebook('const picture = randn([1, 3, 8, 8], { seed: 1 }); const n = 1;');
    await runAll(notebook);
    const offered = pickFirst();
    await vscode.commands.executeCommand('convbook.inspectTensor');
    assert.deepEqual(offered, [['picture']]);
    await until('the panel is shown', () => inspectorLabels().join() === 'Inspect: picture');
  });

  test('commands that need a kernel say so when no cell has run', async () => {
    await openNotebook('1');
    const errors = shownErrors();
    await vscode.commands.executeCommand('convbook.inspectTensor');
    await vscode.commands.executeCommand('convbook.convertLayer');
    assert.equal(errors.length, 2);
    for (const error of errors) assert.match(error, /no variables.*Run its cells/);
  });

  test('commands that need a notebook say so when none is active', async () => {
    const errors = shownErrors();
    await vscode.commands.executeCommand('convbook.restartKernel');
    assert.match(errors.join(), /No notebook is active/);
  });
}
