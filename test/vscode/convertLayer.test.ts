import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openNotebook, runCell } from './support/notebooks';
import { stub } from './support/stub';

type Pick = vscode.QuickPickItem;

/** Answers the first quick pick with its first item and the second with the one of a label; keeps the second's. */
function pickTarget(label: string): Pick[] {
  const offered: Pick[] = [];
  let asked = 0;
  stub(vscode.window, 'showQuickPick', async (items: Pick[] | Thenable<Pick[]>) => {
    const list = await items;
    if (asked++ === 0) return list[0];
    offered.push(...list);
    return list.find(item => item.label === label);
  });
  return offered;
}

/** Answers every input box, by what its title begins with, or with what it suggests; keeps them all. */
function answer(answers: Record<string, string> = {}): vscode.InputBoxOptions[] {
  const boxes: vscode.InputBoxOptions[] = [];
  stub(vscode.window, 'showInputBox', (box: vscode.InputBoxOptions) => {
    boxes.push(box);
    const known = Object.entries(answers).find(([title]) => box.title?.startsWith(title));
    return Promise.resolve(known?.[1] ?? box.value);
  });
  return boxes;
}

async function convertFirst(code: string): Promise<vscode.NotebookDocument> {
  const notebook = await openNotebook(code);
  await runCell(notebook, 0);
  await vscode.commands.executeCommand('convbook.convertLayer');
  return notebook;
}

function insertedText(notebook: vscode.NotebookDocument): string {
  assert.equal(notebook.cellCount, 2);
  return notebook.cellAt(1).document.getText();
}

export default function convertLayerSuite(): void {
  test('Convert Layer offers the targets that take the layer, each with a line about it', async () => {
    const offered = pickTarget('none of them');
    const notebook = await convertFirst(
      'const up = new ConvTranspose2d({ in: 4, out: 2, kernel: 3, stride: 2 });',
    );
    assert.deepEqual(
      offered.map(({ label }) => label),
      ['Direct form'],
    );
    assert.match(offered[0]!.description ?? '', /zeros between the inputs/);
    assert.equal(notebook.cellCount, 1);
  });

  test('Convert Layer asks for the rank, checks it, and puts it into the code', async () => {
    pickTarget('Depthwise separable');
    const [rank] = await boxesOf({ Rank: '2' }, async () => {
      const notebook = await convertFirst('const layer = new Conv2d({ in: 4, out: 6, kernel: 3 });');
      assert.match(
        insertedText(notebook),
        /'depthwise-separable', \{ inputShape: \[1, 4, 32, 32\], rank: 2 \}/,
      );
      await runCell(notebook, 1);
      assert.equal(notebook.cellAt(1).executionSummary?.success, true);
    });
    assert.equal(rank!.title, 'Rank of layer as depthwise separable');
    assert.equal(rank!.value, '1');
    assert.match(rank!.prompt ?? '', /1 to 6; up to 3 there are fewer MACs/);
    assert.deepEqual(verdicts(rank!, ['1', '6']), [true, true]);
    assert.deepEqual(verdicts(rank!, ['0', '7', '1.5', 'two', '']), [false, false, false, false, false]);
  });

  test('Convert Layer asks for groups that divide the channels', async () => {
    pickTarget('Grouped');
    const [groups] = await boxesOf({}, async () => {
      const notebook = await convertFirst('const layer = new Conv2d({ in: 9, out: 18, kernel: 3 });');
      assert.match(insertedText(notebook), /groups: 3/);
    });
    assert.deepEqual(verdicts(groups!, ['3', '9', '2', '1']), [true, true, false, false]);
  });

  test('Convert Layer asks for nothing but the input where the target takes no number', async () => {
    pickTarget('Batch norm folded in');
    const boxes = await boxesOf({}, async () => {
      const notebook = await convertFirst(
        'const model = new Sequential(new Conv2d({ in: 3, out: 4, kernel: 3 }), new BatchNorm2d({ features: 4 }));',
      );
      assert.match(insertedText(notebook), /weight error: none but rounding/);
    });
    assert.deepEqual(
      boxes.map(({ title }) => title),
      ['Input shape of model'],
    );
  });
}

async function boxesOf(
  answers: Record<string, string>,
  run: () => Promise<void>,
): Promise<vscode.InputBoxOptions[]> {
  const boxes = answer(answers);
  await run();
  return boxes;
}

/** Whether a box takes each text. */
function verdicts(box: vscode.InputBoxOptions, texts: string[]): boolean[] {
  return texts.map(text => box.validateInput?.(text) === undefined);
}
