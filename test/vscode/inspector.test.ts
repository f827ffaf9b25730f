import * as assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { fakeNextPanel, type FakePanel } from './support/fakePanel';
import { closeActiveEditor, openNotebook, runAll, runCell } from './support/notebooks';
import { stub } from './support/stub';
import { until } from './support/until';

let nextId = 0;

/** Sends a request as the page does and waits for its reply. */
async function ask(panel: FakePanel, call: string, params: unknown = {}): Promise<Record<string, unknown>> {
  const id = ++nextId;
  panel.send({ type: 'request', id, call, params });
  const reply = () => panel.received.filter(message => message['id'] === id);
  await until(`${call} is answered`, () => reply().length > 0);
  await new Promise(resolve => setTimeout(resolve, 20)); // a second reply would come now
  assert.equal(reply().length, 1);
  return reply()[0] ?? {};
}

async function inspect(source: string): Promise<{ notebook: vscode.NotebookDocument; panel: FakePanel }> {
  const notebook = await openNotebook(source);
  await runAll(notebook);
  const panel = fakeNextPanel();
  stub(vscode.window, 'showQuickPick', (items: unknown[]) => Promise.resolve(items[0]));
  await vscode.commands.executeCommand('convbook.inspectTensor');
  return { notebook, panel };
}

export default function inspectorSuite(): void {
  test('the page allows our script and nothing else', async () => {
    const { panel } = await inspect('const t = arange(6);');
    const nonce = /script nonce="([^"]+)"/.exec(panel.html())?.[1] ?? '';
    assert.ok(nonce.length >= 20);
    assert.ok(
      panel
        .html()
        .includes(`content="default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'"`),
    );
  });

  test('a tensor opens with its shape, and its planes come with their values', async () => {
    const { panel } = await inspect('const t = reshape(arange(24), [2, 3, 4]);');
    const { result: opened } = await ask(panel, 'tensor/open');
    const { shape, dtype } = opened as { shape: number[]; dtype: string };
    assert.deepEqual([shape, dtype], [[2, 3, 4], 'float32']);
    const { result: plane } = await ask(panel, 'tensor/plane', {
      rowAxis: 1,
      columnAxis: 2,
      index: [1, 0, 0],
    });
    const { rows, columns, data } = plane as { rows: number; columns: number; data: Float64Array };
    assert.deepEqual([rows, columns], [3, 4]);
    assert.deepEqual([...data], [12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22, 23]);
  });

  test('a wrong request is answered with what is wrong in it', async () => {
    const { panel } = await inspect('const t = arange(6);');
    assert.match(String((await ask(panel, 'tensor/close'))['error']), /unknown call: tensor\/close/);
    const plane = { rowAxis: 0.5, columnAxis: 1, index: [0] };
    assert.match(String((await ask(panel, 'tensor/plane', plane))['error']), /rowAxis/);
  });

  test('after a cell has run the page is told to ask again, and sees the new tensor of that name', async () => {
    const { notebook, panel } = await inspect('var t = zeros([2, 2]);');
    const edit = new vscode.WorkspaceEdit();
    const { document } = notebook.cellAt(0);
    edit.replace(document.uri, new vscode.Range(0, 0, 1, 0), 'var t = zeros([3, 5]);');
    assert.ok(await vscode.workspace.applyEdit(edit));
    await runCell(notebook, 0);
    await until('the page is told', () => panel.received.some(({ type }) => type === 'refresh'));
    const { result } = await ask(panel, 'tensor/open');
    assert.deepEqual((result as { shape: number[] }).shape, [3, 5]);
  });

  test('after a restart the page gets an error that says what to do', async () => {
    const { panel } = await inspect('const t = arange(6);');
    await ask(panel, 'tensor/open');
    await vscode.commands.executeCommand('convbook.restartKernel');
    const plane = { rowAxis: 0, columnAxis: 0, index: [0] };
    for (const reply of [await ask(panel, 'tensor/open'), await ask(panel, 'tensor/plane', plane)]) {
      assert.match(String(reply['error']), /no variables.*Run its cells/);
    }
  });

  test('after its notebook is closed the page gets an error that says so', async () => {
    const { panel } = await inspect('const t = arange(6);');
    await closeActiveEditor();
    await until('the page is told', () => panel.received.some(({ type }) => type === 'refresh'));
    assert.match(String((await ask(panel, 'tensor/open'))['error']), /notebook is closed/);
  });

  test('a closed panel hears nothing more', async () => {
    const { notebook, panel } = await inspect('var t = arange(6);');
    panel.close();
    const before = panel.received.length;
    await runCell(notebook, 0);
    assert.equal(panel.received.length, before);
  });
}
