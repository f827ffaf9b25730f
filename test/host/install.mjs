// Finds or installs the VS Code host and a browser. `node test/host/install.mjs` does both and prints where they are.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isMain } from './main.mjs';
import { findBrowser } from './browser.mjs';

const SOURCE = path.join(import.meta.dirname, 'vscode');
const SERVER = 'node_modules/code-server/lib/vscode';

/**
 * @typedef {object} Host
 * @property {string} node the Node 24 binary that runs the server
 * @property {string} server folder of the VS Code server, the one that holds `out/server-main.js`
 */

/**
 * The VS Code host, installed on the first call into a cache outside the checkout: `CONVBOOK_HOST_DIR`, or a
 * folder of the temporary directory named after the content of `test/host/vscode`.
 *
 * An install happens in a folder of its own, which gets the final name when it is whole. So a half-finished
 * install is never taken for a host, and of two at a time the later one throws its own away.
 *
 * @returns {Host}
 * @throws {Error} when npm fails or this platform has no host
 */
export function ensureHost() {
  if (process.platform === 'win32') {
    throw new Error('the VS Code host runs on Linux and macOS only; on Windows install the desktop VS Code');
  }
  const folder =
    process.env.CONVBOOK_HOST_DIR ?? path.join(os.tmpdir(), `convbook-vscode-host-${fingerprint()}`);
  if (!isWhole(folder)) install(folder);
  return { node: nodeBinary(folder), server: path.join(folder, SERVER) };
}

/** Changes with anything that decides what an install holds. */
function fingerprint() {
  const hash = createHash('sha256');
  for (const entry of sourceFiles()) hash.update(entry).update(fs.readFileSync(path.join(SOURCE, entry)));
  return hash.digest('hex').slice(0, 12);
}

function sourceFiles() {
  return fs
    .readdirSync(SOURCE, { recursive: true, encoding: 'utf8' })
    .filter(entry => !entry.split(path.sep).includes('node_modules'))
    .filter(entry => fs.statSync(path.join(SOURCE, entry)).isFile())
    .sort();
}

/**
 * The name alone does not tell: a cleaner of the temporary folder may have taken old files from it.
 * @param {string} folder
 */
function isWhole(folder) {
  return ['out/server-main.js', 'node_modules/undici/package.json', 'extensions/node_modules'].every(file =>
    fs.existsSync(path.join(folder, SERVER, file)),
  );
}

/** @param {string} folder */
function install(folder) {
  console.log(`Installing the VS Code host into ${folder} (about 15 s, 480 MB)`);
  fs.mkdirSync(path.dirname(folder), { recursive: true });
  removeAbandoned(folder);
  const partial = `${folder}.partial-${process.pid}`;
  const discard = () => fs.rmSync(partial, { recursive: true, force: true });
  process.once('exit', discard);
  try {
    for (const file of sourceFiles()) fs.cpSync(path.join(SOURCE, file), path.join(partial, file));
    npmCi(partial);
    linkModules(path.join(partial, SERVER));
    putInPlace(partial, folder);
  } finally {
    discard();
    process.removeListener('exit', discard);
  }
}

/**
 * Installs of processes that were killed.
 * @param {string} folder
 */
function removeAbandoned(folder) {
  const prefix = `${path.basename(folder)}.partial-`;
  for (const entry of fs.readdirSync(path.dirname(folder))) {
    if (!entry.startsWith(prefix) || isRunning(Number(entry.slice(prefix.length)))) continue;
    fs.rmSync(path.join(path.dirname(folder), entry), { recursive: true, force: true });
  }
}

/** @param {number} pid */
function isRunning(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return /** @type {NodeJS.ErrnoException} */ (error).code === 'EPERM'; // someone else's process
  }
}

/** @param {string} folder */
function npmCi(folder) {
  const args = ['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
  // This is run by `npm run`, whose settings in the environment name another package.
  const env = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => !/^npm_(package|lifecycle)_/.test(name)),
  );
  const { status, error } = spawnSync('npm', args, {
    cwd: folder,
    env,
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  if (status !== 0) {
    throw new Error(
      `npm ci of the VS Code host failed (${error?.message ?? `exit ${status}`}); is the npm registry reachable?`,
    );
  }
}

/**
 * The server and its extensions look for their packages beside themselves; npm put them at the top.
 * @param {string} server
 */
function linkModules(server) {
  fs.rmSync(path.join(server, 'extensions/copilot'), { recursive: true, force: true });
  for (const folder of [server, path.join(server, 'extensions')]) {
    fs.symlinkSync(path.relative(folder, path.join(server, '../../..')), path.join(folder, 'node_modules'));
  }
}

/**
 * @param {string} partial
 * @param {string} folder
 */
function putInPlace(partial, folder) {
  if (isWhole(folder)) return; // another process was faster
  fs.rmSync(folder, { recursive: true, force: true });
  try {
    fs.renameSync(partial, folder);
  } catch (error) {
    if (!isWhole(folder)) throw error;
  }
}

/** @param {string} folder */
function nodeBinary(folder) {
  const packaged = path.join(folder, `node_modules/node-${process.platform}-${process.arch}/bin/node`);
  if (fs.existsSync(packaged)) return packaged;
  if (Number.parseInt(process.versions.node) >= 24) return process.execPath;
  throw new Error(
    `the VS Code host needs Node 24 or newer on ${process.platform}-${process.arch}; this is Node ${process.versions.node}`,
  );
}

if (isMain(import.meta.url)) {
  const { server } = ensureHost();
  console.log(`VS Code host: ${server}\nBrowser: ${findBrowser()}`);
}
