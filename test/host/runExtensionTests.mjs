// Builds and runs the extension-host suite, test/vscode, through @vscode/test-electron: in the desktop VS Code
// where it can be downloaded and shown, else in the VS Code host of this folder.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { runTests } from '@vscode/test-electron';
import { temporaryFolder } from './temporary.mjs';

const ROOT = path.resolve(import.meta.dirname, '../..');
const DOWNLOADS = 'https://update.code.visualstudio.com/api/releases/stable';
const REACHABLE_LIMIT_MS = 3000;

/** Whether the desktop's download answers. `CONVBOOK_VSCODE=host` says no without asking. */
async function canDownload() {
  if (process.env.CONVBOOK_VSCODE === 'host') return false;
  try {
    const signal = AbortSignal.timeout(REACHABLE_LIMIT_MS);
    const response = await fetch(DOWNLOADS, { method: 'HEAD', signal });
    return response.ok;
  } catch {
    return false; // no way out of this machine
  }
}

function hasDisplay() {
  return process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
}

/** A Linux machine without a screen may have a virtual one. */
function hasVirtualDisplay() {
  return spawnSync('xvfb-run', ['--help']).status === 0;
}

/**
 * @param {{ desktop: boolean }} options
 * @throws {Error} when a test failed or the suite never ended
 */
async function runSuite({ desktop }) {
  console.log(desktop ? 'In the desktop VS Code' : 'In the VS Code host of test/host');
  const folder = temporaryFolder('suite');
  const result = path.join(folder, 'result');
  const workspace = path.join(folder, 'workspace');
  fs.mkdirSync(workspace);
  await runTests({
    cachePath: path.join(os.tmpdir(), 'convbook-vscode-desktop'),
    ...(desktop ? {} : { vscodeExecutablePath: path.join(import.meta.dirname, 'executable.mjs') }),
    extensionDevelopmentPath: ROOT,
    extensionTestsPath: path.join(import.meta.dirname, 'suite.cjs'),
    extensionTestsEnv: {
      CONVBOOK_SUITE: path.join(ROOT, 'out/test/vscode/index.js'),
      CONVBOOK_SUITE_RESULT: result,
    },
    launchArgs: [
      workspace,
      '--disable-extensions',
      `--user-data-dir=${path.join(folder, 'user')}`,
      `--extensions-dir=${path.join(folder, 'extensions')}`,
    ],
  });
  if (!fs.existsSync(result)) throw new Error('VS Code ended before the suite did');
}

/**
 * @param {string} command
 * @param {string[]} args
 */
function run(command, ...args) {
  const { status } = spawnSync(command, args, { cwd: ROOT, stdio: 'inherit' });
  if (status !== 0) throw new Error(`${command} ${args.join(' ')} failed`);
}

async function main() {
  const downloadable = await canDownload();
  if (downloadable && !hasDisplay() && hasVirtualDisplay()) {
    run('xvfb-run', '-a', process.execPath, import.meta.filename);
    return;
  }
  run(process.execPath, 'esbuild.config.mjs');
  run(process.execPath, 'esbuild.config.mjs', '--tests');
  await runSuite({ desktop: downloadable && hasDisplay() });
}

main().catch(error => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
