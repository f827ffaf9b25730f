// The VS Code server as a child process that never outlives this one.
import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { QUIET_SETTINGS } from './settings.mjs';

const START_LIMIT_MS = 60_000;
const STOP_LIMIT_MS = 3000;

/**
 * @typedef {object} ServerOptions
 * @property {import('./install.mjs').Host} host
 * @property {string} directory where the server keeps its data, settings and log
 * @property {Record<string, unknown>} [settings] user settings beside the quiet ones
 * @property {string} [extensionsDirectory] installed extensions; `directory`/extensions unless given
 * @property {NodeJS.ProcessEnv} [env] variables for the server and its extension hosts
 */

/**
 * @typedef {object} Server
 * @property {string} authority host and port, as in `vscode-remote://AUTHORITY/path`
 * @property {(options: { folder?: string, payload?: [string, string][] }) => string} url a workbench's address
 * @property {Promise<number | null>} ended resolves with the exit code when the server has ended
 * @property {() => Promise<void>} stop ends the server and everything it started
 */

/**
 * Starts the server on a free port of 127.0.0.1.
 *
 * @param {ServerOptions} options
 * @returns {Promise<Server>} when it listens
 * @throws {Error} with its log when it ends or stays silent for a minute
 */
export async function startServer(options) {
  const { host, directory, env } = options;
  writeSettings(options);
  const logFile = path.join(directory, 'server.log');
  const log = fs.openSync(logFile, 'w');
  const child = spawn(host.node, [mainScript(host), ...serverArguments(options)], {
    stdio: ['ignore', 'pipe', log],
    env: { ...process.env, ...env, NODE_OPTIONS: '', EXTENSIONS_GALLERY: '{}' },
    detached: true, // a process group of its own, so that its extension hosts end with it
  });
  fs.closeSync(log);
  const killAll = () => signalGroup(child, 'SIGKILL');
  process.once('exit', killAll);
  /** @type {Promise<number | null>} */
  const ended = new Promise(resolve => child.once('exit', resolve));
  void ended.then(() => process.removeListener('exit', killAll));
  const port = await listeningPort(child, logFile);
  const authority = `127.0.0.1:${port}`;
  return { authority, ended, url: workbenchUrl(authority), stop: () => stop(child, ended) };
}

/**
 * Installs a packaged extension.
 *
 * @param {{ host: import('./install.mjs').Host, directory: string, vsix: string, extensionsDirectory: string }} options
 * @throws {Error} with VS Code's own words when it refuses the package
 */
export function installExtension({ host, directory, vsix, extensionsDirectory }) {
  const { status, stdout, stderr } = spawnSync(
    host.node,
    [
      mainScript(host),
      ...['--install-extension', vsix, '--force', '--accept-server-license-terms'],
      ...['--extensions-dir', extensionsDirectory, '--server-data-dir', path.join(directory, 'server')],
    ],
    { encoding: 'utf8', env: { ...process.env, NODE_OPTIONS: '', EXTENSIONS_GALLERY: '{}' } },
  );
  if (status !== 0) throw new Error(`VS Code did not install ${vsix}:\n${stdout}${stderr}`);
}

/** @param {import('./install.mjs').Host} host */
function mainScript(host) {
  return path.join(host.server, 'out/server-main.js');
}

/** @param {ServerOptions} options */
function serverArguments({ directory, extensionsDirectory = path.join(directory, 'extensions') }) {
  return [
    ...['--host', '127.0.0.1', '--port', '0', '--without-connection-token'],
    ...['--server-data-dir', path.join(directory, 'server'), '--user-data-dir', path.join(directory, 'user')],
    ...['--extensions-dir', extensionsDirectory],
    ...['--accept-server-license-terms', '--disable-telemetry', '--telemetry-level', 'off'],
    ...['--disable-experiments', '--disable-workspace-trust', '--disable-getting-started-override'],
    ...['--disable-update-check', '--reconnection-grace-time', '1', '--force-disable-user-env'],
  ];
}

/** @param {ServerOptions} options */
function writeSettings({ directory, settings }) {
  const folder = path.join(directory, 'user/User');
  fs.mkdirSync(folder, { recursive: true });
  fs.writeFileSync(
    path.join(folder, 'settings.json'),
    JSON.stringify({ ...QUIET_SETTINGS, ...settings }, null, 2),
  );
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} logFile
 * @returns {Promise<string>}
 */
function listeningPort(child, logFile) {
  return new Promise((resolve, reject) => {
    let output = '';
    /** @param {string} what */
    const fail = what =>
      reject(new Error(`the VS Code server ${what}\n${output}${fs.readFileSync(logFile, 'utf8')}`));
    const timer = setTimeout(() => {
      signalGroup(child, 'SIGKILL');
      fail(`was not ready after ${START_LIMIT_MS / 1000} s`);
    }, START_LIMIT_MS);
    child.once('exit', code => {
      clearTimeout(timer);
      fail(`ended with code ${code} before it was ready`);
    });
    child.stdout?.on('data', chunk => {
      output += chunk;
      const port = /listening on (\d+)/.exec(output)?.[1];
      if (port === undefined) return;
      clearTimeout(timer);
      resolve(port);
    });
  });
}

/**
 * @param {string} authority
 * @returns {Server['url']}
 */
function workbenchUrl(authority) {
  return ({ folder, payload = [] }) => {
    const query = new URLSearchParams(folder === undefined ? { ew: 'true' } : { folder });
    query.set('payload', JSON.stringify([['skipWelcome', 'true'], ['skipReleaseNotes', 'true'], ...payload]));
    return `http://${authority}/?${query}`;
  };
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {Promise<unknown>} ended
 */
async function stop(child, ended) {
  signalGroup(child, 'SIGTERM');
  const timer = setTimeout(() => signalGroup(child, 'SIGKILL'), STOP_LIMIT_MS);
  await ended;
  clearTimeout(timer);
  signalGroup(child, 'SIGKILL'); // whatever of the group is left
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {NodeJS.Signals} signal
 */
function signalGroup(child, signal) {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // the group has ended already
  }
}
