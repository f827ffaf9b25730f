import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { openNotebook } from './support/notebooks';

/** What VS Code shows when the pointer rests on the first place where the cell has `text`, at the text's end. */
async function hoverAt(cell: vscode.NotebookCell, text: string): Promise<string> {
  const { document } = cell;
  const position = document.positionAt(document.getText().indexOf(text) + text.length - 1);
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    position,
  );
  const contents = hovers.flatMap(hover => hover.contents);
  return contents.map(content => (content instanceof vscode.MarkdownString ? content.value : '')).join('\n');
}

export default function hoverSuite(): void {
  test('a hover over a function of the API shows its signature, what it does and its options', async () => {
    const notebook = await openNotebook('const y = conv2d(x, w, { stride: 2 });');
    const shown = await hoverAt(notebook.cellAt(0), 'conv2d');
    assert.match(shown, /function conv2d\(input: Tensor, weight: Tensor, options\?: ConvOptions\): Tensor/);
    assert.match(shown, /Cross-correlation along height and width/);
    assert.match(shown, /`stride\?: number \| readonly number\[\]` Default 1/);
  });

  test('a hover over a layer class shows its constructor and its members', async () => {
    const notebook = await openNotebook('new Residual(new Conv2d({ in: 3, out: 3, kernel: 3, padding: 1 }))');
    assert.match(await hoverAt(notebook.cellAt(0), 'Residual'), /new Residual\(body: Layer/);
    assert.match(await hoverAt(notebook.cellAt(0), 'Conv2d'), /`\.weight: Tensor`/);
  });

  test('a property, a name of the cell’s own and a name of nobody show nothing of the API', async () => {
    const notebook = await openNotebook('const sum = 1;\nobject.conv2d;\nunknownName;\nsum');
    for (const place of ['object.conv2d', 'const sum', 'unknownName']) {
      assert.doesNotMatch(await hoverAt(notebook.cellAt(0), place), /Cross-correlation|The sum of elements/);
    }
  });
}
