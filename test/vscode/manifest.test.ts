import * as assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import * as path from 'node:path';
import * as vscode from 'vscode';
import { COMMANDS, CONTROLLER_ID, EXTENSION_ID, TENSOR_RENDERER_ID } from '../../src/extension/manifest';
import { CELL_LANGUAGE_ID } from '../../src/notebook';
import { COST_MIME, TENSOR_MIME } from '../../src/view';

interface Manifest {
  contributes: {
    commands: { command: string; title: string; category: string }[];
    languages: { id: string; configuration: string }[];
    grammars: { language: string; path: string }[];
    notebookRenderer: { id: string; entrypoint: string; mimeTypes: string[] }[];
    menus: Record<string, { command: string; when?: string }[]>;
  };
}

export default function manifestSuite(): void {
  const extension = vscode.extensions.getExtension(EXTENSION_ID);
  const { contributes } = extension?.packageJSON as Manifest; // package.json of this checkout
  const root = extension?.extensionPath ?? '';

  test('package.json lists the commands that the code knows, in the same order', () => {
    assert.deepEqual(
      contributes.commands.map(({ command }) => command),
      [...COMMANDS],
    );
  });

  test('every command is registered and stands under Convbook', async () => {
    const registered = new Set(await vscode.commands.getCommands(true));
    for (const { command, category } of contributes.commands) {
      assert.ok(registered.has(command), command);
      assert.equal(category, 'Convbook');
    }
  });

  test('menus only name commands that exist', () => {
    const known = new Set<string>(COMMANDS);
    for (const { command } of Object.values(contributes.menus).flat()) assert.ok(known.has(command), command);
  });

  test('the restart button asks for the controller by the name that VS Code gives it', () => {
    const [button] = contributes.menus['notebook/toolbar'] ?? [];
    assert.equal(button?.when, `notebookKernel == '${extension?.id}/${CONTROLLER_ID}'`);
  });

  test('each output type of Convbook has a renderer whose bundle exists', () => {
    const renderers = contributes.notebookRenderer;
    assert.deepEqual(renderers.flatMap(({ mimeTypes }) => mimeTypes).sort(), [COST_MIME, TENSOR_MIME].sort());
    assert.ok(renderers.some(({ id }) => id === TENSOR_RENDERER_ID));
    for (const { entrypoint } of renderers) assert.ok(existsSync(path.join(root, entrypoint)), entrypoint);
  });

  test('the cell language has a grammar and a configuration', () => {
    const language = contributes.languages.find(({ id }) => id === CELL_LANGUAGE_ID);
    const grammar = contributes.grammars.find(grammar => grammar.language === CELL_LANGUAGE_ID);
    assert.ok(existsSync(path.join(root, language?.configuration ?? 'missing')));
    assert.ok(existsSync(path.join(root, grammar?.path ?? 'missing')));
  });
}
