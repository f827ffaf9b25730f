import * as vscode from 'vscode';
import type { VariableInfo } from '../kernel';
import { CELL_LANGUAGE_ID } from '../notebook';
import { activeNotebookEditor } from './activeNotebook';
import { pickVariable } from './pickVariable';
import type { Sessions } from './sessions';

type Target = NonNullable<VariableInfo['convertible']>['targets'][number];
type Question = NonNullable<Target['asks']>;

/**
 * Command "Convert Layer...": a layer of the kernel becomes one of another form, as a new cell below the selected
 * one with the code, its error and both costs. The cell is not run.
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
  const target = await pickTarget(layer);
  const options = target && (await askNumber(target, layer));
  const inputShape = options && (await askInputShape(layer));
  if (!inputShape) return;
  const { code } = await kernel.call('layer/convert', {
    ...{ name: layer.name, target: target.name, inputShape, options },
  });
  await insertBelow(editor, code);
}

/** One of the targets that take the layer; undefined when the person would rather not. */
async function pickTarget({ name, convertible }: VariableInfo): Promise<Target | undefined> {
  const items = (convertible?.targets ?? []).map(target => ({
    label: target.title,
    description: target.description,
    target,
  }));
  const picked = await vscode.window.showQuickPick(items, {
    title: `Convert ${name} to`,
    matchOnDescription: true,
  });
  return picked?.target;
}

/** The rank or the groups of the new layer, where it has such; undefined when the person would rather not. */
async function askNumber(
  { title, asks }: Target,
  { name }: VariableInfo,
): Promise<{ rank?: number; groups?: number } | undefined> {
  if (!asks) return {};
  const answer = await vscode.window.showInputBox({
    title: `${asks.option === 'rank' ? 'Rank' : 'Groups'} of ${name} as ${title.toLowerCase()}`,
    prompt: promptOf(asks),
    value: String(asks.value),
    validateInput: text => (parseNumber(text, asks) === undefined ? promptOf(asks) : undefined),
  });
  const value = answer === undefined ? undefined : parseNumber(answer, asks);
  return value === undefined ? undefined : { [asks.option]: value };
}

function promptOf({ option, most, breakEven }: Question): string {
  if (option === 'groups') return `A whole number above 1 that divides ${most}`;
  return `A whole number from 1 to ${most}; up to ${breakEven ?? 0} there are fewer MACs than now`;
}

function parseNumber(text: string, { option, most }: Question): number | undefined {
  const value = Number(text);
  const least = option === 'groups' ? 2 : 1;
  const inside = Number.isSafeInteger(value) && value >= least && value <= most;
  return inside && (option === 'rank' || most % value === 0) ? value : undefined;
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
