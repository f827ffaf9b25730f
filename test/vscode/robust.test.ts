import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import {
  closeActiveEditor,
  openNotebook,
  runAll,
  runCell,
  shownError,
  STDOUT,
  texts,
  freshFile,
  write,
} from './support/notebooks';
import { until } from './support/until';

const MEGABYTE = 2 ** 20;

export default function robustSuite(): void {
  test('an endless loop is stopped, and earlier variables are still there', async () => {
    const notebook = await openNotebook('const kept = 42;', 'console.log("in"); while (true) {}', 'kept');
    await runCell(notebook, 0);
    const running = runCell(notebook, 1);
    await until('the loop runs', () => texts(notebook.cellAt(1), STDOUT).join('') === 'in\n');
    await vscode.commands.executeCommand('notebook.cancelExecution', notebook.uri);
    await running;
    assert.equal(notebook.cellAt(1).executionSummary?.success, false);
    await runCell(notebook, 2);
    assert.deepEqual(texts(notebook.cellAt(2)), ['42']);
  });

  test('stopping a cell drops those that wait behind it', async () => {
    const notebook = await openNotebook('console.log("in"); while (true) {}', '1');
    const running = runAll(notebook);
    await until('the loop runs', () => notebook.cellAt(0).outputs.length > 0);
    await vscode.commands.executeCommand('notebook.cancelExecution', notebook.uri);
    await running;
    assert.equal(notebook.cellAt(1).outputs.length, 0);
  });

  test('a restart ends the running cell, forgets the variables and counts from one', async () => {
    const notebook = await openNotebook('var gone = 1;', 'console.log("in"); while (true) {}', 'gone');
    await runCell(notebook, 0);
    const running = runCell(notebook, 1);
    await until('the loop runs', () => notebook.cellAt(1).outputs.length > 0);
    await vscode.commands.executeCommand('convbook.restartKernel');
    await running;
    assert.equal(notebook.cellAt(1).executionSummary?.success, false);
    await runCell(notebook, 2);
    assert.equal(shownError(notebook.cellAt(2)).name, 'ReferenceError');
    assert.equal(notebook.cellAt(2).executionSummary?.executionOrder, 1);
  });

  test('outputs cleared while the cell runs stay cleared, and later ones are shown', async () => {
    const notebook = await openNotebook(
      'console.log("early"); await new Promise(r => setTimeout(r, 1500)); console.log("late");',
    );
    const running = runCell(notebook, 0);
    await until('the early output is there', () => notebook.cellAt(0).outputs.length > 0);
    await vscode.commands.executeCommand('notebook.clearAllCellsOutputs');
    await running;
    assert.equal(texts(notebook.cellAt(0), STDOUT).join(''), 'late\n');
  });

  test('what a timer writes after its cell has ended is shown there', async () => {
    const notebook = await openNotebook('setTimeout(() => console.log("late"), 300); 1');
    await runCell(notebook, 0);
    await until('the late output is there', () => texts(notebook.cellAt(0), STDOUT).join('') === 'late\n');
    await until('the cell is idle', () => notebook.cellAt(0).executionSummary?.success === true);
    assert.equal(notebook.cellAt(0).executionSummary?.executionOrder, 1);
  });

  test('a notebook closed while a cell runs leaves the others running', async () => {
    const closing = await openNotebook('console.log("in"); while (true) {}');
    void runAll(closing);
    await until('the loop runs', () => closing.cellAt(0).outputs.length > 0);
    await closeActiveEditor();
    await until('the loop has ended', () => closing.cellAt(0).executionSummary?.success === false);
    const other = await openNotebook('1 + 2');
    await runCell(other, 0);
    assert.deepEqual(texts(other.cellAt(0)), ['3']);
  });

  test('an output of 50 MB is cut, and the cell ends', async () => {
    const notebook = await openNotebook('for (let i = 0; i < 50; i++) console.log("x".repeat(2 ** 20)); 1');
    await runCell(notebook, 0);
    const written = texts(notebook.cellAt(0), STDOUT).join('');
    assert.ok(written.length < 10 * MEGABYTE, `${written.length} characters were kept`);
    assert.equal(notebook.cellAt(0).executionSummary?.success, true);
  });

  test('an unreadable notebook is refused by VS Code, and its file stays as it is', async () => {
    const file = freshFile('.ipynb');
    await write(file, '{"cells": [');
    await assert.rejects(Promise.resolve(vscode.workspace.openNotebookDocument(file)));
    const next = await openNotebook('4');
    await runCell(next, 0);
    assert.deepEqual(texts(next.cellAt(0)), ['4']);
  });
}
