import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { NOTEBOOK_TYPE } from '../../src/extension/manifest';
import { openNotebook, read, runAll, runCell, shownError, STDERR, STDOUT, texts } from './support/notebooks';
import { stub } from './support/stub';
import { until } from './support/until';

/** Settles when the extension has told VS Code which kernel it is. */
function kernelChosen(): Promise<void> {
  return new Promise(resolve => {
    const { executeCommand } = vscode.commands;
    stub(vscode.commands, 'executeCommand', async (command: string, ...args: unknown[]) => {
      const result: unknown = await executeCommand(command, ...args);
      if (command === 'notebook.selectKernel') resolve();
      return result;
    });
  });
}

export default function runSuite(): void {
  test('a notebook that asks for the kernel convbook gets it although another kernel offers itself', async () => {
    const rival = vscode.notebooks.createNotebookController('rival', NOTEBOOK_TYPE, 'Rival');
    const taken: unknown[] = [];
    rival.executeHandler = cells => void taken.push(cells);
    try {
      const chosen = kernelChosen();
      const notebook = await openNotebook('1 + 1');
      await chosen;
      await runCell(notebook, 0);
      assert.deepEqual(texts(notebook.cellAt(0)), ['2']);
      assert.deepEqual(taken, []);
    } finally {
      rival.dispose();
    }
  });

  test('a cell that ran shows its order and its time', async () => {
    const notebook = await openNotebook('1', '2');
    await runCell(notebook, 1);
    await runCell(notebook, 0);
    const summaries = notebook.getCells().map(cell => cell.executionSummary);
    assert.deepEqual(
      summaries.map(summary => summary?.executionOrder),
      [2, 1],
    );
    const { startTime = NaN, endTime = NaN } = summaries[0]?.timing ?? {};
    assert.ok(startTime <= endTime);
  });

  test('run all runs the cells in order, with the names of earlier ones, and leaves Markdown alone', async () => {
    const notebook = await openNotebook(
      '# Title',
      'const a = 20;',
      'function twice(n: number) { return 2 * n }',
      'twice(a)',
    );
    await runAll(notebook);
    await until('the last cell has ended', () => notebook.cellAt(3).outputs.length > 0);
    assert.deepEqual(texts(notebook.cellAt(3)), ['40']);
    assert.equal(notebook.cellAt(0).outputs.length, 0);
  });

  test('a cell can be run again although it declares constants', async () => {
    const notebook = await openNotebook('const n = 1;\nn');
    await runCell(notebook, 0);
    await runCell(notebook, 0);
    assert.equal(notebook.cellAt(0).executionSummary?.success, true);
    assert.deepEqual(texts(notebook.cellAt(0)), ['1']);
  });

  test('a tensor is shown in its own type, as an image and as text', async () => {
    const notebook = await openNotebook('randn([1, 2, 4, 4], { seed: 1 })');
    await runCell(notebook, 0);
    const [output] = notebook.cellAt(0).outputs;
    const mimes = output?.items.map(({ mime }) => mime).sort();
    assert.deepEqual(mimes, ['application/vnd.convbook.tensor+json', 'image/png', 'text/plain']);
    const image = output?.items.find(({ mime }) => mime === 'image/png')?.data ?? new Uint8Array();
    assert.deepEqual([...image.subarray(0, 4)], [0x89, 0x50, 0x4e, 0x47]);
  });

  test('console output of one stream stays one output, and the other stream gets another', async () => {
    const notebook = await openNotebook(
      'console.log("a"); await new Promise(r => setTimeout(r, 30)); console.log("b"); console.error("c");',
    );
    await runCell(notebook, 0);
    const { outputs } = notebook.cellAt(0);
    assert.deepEqual(
      outputs.map(output => new Set(output.items.map(({ mime }) => mime))),
      [new Set([STDOUT]), new Set([STDERR])],
    );
    assert.equal(texts(notebook.cellAt(0), STDOUT).join(''), 'a\nb\n');
  });

  test('a display is updated in the cell that shows it, by a later cell', async () => {
    const notebook = await openNotebook('const shown = display(1);', 'shown.update(2);');
    await runCell(notebook, 0);
    assert.deepEqual(texts(notebook.cellAt(0)), ['1']);
    await runCell(notebook, 1);
    await until('the first cell shows 2', () => texts(notebook.cellAt(0)).join() === '2');
    assert.deepEqual(texts(notebook.cellAt(1)), []);
  });

  test('an error is shown by name, message and line, and stops run all', async () => {
    const notebook = await openNotebook('1', '\nthrow new RangeError("too far")', '3');
    await runAll(notebook);
    await until('the second cell has failed', () => notebook.cellAt(1).executionSummary?.success === false);
    const error = shownError(notebook.cellAt(1));
    assert.equal(error.name, 'RangeError');
    assert.equal(error.message, 'too far');
    assert.match(error.stack, /Cell In\[2\], line 2/);
    assert.equal(notebook.cellAt(2).executionSummary?.executionOrder, undefined);
    assert.equal(notebook.cellAt(2).outputs.length, 0);
  });

  test('a cell that throws what is no error shows it', async () => {
    const notebook = await openNotebook('throw { code: 7 }');
    await runCell(notebook, 0);
    assert.equal(notebook.cellAt(0).executionSummary?.success, false);
    assert.match(shownError(notebook.cellAt(0)).stack, /7/);
  });

  test('a tensor is saved beside the notebook, and loaded from there', async () => {
    const notebook = await openNotebook(
      "await save('saved.npy', arange(4));",
      "(await load('saved.npy')).tolist()",
      "await load('missing.npy')",
    );
    await runCell(notebook, 0);
    const saved = vscode.Uri.joinPath(notebook.uri, '../saved.npy');
    assert.match(await read(saved), /^.NUMPY/);
    await runCell(notebook, 1);
    assert.deepEqual(texts(notebook.cellAt(1)), ['[ 0, 1, 2, 3 ]']);
    await runCell(notebook, 2);
    const missing = vscode.Uri.joinPath(notebook.uri, '../missing.npy').fsPath;
    assert.equal(shownError(notebook.cellAt(2)).message, `load: there is no file ${missing}`);
  });

  test('shapes that cannot work are told by both numbers', async () => {
    const notebook = await openNotebook('conv2d(zeros([1, 3, 8, 8]), zeros([4, 2, 3, 3]))');
    await runCell(notebook, 0);
    const { name, message } = shownError(notebook.cellAt(0));
    assert.equal(name, 'ShapeError');
    assert.match(message, /3/);
    assert.match(message, /2/);
  });
}
