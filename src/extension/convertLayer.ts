import * as vscode from 'vscode';
import type { VariableInfo } from '../kernel';
import { CELL_LANGUAGE_ID } from '../notebook';
import { activeNotebookEditor } from './activeNotebook';
import { pickVariable } from './pickVariable';
import type { Sessions } from './sessions';

/** What a layer can be converted to, with the name that the engine's `convert` takes. */
const TARGETS = [
  {
    label: 'Depthwise separable',
    description: 'the best rank-1 fit of each input channel',
    target: 'depthwise-separable',
  },
];

/**
 * Command "Convert Layer...": a convolution layer of the kernel becomes a cheaper one, as a new cell below the
 * selected one with the code, its error and both costs. The cell is not run.
 */
export async function convertLayer(sessions: Sessions): Promise<void> {
  const editor = activeNotebookEditor();
  const kernel = sessions.of(editor.notebook).requireKernel();
  const layer = await pickVariable(sessions.of(editor.notebook), {
    title: 'Convert Layer',
    fits: variable => variable.convertible !== undefined,
    none: 'The kernel holds no layer that can be converted. Make one, such as `const layer = new Conv2d(...)`, and run its cell.',
  });
  if (!layer) return;
  const picked = await vscode.window.showQuickPick(TARGETS, { title: `Convert ${layer.name} to` });
  const inputShape = picked && (await askInputShape(layer));
  if (!inputShape) return;
  const { code } = await kernel.call('layer/convert', {
    name: layer.name,
    target: picked.target,
    inputShape,
  });
  await insertBelow(editor, code);
}

/** The input shape that costs and output shapes are reckoned for; undefined when the person would rather not. */
async function askInputShape(layer: VariableInfo): Promise<number[] | undefined> {
  const answer = await vscode.window.showInputBox({
    title: `Input shape of ${layer.name}`,
    prompt: 'Batch, channels and lengths, separated by commas',
    value: layer.convertible?.inputShape.join(', ') ?? '',
    validateInput: text => (parseShape(text) ? undefined : 'Whole numbers above zero, such as 1, 3, 32, 32'),
  });
  return answer === undefined ? undefined : parseShape(answer);
}

function parseShape(text: string): number[] | undefined {
  const shape = text.split(',').map(Number);
  return shape.every(length => Number.isSafeInteger(length) && length > 0) ? shape : undefined;
}

async function insertBelow(editor: vscode.NotebookEditor, code: string): Promise<void> {
  const { notebook, selection } = editor;
  const at = Math.min(selection.end, notebook.cellCount);
  const cell = new vscode.NotebookCellData(vscode.NotebookCellKind.Code, code, CELL_LANGUAGE_ID);
  const edit = new vscode.WorkspaceEdit();
  edit.set(notebook.uri, [vscode.NotebookEdit.insertCells(at, [cell])]);
  if (!(await vscode.workspace.applyEdit(edit))) throw new Error('The notebook refuses the new cell.');
  editor.selection = new vscode.NotebookRange(at, at + 1);
  editor.revealRange(editor.selection, vscode.NotebookEditorRevealType.InCenterIfOutsideViewport);
}
