import { readdirSync } from 'node:fs';
import * as path from 'node:path';
import Mocha from 'mocha';
import * as vscode from 'vscode';
import { EXTENSION_ID } from '../../src/extension/manifest';
import convertLayer from './convertLayer.test';
import convertNotebook from './convertNotebook.test';
import hover from './hover.test';
import inspector from './inspector.test';
import kernelCommands from './kernelCommands.test';
import manifest from './manifest.test';
import notebooks from './notebooks.test';
import robust from './robust.test';
import running from './run.test';
import { restoreStubs } from './support/stub';

const SUITES = {
  convertLayer,
  convertNotebook,
  hover,
  inspector,
  kernelCommands,
  manifest,
  notebooks,
  robust,
  run: running,
};
const TEST_LIMIT_MS = 60_000;

/**
 * Runs every suite in the extension host and prints `N passed, N failed` as its last line.
 *
 * @throws Error when a test failed, or a suite of this folder is not in the list above
 */
export async function run(): Promise<void> {
  requireEverySuite();
  await vscode.extensions.getExtension(EXTENSION_ID)?.activate();
  const mocha = new Mocha({ ui: 'tdd', reporter: 'spec', timeout: TEST_LIMIT_MS, color: false });
  mocha.suite.emit('pre-require', globalThis, '', mocha); // defines `suite` and `test`
  for (const [name, declare] of Object.entries(SUITES)) suite(name, declare);
  mocha.suite.afterEach(async () => {
    restoreStubs();
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
  });
  await finish(mocha);
}

function requireEverySuite(): void {
  const folder = path.resolve(__dirname, '../../../test/vscode');
  const files = readdirSync(folder).filter(file => file.endsWith('.test.ts'));
  const forgotten = files.map(file => file.replace('.test.ts', '')).filter(name => !(name in SUITES));
  if (forgotten.length > 0)
    throw new Error(`add to the list in test/vscode/index.ts: ${forgotten.join(', ')}`);
}

function finish(mocha: Mocha): Promise<void> {
  return new Promise((resolve, reject) => {
    const runner = mocha.run(failures => {
      const passed = runner.stats?.passes ?? 0;
      console.log(`${passed} passed, ${failures} failed`);
      if (failures === 0 && passed > 0) resolve();
      else reject(new Error(`${failures} of ${passed + failures} tests failed`));
    });
  });
}
